// DTLS (RFC 6347 section 4.1, RFC 9147): TLS records in datagrams.
#include <memory>

#include "message/probe.h"
#include "message/tls_notes.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool old = b.be16(1) == 0x0100 && size_t{b.be16(11)} + 13 == p.payload_wire;  // OpenSSL before 0.9.8f
  const bool version = old || (b[1] == 0xfe && (b[2] == 0xff || b[2] == 0xfd));
  return yes_if(b.size() > 13 && b[0] >= 20 && b[0] <= 25 && version && b.be16(11) != 0 &&
                size_t{b.be16(11)} + 13 <= p.payload_wire);
}

// A hello in one piece: kind, length, number, offset and length of the piece (RFC 6347 section 4.2.2).
void read(const packet::Packet& p, MessageSink& sink, const Crypto* crypto) {
  const Bytes b = p.payload.sub(13);
  const uint32_t size = b.be32(0) & 0xffffff;
  if (p.payload[0] != 22 || b[0] != 1 || (b.be32(5) >> 8) != 0 || (b.be32(8) & 0xffffff) != size) return;
  if (const auto hello = read_client_hello(b.sub(12, size), true))
    note_hello(note_of(NoteKind::server_name, "dtls", p, false), *hello, 'd', crypto, sink);
}

class Reader final : public DatagramReader {
 public:
  Reader(MessageSink& sink, const Crypto* crypto) : sink_(sink), crypto_(crypto) {}
  void read(const packet::Packet& p) override { message::read(p, sink_, crypto_); }

 private:
  MessageSink& sink_;
  const Crypto* crypto_;
};

std::unique_ptr<DatagramReader> open(MessageSink& sink, const Abilities& abilities) {
  return std::make_unique<Reader>(sink, abilities.crypto);
}

}  // namespace

extern const Protocol dtls;
const Protocol dtls{.id = "dtls", .probe_datagram = probe, .open_datagrams = open};

}  // namespace culprit::message
