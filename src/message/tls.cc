// TLS (RFC 8446 section 5.1, RFC 5246): records, of a handshake or later.
#include <array>
#include <memory>

#include "message/probe.h"
#include "message/tls_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 6> kPorts{443, 8443, 993, 995, 465, 853};

// What stands in a record: a hello, an alert in the clear; or, in the middle of a connection, data, a change
// of cipher, an encrypted alert or handshake.
Fit inside(flow::Side side, Bytes b, uint16_t server_port) {
  const size_t size = b.be16(3);
  if (b[0] == 22 && b[6] == 0 && b[5] == (side == flow::from_client ? 1 : 2)) return Fit::yes;
  if (b[0] == 22 && b[6] == 0 && b[5] == (side == flow::from_client ? 16 : 11)) return Fit::yes;
  if (b[0] == 21) return yes_if(size == 2 ? b[5] == 1 || b[5] == 2 : size >= 18 && size <= 64);
  if (b[0] == 20) return yes_if(size == 1 && b[5] == 1);
  if (b[0] != 23) return Fit::no;
  // One record that fills what is seen, or another one behind it.
  const Bytes next = b.sub(5 + size);
  return yes_if(size >= 17 && (server_port == 443 || next.size() < 5 || is_tls_record(next)));
}

// SSL 2 hello of an old client (RFC 5246 appendix E.2): length with the top bit, kind 1, version, three
// lengths.
bool is_old_hello(Bytes b) {
  const size_t ciphers = b.be16(5), session = b.be16(7), challenge = b.be16(9);
  return (b[0] & 0xc0) == 0x80 && b[2] == 1 && (b.be16(3) == 2 || b[3] == 3) && b[4] <= 3 &&
         ciphers % 3 == 0 && ciphers != 0 && (session == 0 || session == 16) && challenge >= 16 &&
         challenge <= 32 && (b.be16(0) & 0x3fffu) == 9 + ciphers + session + challenge;
}

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (head[0] >> 6 == 2 && side == flow::from_client)
    return head.size() < 11 ? Fit::unsure : yes_if(is_old_hello(head));
  if (head[0] < 20 || head[0] > 24 || (head.size() > 1 && head[1] != 3)) return Fit::no;
  if (head.size() < 7) return Fit::unsure;
  return is_tls_record(head) ? inside(side, head, server_port) : Fit::no;
}

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink,
                                         const Abilities& abilities) {
  return std::make_unique<TlsReader>(ends, sink, abilities);
}

}  // namespace

extern const Protocol tls;
const Protocol tls{.id = "tls", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
