// iperf 2 and 3: the digits that iperf 2 fills its buffer with; the greetings of iperf 3.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{5001, 5201};

// iperf 2 fills byte i with the digit i mod 10 and then writes its header over the beginning.
bool is_pattern(Bytes b) {
  if (b.size() < 100) return false;
  for (size_t i = 84; i < 100; ++i) {
    if (b[i] != '0' + i % 10) return false;
  }
  return true;
}

Fit probe_datagram(const packet::Packet& p) {
  const uint32_t word = p.payload.size() == 4 ? p.payload.le32(0) : 0;
  return yes_if(word == 0x36373839 || word == 0x39383736 || word == 123456789 || word == 987654321 ||
                is_pattern(p.payload));
}

// iperf 3 begins with a cookie of 36 letters and digits of base 32, and a zero.
Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (side != flow::from_client || server_port != 5201) return Fit::no;
  for (size_t i = 0; i < head.size() && i < 36; ++i) {
    if (!(head[i] >= 'a' && head[i] <= 'z') && !(head[i] >= '2' && head[i] <= '7')) return Fit::no;
  }
  return head.size() < 37 ? Fit::unsure : yes_if(head[36] == 0);
}

}  // namespace

extern const Protocol iperf;
const Protocol iperf{
    .id = "iperf", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
