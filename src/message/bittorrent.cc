// BitTorrent: handshake (BEP 3), DHT (BEP 5), UDP tracker (BEP 15), uTP (BEP 29).
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
  if (dht || tracker) return Fit::yes;
  return may_be_utp(b) ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol bittorrent;
const Protocol bittorrent{
    .id = "bittorrent", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
