// WhatsApp (Noise handshake): "WA" or "ED" with a version, then a length of three bytes.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5222};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return Fit::no;
  if (head.size() < 8)
    return either(begins(head.sub(0, 2), "WA"), begins(head.sub(0, 2), "ED")) == Fit::no ? Fit::no
                                                                                         : Fit::unsure;
  if (head.starts_with("WA")) return yes_if(head[2] >= 1 && head[2] <= 9 && head[3] <= 9 && head[4] < 2);
  return yes_if(head.starts_with(std::string_view("ED\0\1", 4)));
}

}  // namespace

extern const Protocol whatsapp;
const Protocol whatsapp{.id = "whatsapp", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
