#include "message/tls_reader.h"

#include <algorithm>
#include <utility>

#include "message/tls_notes.h"

namespace culprit::message {
namespace {

enum Kind : uint8_t { kChangeCipher = 20, kHandshake = 22, kData = 23 };
enum HandshakeKind : uint8_t {
  kClientHello = 1,
  kServerHello = 2,
  kCertificate = 11,
  kFinished = 20,
  kKeyUpdate = 24
};

/// The longest protected record (RFC 5246 section 6.2.3).
constexpr size_t kMaxRecord = 5 + 16384 + 2048;
/// Connections that are decrypted at one time: each holds a record for each side.
constexpr uint32_t kMaxOpened = 256;

}  // namespace

bool is_tls_record(Bytes b) {
  return b[0] >= 20 && b[0] <= 24 && b[1] == 3 && b[2] <= 4 && b.be16(3) >= 1 && b.be16(3) <= 18432;
}

TlsReader::TlsReader(const flow::Endpoints& ends, MessageSink& sink, const Abilities& abilities)
    : ends_(ends), sink_(sink), abilities_(abilities) {}

TlsReader::~TlsReader() {
  if (open_) --abilities_.tls->opened;
}

void TlsReader::data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
  while (!bytes.empty() && !half_[side].done) bytes = step(side, bytes, stamp);
}

void TlsReader::gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) {
  Half& half = half_[side];
  if (missing > half.left || half.kind == kHandshake || half.sealed) half.done = true;
  half.left -= std::min<uint64_t>(missing, half.left);
  if (inner_) inner_->gap(side, 1, stamp);
}

void TlsReader::end(flow::Side side, const flow::Stamp& stamp) {
  half_[side].done = true;
  if (inner_) inner_->end(side, stamp);
}

// Takes some bytes of one record, or of a record's head; gives back the rest.
Bytes TlsReader::step(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
  Half& half = half_[side];
  if (half.left == 0) return begin(side, bytes);
  const Bytes piece = bytes.sub(0, static_cast<size_t>(std::min<uint64_t>(half.left, bytes.size())));
  half.left -= piece.size();
  if (half.record.empty()) {
    clear(side, piece, stamp);
  } else {
    half.record += piece.text();
    if (half.left == 0) sealed(side, stamp);
  }
  return bytes.sub(piece.size());
}

Bytes TlsReader::begin(flow::Side side, Bytes bytes) {
  Half& half = half_[side];
  const size_t wanted = kHead - half.head.size();
  half.head += bytes.sub(0, wanted).text();
  if (half.head.size() < kHead) return {};
  const Bytes head(half.head);
  const bool old = side == flow::from_client && head[0] >> 6 == 2;
  half.kind = head[0];
  half.left = old ? (head.be16(0) & 0x3fffU) - std::min(head.be16(0) & 0x3fffU, 3U) : head.be16(3);
  if (!old && !is_tls_record(head)) half.done = true;
  if (!open_ && (half.kind == kChangeCipher || half.kind == kData))
    half.done = true;  // nothing more in the clear
  // In 1.3 a change of cipher means nothing, and protected records look like data.
  if (open_ && (open_->is_1_3() ? half.kind == kData : half.sealed)) half.record = half.head;
  if (open_ && !open_->is_1_3() && half.kind == kChangeCipher) half.sealed = true;
  half.head.clear();
  return bytes.sub(wanted);
}

void TlsReader::clear(flow::Side side, Bytes piece, const flow::Stamp& stamp) {
  Half& half = half_[side];
  if (half.kind != kHandshake) return;
  half.handshake.feed(piece, [&](uint8_t kind, Bytes whole) { message(side, kind, whole.sub(4), stamp); });
  if (half.handshake.over() && !open_) half.done = true;
}

void TlsReader::message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp) {
  if (kind == kClientHello && side == flow::from_client) client_hello(body, stamp);
  if (kind == kServerHello && side == flow::from_server) server_hello(body);
  if (kind == kCertificate && side == flow::from_server) certificate(body, stamp);
}

void TlsReader::client_hello(Bytes body, const flow::Stamp& stamp) {
  const auto hello = read_client_hello(body);
  if (hello)
    note_hello(note_of(NoteKind::server_name, "tls", ends_, stamp), *hello, 't', abilities_.crypto, sink_);
  if (hello && abilities_.tls != nullptr && abilities_.crypto != nullptr) {
    client_random_ = hello->random;
    secrets_ = abilities_.tls->keys.find(client_random_);
  }
  half_[flow::from_client].done = secrets_ == nullptr;
}

void TlsReader::server_hello(Bytes body) {
  const auto hello = read_server_hello(body);
  if (secrets_ == nullptr || open_ || !hello) return;
  if (abilities_.tls->opened >= kMaxOpened) {
    sink_.limit("connections-at-once");
  } else {
    open_ = TlsOpen::make(*secrets_, hello->version, hello->cipher, client_random_, hello->random,
                          hello->encrypt_then_mac, *abilities_.crypto);
    if (open_) ++abilities_.tls->opened;
  }
  if (!open_) half_[flow::from_client].done = true;
}

// The first certificate of the list is the server's own. In 1.3 a context stands before the list (RFC 8446
// section 4.4.2).
void TlsReader::certificate(Bytes body, const flow::Stamp& stamp) {
  if (open_ && open_->is_1_3()) body = body.sub(1U + body[0]);
  if (!open_) half_[flow::from_server].done = true;
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

void TlsReader::sealed(flow::Side side, const flow::Stamp& stamp) {
  Half& half = half_[side];
  const std::string record = std::exchange(half.record, {});
  if (record.size() > kMaxRecord) return;
  const auto opened = open_->open(side, Bytes(record));
  if (!opened) {
    half.done = true;
  } else if (opened->kind == kData) {
    inner_data(side, opened->text, stamp);
  } else if (opened->kind == kHandshake) {
    half.handshake.feed(Bytes(opened->text),
                        [&](uint8_t kind, Bytes whole) { inner_message(side, kind, whole.sub(4), stamp); });
  }
}

void TlsReader::inner_message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp) {
  if (kind == kCertificate && side == flow::from_server) certificate(body, stamp);
  if (!open_->is_1_3()) return;
  if (kind == kFinished) open_->finished(side);
  if (kind == kKeyUpdate) open_->update(side);
}

void TlsReader::inner_data(flow::Side side, const std::string& text, const flow::Stamp& stamp) {
  if (!inner_) {
    Abilities inside = abilities_;
    inside.tls = nullptr;
    MessageSink& through_here = *this;
    ContentListener& nobody = *this;
    identifier_ = std::make_unique<Identifier>(through_here, inside, nobody);
    inner_ = identifier_->open(ends_, 0);
  }
  inner_->data(side, Bytes(text), stamp);
  if (!inner_->interested()) half_[0].done = half_[1].done = true;
}

uint64_t TlsReader::add(Message&& m) {
  m.decrypted = true;
  return sink_.add(std::move(m));
}

}  // namespace culprit::message
