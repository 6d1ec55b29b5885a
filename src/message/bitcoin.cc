// Bitcoin and its kin (protocol documentation): magic word, command of twelve bytes, length.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{8333};

bool is_command(Bytes b) {
  size_t letters = 0;
  while (letters < 12 && b[letters] >= 'a' && b[letters] <= 'z') ++letters;
  for (size_t i = letters; i < 12; ++i)
    if (b[i] != 0) return false;
  return letters >= 3;
}

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 20) return head.size() > 4 && (head[4] < 'a' || head[4] > 'z') ? Fit::no : Fit::unsure;
  const uint32_t magic = head.be32(0);
  const bool known = magic == 0xf9beb4d9 || magic == 0x0b110907 || magic == 0xfabfb5da || magic == 0xfbc0b6db;
  return yes_if(known && is_command(head.sub(4)) && head.le32(16) < 0x4000000);
}

}  // namespace

extern const Protocol bitcoin;
const Protocol bitcoin{.id = "bitcoin", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
