// Xiaomi telephones wait for messages from their maker: C2 FE, version 5, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5222};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 8)
    return begins(head.sub(0, 4), std::string_view("\xc2\xfe\0\5", 4)) == Fit::no ? Fit::no : Fit::unsure;
  return yes_if(head.be32(0) == 0xc2fe0005 && head.be32(4) < 65536);
}

}  // namespace

extern const Protocol xiaomi_push;
const Protocol xiaomi_push{.id = "xiaomi-push", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
