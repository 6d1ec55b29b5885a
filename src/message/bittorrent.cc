// BitTorrent: handshake (BEP 3), DHT (BEP 5), UDP tracker (BEP 15), uTP (BEP 29), local search (BEP 14).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6881};

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  return begins(head,
                "\x13"
                "BitTorrent protocol");
}

// uTP: type 0-4 and version 1, few extension kinds, and an acknowledgement only if something came before.
bool may_be_utp(Bytes b) { return b.size() >= 20 && (b[0] & 15) == 1 && b[0] >> 4 <= 4 && b[1] <= 3; }

Fit probe_datagram(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool dht = b.starts_with("d") && (holds(b, "1:y1:q") || holds(b, "1:y1:r") || holds(b, "1:y1:e")) &&
                   b[1] >= '1' && b[1] <= '9';
  const bool tracker = b.size() >= 16 && b.be64(0) == 0x41727101980 && b.be32(8) <= 3;
  if (dht || tracker || b.starts_with("BT-SEARCH * HTTP/1.1\r\n")) return Fit::yes;
  return may_be_utp(b) ? Fit::unsure : Fit::no;
}

// Two uTP packets belong together by their connection ids: what one end sends with it, the other receives
// with, one higher or lower; the same end's numbers move on.
bool confirm(Bytes first, bool same_way, const packet::Packet& second) {
  const Bytes b = second.payload;
  const int ids = b.be16(2) - first.be16(2);
  const int moved = static_cast<int16_t>(b.be16(16) - first.be16(16));
  if (same_way) return ids >= 0 && ids <= 1 && moved >= 0 && moved <= 256;
  const int acks = static_cast<int16_t>(b.be16(18) - first.be16(16));
  return ids >= -1 && ids <= 1 && acks >= -256 && acks <= 256;
}

}  // namespace

extern const Protocol bittorrent;
const Protocol bittorrent{.id = "bittorrent",
                          .probe_stream = probe_stream,
                          .probe_datagram = probe_datagram,
                          .confirm = confirm,
                          .ports = kPorts};

}  // namespace culprit::message
