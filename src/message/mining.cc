// Stratum (mining of cryptocurrency): JSON lines that subscribe, authorize or log in.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{3333, 4444, 14444};

constexpr std::array<std::string_view, 5> kMethods{"mining.subscribe", "mining.authorize", "mining.notify",
                                                   "eth_submitLogin", "mining.set_difficulty"};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != '{') return Fit::no;
  for (const std::string_view method : kMethods)
    if (holds(head, method)) return Fit::yes;
  const bool login = holds(head, "\"method\":\"login\"") || holds(head, "\"method\": \"login\"");
  if (login && side == flow::from_client) return Fit::yes;
  return head.size() < 64 && !holds(head, "\n") ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol mining;
const Protocol mining{.id = "mining", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
