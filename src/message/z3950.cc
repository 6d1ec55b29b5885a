// Z39.50 (ISO 23950): library catalogues; initialisation with protocol version and options.
#include <array>

#include "message/ber.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{210};

// InitializeRequest [20], -Response [21]: reference id [2] maybe, then version [3] and options [4].
Fit probe(flow::Side side, Bytes head, uint16_t) {
  const uint8_t tag = side == flow::from_client ? 0xb4 : 0xb5;
  if (head[0] != tag) return Fit::no;
  if (head.size() < 12) return Fit::unsure;
  Bytes fields = ber_inside(head, tag);
  if (fields[0] == 0x82) fields = ber_after(fields);
  const BerElement version = ber(fields), options = ber(ber_after(fields));
  return yes_if(version.tag == 0x83 && version.size >= 2 && version.size <= 4 && version.inside[0] <= 7 &&
                options.tag == 0x84 && options.size >= 2 && options.size <= 8);
}

}  // namespace

extern const Protocol z3950;
const Protocol z3950{.id = "z3950", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
