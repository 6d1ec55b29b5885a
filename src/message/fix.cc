// FIX (FIX session protocol): stock exchange orders, tag 8 first.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(flow::Side, Bytes head, uint16_t) {
  return either(begins(head, "8=FIX."), begins(head, "8=FIXT."));
}

}  // namespace

extern const Protocol fix;
const Protocol fix{.id = "fix", .probe_stream = probe};

}  // namespace culprit::message
