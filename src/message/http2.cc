// HTTP/2 without TLS: the connection preface (RFC 9113 section 3.4).
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_client ? begins(head, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") : Fit::no;
}

}  // namespace

extern const Protocol http2;
const Protocol http2{.id = "http2", .probe_stream = probe};

}  // namespace culprit::message
