#include "evidence/excerpt.h"

#include <algorithm>
#include <string_view>

#include "case/incident.h"
#include "packet/packet.h"

namespace culprit::evidence {
namespace {

constexpr size_t kMarks = 24, kValues = 8;

/// Writes marks into an excerpt; what lies behind its kept bytes is cut off.
class Marker {
 public:
  Marker(Excerpt& out, const capture::Frame& frame) : out_(out), frame_(frame) {}

  void mark(size_t at, size_t size, Sentence what, bool telling = false) {
    if (at >= out_.bytes.size() || size == 0 || out_.marks.size() == kMarks) return;
    size = std::min(size, out_.bytes.size() - at);
    out_.marks.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(size), std::move(what), telling});
  }
  void mark(Bytes part, Sentence what, bool telling = false) {
    if (!part.empty()) mark(place(part), part.size(), std::move(what), telling);
  }
  /// Every text is looked for behind `from`; false where it is not there.
  bool find(size_t from, std::string_view text, const Sentence& what) {
    const size_t at = text.empty() ? std::string::npos : out_.bytes.find(text, from);
    if (at == std::string::npos) return false;
    mark(at, text.size(), what, true);
    return true;
  }
  /// Views of a decoded packet point into its frame.
  size_t place(Bytes part) const { return static_cast<size_t>(part.data() - frame_.data.data()); }

 private:
  Excerpt& out_;
  const capture::Frame& frame_;
};

const Order* order_in(const Case& c, const FrameRef& ref) {
  for (const Finding& f : c.findings) {
    if (f.trigger && f.trigger->frame == ref) return &*f.trigger;
    for (const Order& o : f.orders)
      if (o.frame == ref) return &o;
  }
  return nullptr;
}

const Finding* flood_with(const Case& c, const packet::Packet& p) {
  for (const Finding& f : c.findings) {
    const bool within = is_flood(f) && f.first.file == p.ref.file && f.first.frame <= p.ref.frame &&
                        p.ref.frame <= f.last.frame;
    if (within && std::ranges::find(f.targets, p.dst, &Endpoint::ip) != f.targets.end()) return &f;
  }
  return nullptr;
}

void headers(Marker& m, const packet::Packet& p) {
  if (p.datagram_bytes.empty()) return;
  const size_t ip = m.place(p.datagram_bytes);
  const Bytes carried = packet::carried(p);
  const bool v4 = p.datagram_bytes.u8(0) >> 4 == 4;
  if (ip != 0) m.mark(0, ip, Sentence("mark.link"));
  m.mark(ip, carried.empty() ? (v4 ? 20 : 40) : m.place(carried) - ip, Sentence("mark.ip"));
  if (!carried.empty() && !p.payload.empty() && m.place(p.payload) > m.place(carried))
    m.mark(m.place(carried), m.place(p.payload) - m.place(carried), Sentence("mark.transport"));
}

/// RFC 791 figure 4, RFC 8200 section 3: where the two addresses stand.
void addresses(Marker& m, const packet::Packet& p, bool telling) {
  if (p.datagram_bytes.empty()) return;
  const size_t ip = m.place(p.datagram_bytes);
  const bool v4 = p.datagram_bytes.u8(0) >> 4 == 4;
  const size_t from = ip + (v4 ? 12 : 8), size = v4 ? 4 : 16;
  m.mark(from, size, Sentence("mark.from").address("address", p.src), telling);
  m.mark(from + size, size, Sentence(telling ? "mark.victim" : "mark.to").address("address", p.dst), telling);
  if (v4 && p.is_fragment())
    m.mark(ip + 6, 2, Sentence("mark.piece").bytes("offset", p.fragment_offset), telling);
}

const char* role_key(std::string_view role) {
  if (role == "victim") return "mark.order-victim";
  if (role == "seconds") return "mark.order-seconds";
  return role == "port" ? "mark.order-port" : "mark.order-value";
}

/// The command, and in it what it asks for.
void order(Marker& m, const packet::Packet& p, const Order& o) {
  const size_t from = p.payload.empty() ? 0 : m.place(p.payload);
  const std::string_view line = std::string_view(o.request).substr(0, o.request.find_first_of("\r\n"));
  m.find(from, line, Sentence("mark.order"));
  size_t shown = 0;
  for (const auto& [role, value] : o.parameters)
    if (shown++ < kValues)
      m.find(from, value, Sentence(role_key(role)).text("role", role).text("value", value));
}

void flood(Marker& m, const packet::Packet& p, const Finding& f) {
  const Bytes payload = p.payload;
  if (payload.empty() || !f.payload || !f.payload->fill) return;
  size_t n = 0;
  while (n < payload.size() && payload.u8(n) == *f.payload->fill) ++n;
  if (n == payload.size()) m.mark(payload, Sentence("mark.fill").count("n", n), true);
}

}  // namespace

Excerpt excerpt(const capture::Frame& frame, const Case& c) {
  Excerpt out;
  out.ref = frame.ref;
  out.time = frame.time;
  out.wire = frame.wire;
  out.captured = static_cast<uint32_t>(frame.data.size());
  out.bytes = frame.data.sub(0, kExcerpt).text();
  packet::Packet p;
  packet::decode(frame, p);
  Marker m(out, frame);
  headers(m, p);
  const Finding* hit = flood_with(c, p);
  addresses(m, p, hit != nullptr);
  if (const Order* o = order_in(c, frame.ref)) order(m, p, *o);
  if (hit != nullptr) flood(m, p, *hit);
  return out;
}

}  // namespace culprit::evidence
