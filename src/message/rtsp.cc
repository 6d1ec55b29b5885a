// RTSP (RFC 2326, RFC 7826): "METHOD rtsp://..." or "RTSP/x".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{554, 8554};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return either(begins(head, "RTSP/1.0 "), begins(head, "RTSP/2.0 "));
  for (const std::string_view method :
       {"OPTIONS ", "DESCRIBE ", "SETUP ", "PLAY ", "ANNOUNCE ", "GET_PARAMETER "}) {
    if (!head.starts_with(method)) continue;
    const Bytes target = head.sub(method.size());
    const Fit star = target[0] == '*' ? begins(target, "* RTSP/") : Fit::no;
    return either(star, either(begins(target, "rtsp://"), begins(target, "rtsps://")));
  }
  return Fit::no;
}

}  // namespace

extern const Protocol rtsp;
const Protocol rtsp{.id = "rtsp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
