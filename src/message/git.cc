// git's own transport (gitprotocol-pack): a line with its length in hexadecimal, then the service.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9418};

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return Fit::no;
  for (size_t i = 0; i < 4 && i < head.size(); ++i)
    if (!is_hex(head.text()[i])) return Fit::no;
  const Bytes service = head.sub(4);
  return either(begins(service, "git-upload-pack /"), begins(service, "git-receive-pack /"));
}

}  // namespace

extern const Protocol git;
const Protocol git{.id = "git", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
