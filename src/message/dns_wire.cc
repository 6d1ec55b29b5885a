#include "message/dns_wire.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"
#include "message/fields.h"

namespace culprit::message {
namespace {

constexpr size_t kHeader = 12, kMaxName = 255, kMaxRecords = 256, kMaxAliases = 8;
constexpr uint16_t kA = 1, kCname = 5, kPtr = 12, kTxt = 16, kAaaa = 28, kAny = 255, kIn = 1;

bool is_answer(Bytes dns) { return (dns[2] & 0x80) != 0; }

/// Calls `each(label)` and moves `at` behind the name; false where it is none (RFC 1035 sections 3.1, 4.1.4).
/// Each pointer leads further back than the one before.
template <class Each>
bool walk_name(Bytes dns, size_t& at, Each each) {
  size_t here = at, least = at, length = 0;
  bool jumped = false;
  while (dns.has(here, 1) && dns[here] != 0) {
    const size_t size = dns[here];
    if ((size & 0xc0) == 0xc0) {
      const size_t target = dns.be16(here) & 0x3fffu;
      if (!dns.has(here, 2) || target >= least || target < kHeader) return false;
      if (!jumped) at = here + 2;
      jumped = true;
      here = least = target;
      continue;
    }
    if ((size & 0xc0) != 0 || !dns.has(here, size + 1) || length + size + 1 > kMaxName) return false;
    each(dns.sub(here + 1, size).text());
    length += size + (length == 0 ? 0 : 1);
    here += size + 1;
  }
  if (!dns.has(here, 1)) return false;
  if (!jumped) at = here + 1;
  return true;
}

struct Record {
  std::string name;
  uint16_t type = 0, klass = 0;
  Bytes data;
  size_t data_at = 0;
};

bool read_record(Bytes dns, size_t& at, Record& record) {
  auto name = read_name(dns, at);
  if (!name || !dns.has(at, 10)) return false;
  const size_t size = dns.be16(at + 8);
  if (!dns.has(at + 10, size)) return false;
  record = {std::move(*name), dns.be16(at), static_cast<uint16_t>(dns.be16(at + 2) & 0x7fff),
            dns.sub(at + 10, size), at + 10};
  at += 10 + size;
  return true;
}

/// "1.2.0.192.in-addr.arpa" -> 192.0.2.1 (RFC 1035 section 3.5).
std::optional<Address> reversed(std::string_view name) {
  static constexpr std::string_view suffix = ".in-addr.arpa";
  if (!name.ends_with(suffix)) return std::nullopt;
  name.remove_suffix(suffix.size());
  std::string forward;
  while (!name.empty()) {
    const size_t dot = name.rfind('.');
    const std::string_view label = dot == std::string_view::npos ? name : name.substr(dot + 1);
    forward += (forward.empty() ? "" : ".") + std::string(label);
    name = name.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return Address::parse(forward);
}

/// Reads one message's records into names and notes.
class Answer {
 public:
  Answer(Bytes dns, const DnsWay& way, MessageSink& sink) : dns_(dns), way_(way), sink_(sink) {}
  void ask(const std::string& name) { chain_.push_back(name); }

  void take(const Record& r) {
    if (r.klass != kIn) return;
    if (chain_.empty()) chain_.push_back(r.name);
    if (r.type == kA && r.data.size() == 4) {
      address(r.name, Address::ip4(r.data.be32(0)));
    } else if (r.type == kAaaa && r.data.size() == 16) {
      address(r.name, Address::ip6(r.data));
    } else if (r.type == kCname && chain_.size() < kMaxAliases) {
      if (auto alias = target(r)) chain_.push_back(std::move(*alias));
    } else if (r.type == kPtr) {
      pointer(r);
    } else if (r.type == kTxt) {
      text(r);
    }
  }

 private:
  /// Text that a name was answered with may be an order to a bot; where it is the text of mail or of a proof of
  /// ownership, it names nobody who is attacked.
  void text(const Record& r) {
    std::string said;
    for (size_t at = 0; at < r.data.size(); at += size_t{r.data[at]} + 1) said += r.data.sub(at + 1, r.data[at]).text();
    if (said.size() < 4) return;
    Message m;
    m.kind = Kind::dns_text;
    m.downward = true;
    m.start = m.end = way_.time;
    m.first = m.last = way_.ref;
    m.client = way_.to;
    m.server = way_.from;
    m.client_port = way_.to_port;
    m.server_port = way_.from_port;
    m.host = r.name;
    m.line = said.substr(0, kMaxLine);
    add_field(m, Place::line, "text", said);
    sink_.add(std::move(m));
  }

  std::optional<std::string> target(const Record& r) const {
    size_t at = r.data_at;
    return read_name(dns_, at);
  }
  // An answer about another name than the one asked for (mDNS, additional records) has that name only.
  void address(const std::string& owner, const Address& address) {
    if (std::ranges::find(chain_, owner) == chain_.end()) return add(owner, address);
    for (const std::string& name : chain_) add(name, address);
  }
  void pointer(const Record& r) {
    const auto name = target(r);
    if (!name) return;
    if (const auto address = reversed(r.name)) return add(*name, *address);
    if (r.name.starts_with('_')) {
      Note n = note(NoteKind::service);
      n.text = r.name;
      sink_.note(n);
    }
  }
  void add(const std::string& name, const Address& address) {
    if (name != ".") sink_.name({name, address, way_.source, way_.time, way_.ref});
  }
  Note note(NoteKind kind) const {
    return {.kind = kind,
            .protocol = way_.protocol,
            .client = way_.from,
            .server = way_.to,
            .server_port = way_.to_port,
            .time = way_.time,
            .ref = way_.ref};
  }

  Bytes dns_;
  const DnsWay& way_;
  MessageSink& sink_;
  std::vector<std::string> chain_;  // the name asked for, and its aliases
};

void note_question(const std::string& name, uint16_t type, size_t size, const DnsWay& way,
                   MessageSink& sink) {
  Note n{.kind = NoteKind::question,
         .protocol = way.protocol,
         .client = way.from,
         .server = way.to,
         .server_port = way.to_port,
         .subject = zone_of(name),
         .text = name,
         .number = type,
         .time = way.time,
         .ref = way.ref};
  sink.note(n);
  if (type != kAny) return;
  n.kind = NoteKind::amplifier;
  n.subject = {};
  n.text = "ANY";
  n.number = static_cast<uint32_t>(size);
  sink.note(n);
}

void note_answer(const std::string& name, uint8_t code, const DnsWay& way, MessageSink& sink) {
  sink.note({.kind = NoteKind::answer,
             .protocol = way.protocol,
             .client = way.to,
             .server = way.from,
             .server_port = way.from_port,
             .subject = zone_of(name),
             .text = name,
             .number = code,
             .time = way.time,
             .ref = way.ref});
}

}  // namespace

std::optional<std::string> read_name(Bytes dns, size_t& at) {
  std::string name;
  name.reserve(63);
  const bool good = walk_name(dns, at, [&](std::string_view label) {
    if (!name.empty()) name += '.';
    append_lower(name, label);
  });
  if (!good) return std::nullopt;
  if (name.empty()) name = ".";
  return name;
}

bool looks_like_dns(Bytes dns, bool multicast) {
  const unsigned opcode = dns[2] >> 3 & 15;
  if (dns.size() < kHeader || opcode > 6 || opcode == 3 || (dns[3] & 0x40) != 0)
    return false;  // Z bit, RFC 1035 4.1.1
  const size_t questions = dns.be16(4);
  const size_t records = size_t{dns.be16(6)} + dns.be16(8) + dns.be16(10);
  // A question takes at least 5 bytes, a record 11.
  if (questions * 5 + records * 11 > dns.size() - kHeader && !is_answer(dns)) return false;
  if (questions == 0 ? !multicast || records == 0 : questions > 1 && !multicast) return false;
  size_t at = kHeader;
  if (!walk_name(dns, at, [](std::string_view) {})) return false;
  if (!dns.has(at, 4)) return false;
  const uint16_t type = dns.be16(at), klass = dns.be16(at + 2) & 0x7fff;
  return type != 0 && (klass <= 4 || klass == 254 || klass == 255) && klass != 0;
}

Fit probe_dns(const packet::Packet& packet, bool multicast) {
  if (!looks_like_dns(packet.payload, multicast)) return Fit::no;
  return Fit::yes;
}

DnsWay way_of(const packet::Packet& p, const char* protocol, NameSource source) {
  return {protocol, source, p.src, p.dst, p.src_port, p.dst_port, p.time, p.ref};
}

void read_dns(Bytes dns, const DnsWay& way, MessageSink& sink) {
  if (dns.size() < kHeader) return;
  const bool answers = is_answer(dns);
  Answer answer(dns, way, sink);
  size_t at = kHeader;
  for (size_t i = 0; i < dns.be16(4) && i < kMaxRecords; ++i, at += 4) {
    const auto name = read_name(dns, at);
    if (!name || !dns.has(at, 4)) return;
    if (i == 0) answer.ask(*name);
    if (!answers)
      note_question(*name, dns.be16(at), dns.size(), way, sink);
    else if (i == 0)
      note_answer(*name, dns[3] & 15, way, sink);
  }
  if (!answers || (dns[3] & 15) != 0) return;
  Record record;
  const size_t records = std::min<size_t>(size_t{dns.be16(6)} + dns.be16(8) + dns.be16(10), kMaxRecords);
  for (size_t i = 0; i < records && read_record(dns, at, record); ++i) answer.take(record);
}

std::string_view zone_of(std::string_view name) {
  const auto before = [&](size_t dot) {
    return dot == 0 || dot == std::string_view::npos ? std::string_view::npos : name.rfind('.', dot - 1);
  };
  const size_t last = name.rfind('.');
  size_t cut = before(last);
  if (cut == std::string_view::npos) return name;
  // Country codes under which one registers below "co", "com", "ac" and the like.
  const size_t second = last - cut - 1;
  if (name.size() - last == 3 && second <= 3) cut = before(cut);
  return cut == std::string_view::npos ? name : name.substr(cut + 1);
}

}  // namespace culprit::message
