// IEC 60870-5-104 section 5: start 68, length, four control bytes.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{2404};

// Counters of a young connection, a kind of data, a cause, an originator that is seldom numbered high
// (section 7).
bool is_numbered(Bytes b) {
  const uint8_t kind = b[6], cause = b[8] & 0x3f;
  const bool known = (kind >= 1 && kind <= 40) || (kind >= 45 && kind <= 70) || (kind >= 100 && kind <= 127);
  return (b[2] & 1) == 0 && (b[4] & 1) == 0 && b[1] >= 10 && b[1] <= 253 && b[3] < 16 && b[5] < 16 && known &&
         b[7] != 0 && cause >= 1 && cause <= 47 && b[9] <= 16;
}

// Control frames are fixed; numbered ones have a clear lowest bit in both counters.
Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (head[0] != 0x68) return Fit::no;
  if (head.size() < 6) return Fit::unsure;
  const unsigned control = head[2], one = control - 3;
  const bool unnumbered = (control & 3) == 3 && one != 0 && (one & (one - 1)) == 0 && head[3] == 0;
  if (head[1] == 4 && head[4] == 0 && head[5] == 0 && unnumbered) return Fit::yes;
  if (head.size() < 12) return Fit::unsure;
  return yes_if(server_port == 2404 && (is_numbered(head) || (head[1] == 4 && control == 1 && head[3] == 0)));
}

}  // namespace

extern const Protocol iec104;
const Protocol iec104{.id = "iec104", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
