// TP-Link's smart plugs and bulbs: JSON, each byte mixed with the one before it, the first with AB.
#include <array>
#include <string>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9999};

// {"system": or {"context": and the like, decoded.
bool is_json(Bytes b) {
  std::string text;
  uint8_t key = 0xab;
  for (size_t i = 0; i < 6; ++i) {
    text += static_cast<char>(b[i] ^ key);
    key = b[i];
  }
  return text.starts_with("{\"") && is_text(Bytes(text)) && text[2] >= 'a' && text[2] <= 'z';
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(p.payload.size() >= 8 && is_json(p.payload)); }
Fit probe_stream(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != 9999) return Fit::no;
  if (head.size() < 10) return head[0] == 0 ? Fit::unsure : Fit::no;
  return yes_if(head.be32(0) < 65536 && is_json(head.sub(4)));
}

}  // namespace

extern const Protocol kasa;
const Protocol kasa{
    .id = "kasa", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
