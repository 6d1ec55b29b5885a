// RADIUS (RFC 2865 section 3): code, length, and attributes that fill it.
#include <array>
#include <string_view>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 4> kPorts{1812, 1813, 1645, 1646};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool code = (b[0] >= 1 && b[0] <= 5) || (b[0] >= 11 && b[0] <= 13) || (b[0] >= 40 && b[0] <= 45);
  if (!code || b.size() < 20 || b.be16(2) != b.size()) return Fit::no;
  Bytes rest = b.sub(20);
  while (rest.size() >= 2 && rest[0] != 0 && rest[1] >= 2 && rest[1] <= rest.size()) rest = rest.sub(rest[1]);
  return yes_if(rest.empty());
}

// Who asks to be let in (User-Name, RFC 2865 section 5.1), and refusals, which name nobody.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  const bool answer = b[0] == 2 || b[0] == 3;
  if (b[0] != 1 && !answer) return;
  Note n = note_of(b[0] == 1   ? NoteKind::login
                   : b[0] == 2 ? NoteKind::login_accepted
                               : NoteKind::login_refused,
                   "radius", p, answer);
  for (size_t at = 20; b[0] == 1 && b.has(at, 2) && b[at + 1] >= 2; at += b[at + 1])
    if (b[at] == 1) n.text = b.sub(at + 2, b[at + 1] - 2U).text();
  sink.note(n);
}

}  // namespace

extern const Protocol radius;
const Protocol radius{.id = "radius", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
