// Network block device: the server opens with its magic words.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{10809};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_server ? begins(head, "NBDMAGIC") : Fit::no;
}

}  // namespace

extern const Protocol nbd;
const Protocol nbd{.id = "nbd", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
