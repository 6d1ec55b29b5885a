// HTTP/2 without encryption (RFC 9113 section 3.4): the client's preface; the server's first frame is
// SETTINGS.
#include <memory>

#include "message/http2_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

// Length in sixes, kind 4, no flags, stream 0; then the number of a known setting.
Fit probe_server(Bytes head) {
  if (head[0] != 0 || head[1] != 0 || head[2] % 6 != 0) return Fit::no;
  if (head.size() < 9) return head.size() > 3 && head[3] != 4 ? Fit::no : Fit::unsure;
  if (head[3] != 4 || head[4] != 0 || head.be32(5) != 0) return Fit::no;
  if (head[2] == 0) return head.size() < 13 ? Fit::unsure : yes_if(head.be32(9) >> 8 == 0 && head[12] == 4);
  return head.size() < 11 ? Fit::unsure : yes_if(head.be16(9) >= 1 && head.be16(9) <= 9);
}

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_client ? begins(head, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") : probe_server(head);
}

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink,
                                         const Abilities& abilities) {
  return std::make_unique<Http2Reader>(ends, sink, abilities);
}

}  // namespace

extern const Protocol http2;
const Protocol http2{.id = "http2", .probe_stream = probe, .open = open, .at_once = 128};

}  // namespace culprit::message
