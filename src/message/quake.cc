// Quake's server queries and its many heirs (Call of Duty, FiveM): four bytes FF and a word.
#include <algorithm>
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{27960, 28960, 30120};

constexpr std::array<std::string_view, 13> kWords{
    "getstatus",         "getinfo", "getservers", "getchallenge", "connect ",          "statusResponse",
    "infoResponse",      "rcon ",   "print\n",    "heartbeat ",   "challengeResponse", "connectResponse",
    "getserversResponse"};

Fit probe(const packet::Packet& p) {
  if (p.payload.be32(0) != 0xffffffff) return Fit::no;
  const Bytes rest = p.payload.sub(4);
  return yes_if(std::ranges::any_of(kWords, [&](std::string_view word) { return rest.starts_with(word); }));
}

void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload.sub(4);
  if (b.starts_with("getstatus") || b.starts_with("getinfo") || b.starts_with("getservers"))
    note_amplifier(p, "quake", b.sub(0, 9).text(), sink);
}

}  // namespace

extern const Protocol quake;
const Protocol quake{.id = "quake", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
