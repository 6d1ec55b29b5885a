// NetBIOS name service (RFC 1002 section 4.2): a header like DNS, names as 32 letters A to P.
#include <array>

#include "message/netbios_name.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{137};

bool is_name(Bytes b) {
  if (b.size() < 34 || b[0] != 32) return false;
  for (size_t i = 1; i <= 32; ++i) {
    if (b[i] < 'A' || b[i] > 'P') return false;
  }
  return true;
}

Fit probe(const packet::Packet& p) { return yes_if(p.payload.be16(4) <= 1 && is_name(p.payload.sub(12))); }

void note(NoteKind kind, std::string_view text, const packet::Packet& p, MessageSink& sink) {
  Note n = note_of(kind, "nbns", p, kind == NoteKind::answer);
  n.text = text;
  sink.note(n);
}

// Who looks for whom, who registers a name for which address (opcode 5), and which address a name has.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  const bool answer = (b[2] & 0x80) != 0;
  const unsigned opcode = b[2] >> 3 & 15;
  const auto name = netbios_name(b.sub(12));
  if (!name) return;
  note(answer ? NoteKind::answer : NoteKind::question, name->name, p, sink);
  if (!is_computer(*name)) return;
  // Registration: question (type and class behind the name), then a record whose name points back; an answer
  // has the record alone. Its data are flags (a group has the top bit) and an address.
  const bool registers = !answer && opcode == 5;
  if (!registers && (!answer || opcode != 0)) return;
  const size_t at = 12 + name->size + (registers ? 6 : 0);
  const Bytes record = b.sub(at);
  if (record.be16(0) != 0x20 || record.be16(8) < 6 || !record.has(10, 6) || (record[10] & 0x80) != 0) return;
  sink.name({name->name, Address::ip4(record.be32(12)), NameSource::netbios, p.time, p.ref});
}

}  // namespace

extern const Protocol nbns;
const Protocol nbns{.id = "nbns", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
