// Apache Thrift (binary protocol): 80 01, kind of message, name of the method; framed or not.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{9090};

bool is_call(Bytes b) {
  const size_t size = b.be32(4);
  return b.be16(0) == 0x8001 && b[2] == 0 && b[3] >= 1 && b[3] <= 4 && size >= 1 && size <= 128 &&
         is_text(b.sub(8, size));
}

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 13) return head[0] == 0x80 || head[0] == 0 ? Fit::unsure : Fit::no;
  return yes_if(is_call(head) || (head.be32(0) < 0x1000000 && is_call(head.sub(4))));
}

}  // namespace

extern const Protocol thrift;
const Protocol thrift{.id = "thrift", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
