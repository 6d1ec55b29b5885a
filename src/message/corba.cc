// CORBA's GIOP (OMG, 15.4.1): magic and version 1.0 to 1.3.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(flow::Side, Bytes head, uint16_t) {
  const Fit magic = begins(head.sub(0, 5), "GIOP\x01");
  return magic == Fit::yes && head.size() >= 6 ? yes_if(head[5] <= 3)
         : magic == Fit::yes                   ? Fit::unsure
                                               : magic;
}

}  // namespace

extern const Protocol corba;
const Protocol corba{.id = "corba", .probe_stream = probe};

}  // namespace culprit::message
