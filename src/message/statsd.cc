// StatsD (its metric types): lines "name:number|type".
#include <algorithm>
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{8125};

bool is_name(char c) {
  return (c | 32) >= 'a' && (c | 32) <= 'z'
             ? true
             : std::string_view("0123456789._-/").find(c) != std::string_view::npos;
}
bool is_number(char c) { return std::string_view("0123456789.+-eE").find(c) != std::string_view::npos; }

Fit probe(const packet::Packet& p) {
  const std::string_view line = p.payload.text().substr(0, p.payload.text().find('\n'));
  const size_t colon = line.find(':'), bar = line.find('|');
  if (colon == 0 || bar == std::string_view::npos || colon >= bar || bar == colon + 1) return Fit::no;
  if (!std::ranges::all_of(line.substr(0, colon), is_name)) return Fit::no;
  if (!std::ranges::all_of(line.substr(colon + 1, bar - colon - 1), is_number)) return Fit::no;
  const std::string_view type = line.substr(bar + 1, line.find_first_of("|\r", bar + 1) - bar - 1);
  return yes_if(type == "c" || type == "ms" || type == "g" || type == "s" || type == "h" || type == "d");
}

}  // namespace

extern const Protocol statsd;
const Protocol statsd{.id = "statsd", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
