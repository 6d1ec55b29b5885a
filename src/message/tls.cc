// TLS (RFC 8446 section 5.1, RFC 5246): records, of a handshake or later.
#include <array>
#include <memory>
#include <string>

#include "message/probe.h"
#include "message/record_reader.h"
#include "message/tls_handshake.h"
#include "message/tls_notes.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 6> kPorts{443, 8443, 993, 995, 465, 853};

bool is_record(Bytes b) {
  return b[0] >= 20 && b[0] <= 24 && b[1] == 3 && b[2] <= 4 && b.be16(3) >= 1 && b.be16(3) <= 18432;
}

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
  return yes_if(size >= 17 && (server_port == 443 || next.size() < 5 || is_record(next)));
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
  return is_record(head) ? inside(side, head, server_port) : Fit::no;
}

// Reads both hellos and the certificate; what follows is encrypted.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink, const Crypto* crypto)
      : RecordReader("tls", ends, sink, 5 + 18432), crypto_(crypto) {}

 private:
  uint64_t size_of(flow::Side side, Bytes head) const override {
    if (head.size() < 5) return 0;
    if (side == flow::from_client && head[0] >> 6 == 2) return (head.be16(0) & 0x3fffu) + 2;  // the old hello
    return is_record(head) ? head.be16(3) + 5U : kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    if (head[0] != 22) {
      if (head[0] == 23 || head[0] == 20) finish(side);
      return;
    }
    handshake_[side].feed(head.sub(5),
                          [&](uint8_t kind, Bytes whole) { message(side, kind, whole.sub(4), stamp); });
    if (handshake_[side].over()) finish(side);
  }
  void message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp) {
    if (kind == 1 && side == flow::from_client) {
      if (const auto hello = read_client_hello(body))
        note_hello(note_of(NoteKind::server_name, "tls", ends(), stamp), *hello, 't', crypto_, sink());
      finish(side);
    } else if (kind == 11 && side == flow::from_server) {
      certificate(body, stamp);
      finish(side);
    }
  }
  // The first certificate of the list is the server's own (RFC 5246 section 7.4.2).
  void certificate(Bytes body, const flow::Stamp& stamp) {
    const auto c = read_certificate(body.sub(6, body.be32(2) & 0xffffff));
    if (!c) return;
    for (const std::string& name : c->names) tell(NoteKind::certificate, name, c->self_signed ? 1 : 0, stamp);
    if (!c->names.empty() && !c->names.front().starts_with('*'))
      sink().name({c->names.front(), ends().server, NameSource::certificate, stamp.time, stamp.ref});
  }
  void finish(flow::Side side) {
    give_up(side);
    // A server says nothing more in the clear once its client has gone over to encryption.
    if (side == flow::from_client && done_[side]) stop();
    done_[side] = true;
  }

  const Crypto* crypto_;
  TlsHandshake handshake_[2];
  bool done_[2] = {};
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink,
                                         const Abilities& abilities) {
  return std::make_unique<Reader>(ends, sink, abilities.crypto);
}

}  // namespace

extern const Protocol tls;
const Protocol tls{.id = "tls", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
