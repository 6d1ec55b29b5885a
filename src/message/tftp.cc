// TFTP (RFC 1350 section 5): a request names a file and a mode.
#include <array>
#include <string_view>

#include "base/text.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{69};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.be16(0) != 1 && b.be16(0) != 2) return Fit::no;
  const size_t end = b.text().find('\0', 2);
  if (end == std::string_view::npos || end == 2) return Fit::no;
  const std::string mode = lower(b.sub(end + 1, 8).text());
  return yes_if(mode.starts_with("octet") || mode.starts_with("netascii") || mode.starts_with("mail"));
}

// The file that is asked for.
void read(const packet::Packet& p, MessageSink& sink) {
  Note n = note_of(NoteKind::file, "tftp", p, false);
  n.text = p.payload.sub(2, kMaxValue).text();
  n.text = n.text.substr(0, n.text.find('\0'));
  n.number = p.payload.be16(0);
  sink.note(n);
}

}  // namespace

extern const Protocol tftp;
const Protocol tftp{.id = "tftp", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
