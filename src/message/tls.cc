// TLS (RFC 8446 section 5.1, RFC 5246): records, of a handshake or later.
#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "message/probe.h"
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

// Reads both hellos and the certificate; what follows is encrypted. Records are not held: their content is
// passed on as it comes.
class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink, const Crypto* crypto)
      : ends_(ends), sink_(sink), crypto_(crypto) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    while (!bytes.empty() && !half_[side].done) bytes = step(side, bytes, stamp);
  }
  void gap(flow::Side side, uint64_t missing, const flow::Stamp&) override {
    Half& half = half_[side];
    if (missing > half.left || half.kind == 22) half.done = true;
    half.left -= std::min<uint64_t>(missing, half.left);
  }
  void end(flow::Side side, const flow::Stamp&) override { half_[side].done = true; }
  bool interested() const override { return !half_[0].done || !half_[1].done; }

 private:
  struct Half {
    std::string head;  // of the next record, as far as it came
    uint8_t kind = 0;
    uint64_t left = 0;  // of the record
    bool done = false;
    TlsHandshake handshake;
  };

  // Takes some bytes of one record, or of a record's head; gives back the rest.
  Bytes step(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
    Half& half = half_[side];
    if (half.left == 0) return head(half, side, bytes);
    const Bytes piece = bytes.sub(0, static_cast<size_t>(std::min<uint64_t>(half.left, bytes.size())));
    half.left -= piece.size();
    if (half.kind == 22)
      half.handshake.feed(piece,
                          [&](uint8_t kind, Bytes whole) { message(side, kind, whole.sub(4), stamp); });
    half.done = half.done || half.handshake.over();
    return bytes.sub(piece.size());
  }

  Bytes head(Half& half, flow::Side side, Bytes bytes) {
    const size_t wanted = 5 - half.head.size();
    half.head += bytes.sub(0, wanted).text();
    if (half.head.size() < 5) return {};
    const Bytes record(half.head);
    const bool old = side == flow::from_client && record[0] >> 6 == 2;
    half.kind = record[0];
    half.left = old ? (record.be16(0) & 0x3fffU) - std::min(record.be16(0) & 0x3fffU, 3U) : record.be16(3);
    // Data, or a change of cipher: nothing more is said in the clear. Not so where only the length is wrong.
    half.done = !old && (!is_record(record) || half.kind == 20 || half.kind == 23);
    half.head.clear();
    return bytes.sub(wanted);
  }

  void message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp) {
    if (kind == 1 && side == flow::from_client) {
      if (const auto hello = read_client_hello(body))
        note_hello(note_of(NoteKind::server_name, "tls", ends_, stamp), *hello, 't', crypto_, sink_);
      half_[side].done = true;
    } else if (kind == 11 && side == flow::from_server) {
      certificate(body, stamp);
      half_[side].done = true;
    }
  }

  // The first certificate of the list is the server's own (RFC 5246 section 7.4.2).
  void certificate(Bytes body, const flow::Stamp& stamp) {
    const auto c = read_certificate(body.sub(6, body.be32(2) & 0xffffff));
    if (!c) return;
    Note n = note_of(NoteKind::certificate, "tls", ends_, stamp);
    n.number = c->self_signed ? 1 : 0;
    for (const std::string& name : c->names) {
      n.text = name;
      sink_.note(n);
    }
    if (!c->names.empty() && !c->names.front().starts_with('*'))
      sink_.name({c->names.front(), ends_.server, NameSource::certificate, stamp.time, stamp.ref});
  }

  flow::Endpoints ends_;
  MessageSink& sink_;
  const Crypto* crypto_;
  Half half_[2];
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink,
                                         const Abilities& abilities) {
  return std::make_unique<Reader>(ends, sink, abilities.crypto);
}

}  // namespace

extern const Protocol tls;
const Protocol tls{.id = "tls", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
