// Valve's server queries: four bytes FF, a letter; asked of game servers, abused for amplification.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{27015};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.be32(0) != 0xffffffff) return Fit::no;
  const bool question = (b[4] >= 'U' && b[4] <= 'W' && b.size() == 9) || (b[4] == 'i' && b.size() == 5);
  const bool info = b.sub(4).starts_with(std::string_view("TSource Engine Query\0", 21));
  const bool challenge = b[4] == 'A' && b.size() == 9;
  const bool answer = (b[4] == 'I' && b[5] >= 2 && b[5] <= 48 && b[6] >= 0x20) ||
                      (b[4] == 'm' && b.size() > 20 && b[5] >= '0' && b[5] <= '9');
  return yes_if(question || info || challenge || answer);
}

void read(const packet::Packet& p, MessageSink& sink) {
  const uint8_t kind = p.payload[4];
  if (kind == 'T' || kind == 'U' || kind == 'V')
    note_amplifier(p, "source-query", kind == 'T' ? "info" : kind == 'U' ? "players" : "rules", sink);
}

}  // namespace

extern const Protocol source_query;
const Protocol source_query{
    .id = "source-query", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
