// Quote of the day (RFC 865): an old service that sends a line of text; abused for amplification.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{17};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (p.src_port != 17 || b.size() < 20 || b.size() > 512) return Fit::no;
  size_t letters = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    if ((b[i] < 0x20 && b[i] != '\r' && b[i] != '\n' && b[i] != '\t') || b[i] == 0x7f) return Fit::no;
    letters += (b[i] | 0x20) >= 'a' && (b[i] | 0x20) <= 'z';
  }
  return yes_if(letters * 2 > b.size() && b.text().find(' ') != std::string_view::npos);
}

}  // namespace

extern const Protocol qotd;
const Protocol qotd{.id = "qotd", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
