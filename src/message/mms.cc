// MMS (ISO 9506) over ISO transport (RFC 1006): session CONNECT in the first data packet. Power stations.
#include "message/probe.h"
#include "message/tpkt.h"

namespace culprit::message {
namespace {

Fit probe(flow::Side, Bytes head, uint16_t) { return probe_cotp(head, 0x0d); }

}  // namespace

extern const Protocol mms;
const Protocol mms{.id = "mms", .probe_stream = probe};

}  // namespace culprit::message
