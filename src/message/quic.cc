// QUIC (RFC 8999 section 5.1, RFC 9000 section 17.2): a long header with a known version.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "message/probe.h"
#include "message/quic_initial.h"
#include "message/tls_notes.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{443};

// Versions 1 and 2 (RFC 9369), the drafts, negotiation (0), Google's and the reserved pattern ?a?a?a?a.
bool is_version(uint32_t v) {
  return v == 1 || v == 0x6b3343cf || v >> 8 == 0xff0000 || (v >> 24 == 'Q' && (v >> 16 & 0xff) == '0') ||
         (v & 0x0f0f0f0f) == 0x0a0a0a0a;
}

// A short header shows nothing but one fixed bit: it is left to the first packets of the flow.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const uint32_t version = b.be32(1);
  const bool negotiation = version == 0 && (b[0] & 0x80) != 0 && on_port(p, 443) && b.size() >= 15;
  if ((b[0] & 0xc0) != 0xc0 && !negotiation) return Fit::no;
  const size_t destination = b[5], source = b[6 + destination];
  return yes_if(b.has(0, 8 + destination + source) && destination <= 20 && source <= 20 &&
                (negotiation || is_version(version)));
}

// The client's hello may come in several packets, and in pieces out of order: they are put together here.
class Hello {
 public:
  static constexpr size_t kMax = 12288;
  void put(uint64_t offset, Bytes piece) {
    if (offset > kMax || piece.size() > kMax - static_cast<size_t>(offset)) return;
    const auto at = static_cast<size_t>(offset);
    if (bytes_.size() < at + piece.size()) bytes_.resize(at + piece.size()), there_.resize(at + piece.size());
    bytes_.replace(at, piece.size(), piece.text());
    std::fill_n(there_.begin() + static_cast<std::ptrdiff_t>(at), piece.size(), true);
  }
  // The whole message, once no hole is left in it.
  std::optional<Bytes> whole() const {
    const size_t size = (Bytes(bytes_).be32(0) & 0xffffff) + 4;
    const auto end = there_.begin() + static_cast<std::ptrdiff_t>(std::min(size, there_.size()));
    if (size < 42 || there_.size() < size || std::find(there_.begin(), end, false) != end)
      return std::nullopt;
    return Bytes(bytes_).sub(0, size);
  }

 private:
  std::string bytes_;
  std::vector<bool> there_;
};

// Reads Initial packets until the client's hello is whole. Opening one costs as much as reading a hundred
// other packets, so only so many are opened.
class Reader final : public DatagramReader {
 public:
  Reader(MessageSink& sink, const Crypto* crypto) : sink_(sink), crypto_(crypto) {}

  void read(const packet::Packet& p) override {
    const auto initial = crypto_ == nullptr ? std::nullopt : read_quic_initial(p.payload);
    if (!initial || p.payload_wire < 1200) return;  // a client's are padded (RFC 9000 section 14.1)
    const uint64_t key = key_of(p, *initial);
    Slot& slot = slots_[key % slots_.size()];
    if (slot.key == key && slot.tries >= kTries) return;
    if (opened_ >= kMaxOpened) return sink_.limit("quic-initials");
    ++opened_;
    if (slot.key != key) slot = {.key = key};
    ++slot.tries;
    const auto frames = open_quic_initial(p.payload, *initial, *crypto_);
    if (!frames) return;
    each_crypto_piece(Bytes(*frames), [&](uint64_t offset, Bytes piece) { slot.hello.put(offset, piece); });
    if (const auto whole = slot.hello.whole()) told(slot, *whole, p);
  }

 private:
  static constexpr uint8_t kTries = 8;
  static constexpr uint32_t kMaxOpened = 20000;
  struct Slot {
    uint64_t key = 0;
    uint8_t tries = 0;
    Hello hello = {};
  };

  static uint64_t key_of(const packet::Packet& p, const QuicInitial& initial) {
    uint64_t h = mix(mix(p.src.hash(), p.dst.hash()), uint64_t{p.src_port} << 16 | p.dst_port);
    for (const char c : initial.destination.text()) h = mix(h, static_cast<unsigned char>(c));
    return h;
  }
  void told(Slot& slot, Bytes whole, const packet::Packet& p) {
    if (whole[0] == 1)
      if (const auto hello = read_client_hello(whole.sub(4)))
        note_hello(note_of(NoteKind::server_name, "quic", p, false), *hello, 'q', crypto_, sink_);
    slot = {.key = slot.key, .tries = kTries};
  }

  MessageSink& sink_;
  const Crypto* crypto_;
  std::array<Slot, 64> slots_;
  uint32_t opened_ = 0;
};

std::unique_ptr<DatagramReader> open(MessageSink& sink, const Abilities& abilities) {
  return std::make_unique<Reader>(sink, abilities.crypto);
}

}  // namespace

extern const Protocol quic;
const Protocol quic{.id = "quic", .probe_datagram = probe, .open_datagrams = open, .ports = kPorts};

}  // namespace culprit::message
