// RTPS (DDS, OMG section 9.4): magic and version 1 or 2.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{7400};

bool is_header(Bytes b) {
  return (b.starts_with("RTPS") || b.starts_with("RTPX")) && (b[4] == 1 || b[4] == 2) && b[5] <= 9;
}
Fit probe_datagram(const packet::Packet& p) { return yes_if(p.payload.size() >= 20 && is_header(p.payload)); }
Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 6)
    return either(begins(head.sub(0, 4), "RTPS"), begins(head.sub(0, 4), "RTPX")) == Fit::no ? Fit::no
                                                                                             : Fit::unsure;
  return yes_if(is_header(head));
}

}  // namespace

extern const Protocol rtps;
const Protocol rtps{
    .id = "rtps", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
