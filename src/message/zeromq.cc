// ZeroMQ (ZMTP 2 and 3): signature FF ... 7F.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] != 0xff) return Fit::no;
  if (head.size() < 10) return head.size() > 1 && head[1] != 0 ? Fit::no : Fit::unsure;
  return yes_if(head.be64(1) >= 1 && head.be64(1) <= 256 && head[9] == 0x7f);
}

}  // namespace

extern const Protocol zeromq;
const Protocol zeromq{.id = "zeromq", .probe_stream = probe};

}  // namespace culprit::message
