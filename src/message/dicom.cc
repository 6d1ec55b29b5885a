// DICOM (PS3.8 section 9.3): A-ASSOCIATE-RQ and -AC, protocol version 1.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{104, 11112};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  const uint8_t type = side == flow::from_client ? 1 : 2;
  if (head[0] != type || (head.size() > 1 && head[1] != 0)) return Fit::no;
  if (head.size() < 10) return Fit::unsure;
  return yes_if(head.be32(2) >= 68 && head.be32(2) < 0x100000 && head.be32(6) == 0x00010000);
}

}  // namespace

extern const Protocol dicom;
const Protocol dicom{.id = "dicom", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
