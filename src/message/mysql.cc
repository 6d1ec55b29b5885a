// MySQL (client/server protocol): the server greets with protocol 10 and its version, or refuses.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3306};

bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

// Length (three bytes), number 0; then 10 and "8.0.36", or FF, a code and "Host".
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client) return Fit::no;
  if (head.size() < 8) return head.size() > 3 && head[3] != 0 ? Fit::no : Fit::unsure;
  const size_t size = head.le32(0) & 0xffffff;
  if (head[3] != 0 || size < 8 || size > 1024 || head.size() > size + 4) return Fit::no;
  if (head.size() < 64 && head.size() < size + 4) return Fit::unsure;
  const bool version = is_digit(head[5]) && (head[6] == '.' || (is_digit(head[6]) && head[7] == '.'));
  const bool refused = head[4] == 0xff && head.le16(5) >= 1040 && head.le16(5) <= 1203 && server_port == 3306;
  return yes_if((head[4] == 10 && version) || refused);
}

}  // namespace

extern const Protocol mysql;
const Protocol mysql{.id = "mysql", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
