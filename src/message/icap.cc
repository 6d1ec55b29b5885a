// ICAP (RFC 3507): proxies that have content checked.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1344};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return begins(head, "ICAP/1.0 ");
  return either(begins(head, "OPTIONS icap://"),
                either(begins(head, "REQMOD icap://"), begins(head, "RESPMOD icap://")));
}

}  // namespace

extern const Protocol icap;
const Protocol icap{.id = "icap", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
