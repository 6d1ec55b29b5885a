// Ceph's messengers 1 and 2: both ends send a banner.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{6789, 3300};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "ceph v"); }

}  // namespace

extern const Protocol ceph;
const Protocol ceph{.id = "ceph", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
