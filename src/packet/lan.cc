// What an ethertype says besides IP: tags, ARP, LLC, and networks packed into Ethernet.
#include <algorithm>
#include <array>

#include "packet/layers.h"

namespace culprit::packet {
namespace {

/// Tags: bytes between this ethertype and the next one.
struct Tag {
  uint16_t ethertype;
  uint8_t size;
  bool vlan;
};
constexpr std::array<Tag, 10> kTags{{
    {0x8100, 2, true},   // IEEE 802.1Q
    {0x88a8, 2, true},   // IEEE 802.1ad, the provider's
    {0x9100, 2, true},   // the same before it was a standard
    {0x9200, 2, true},   //
    {0x8926, 4, false},  // VN-Tag
    {0x893f, 6, false},  // IEEE 802.1BR E-tag
    {0x8909, 6, false},  // Cisco MetaData
    {0x892f, 4, false},  // HSR (IEC 62439-3)
    {0xf1c1, 4, false},  // IEEE 802.1CB R-tag
    {0xdada, 6, false},  // EtherType DSA, between a switch chip and its processor
}};

const Tag* tag_of(uint16_t ethertype) {
  const auto found = std::ranges::find(kTags, ethertype, &Tag::ethertype);
  return found == kTags.end() ? nullptr : &*found;
}

/// Ethertypes met in practice (IEEE 802 numbers), in order: a tunnel's content that names another is not
/// believed.
constexpr std::array<uint16_t, 25> kKnown{
    0x0800, 0x0806, 0x0842, 0x6558, 0x8035, 0x809b, 0x80f3, 0x8137, 0x86dd, 0x8808, 0x8809, 0x8847, 0x8848,
    0x8863, 0x8864, 0x886f, 0x888e, 0x88a2, 0x88cc, 0x88d9, 0x88e5, 0x88e7, 0x8902, 0x8906, 0x9000};

/// RFC 826 for any kind of hardware, RFC 903.
void arp(Bytes b, uint16_t ethertype, Packet& out) {
  out.protocol = ethertype;
  by_mac(out);
  const size_t hardware = b.u8(4), size = 8 + 2 * hardware + 8;
  if (b.size() < size || b.be16(2) != proto::ipv4 || b.u8(5) != 4) {
    out.oddities |= cut_headers;
    return;
  }
  out.src_port = b.be16(6);  // operation
  out.src = Address::ip4(b.be32(8 + hardware));
  out.dst = Address::ip4(b.be32(12 + 2 * hardware));
  carry(b, static_cast<uint32_t>(size), out);
}

void unread(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out) {
  out.protocol = ethertype < 0x0600 ? proto::undecodable : ethertype;
  by_mac(out);
  carry(b, wire, out);
}

/// IEEE 802.1ah: a service number of three bytes behind the flags, then a whole frame.
void provider_bridge(Bytes b, uint32_t wire, Packet& out) {
  unread(b, wire, 0x88e7, out);
  if (!looks_like_ethernet(b.sub(4), less(wire, 4))) return;
  inside(Tunnel::provider_bridge, b.be32(0) & 0xffffff, out,
         [&](Packet& in) { ethernet(b.sub(4), less(wire, 4), in); });
}

/// RFC 6325 section 3: six bytes and options, then a whole frame.
void trill(Bytes b, uint32_t wire, Packet& out) {
  unread(b, wire, 0x22f3, out);
  const size_t at = 6 + (static_cast<size_t>(b.be16(0)) >> 6 & 31u) * 4;
  if (!looks_like_ethernet(b.sub(at), less(wire, at))) return;
  inside(Tunnel::provider_bridge, b.be16(2), out,
         [&](Packet& in) { ethernet(b.sub(at), less(wire, at), in); });
}

/// Strips tags, then goes on with the ethertype behind them.
void tagged(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out) {
  for (size_t tags = 0; const Tag* tag = tag_of(ethertype); ++tags) {
    if (tags == kMaxTags) return undecodable(out, too_many_headers);
    if (!b.has(0, tag->size + 2u)) return undecodable(out, cut_headers);
    if (tag->vlan && out.vlan == 0) out.vlan = b.be16(0) & 0x0fff;
    ethertype = b.be16(tag->size);
    b = b.sub(tag->size + 2u);
    wire = less(wire, tag->size + 2u);
  }
  network(b, wire, ethertype, out);
}

}  // namespace

bool is_tag(uint16_t ethertype) { return tag_of(ethertype) != nullptr; }
bool is_known_ethertype(uint16_t ethertype) { return std::ranges::binary_search(kKnown, ethertype); }

void other_network(Bytes b, uint32_t wire, uint16_t ethertype, Packet& out) {
  switch (ethertype) {
    case proto::arp:
    case proto::rarp:
      return arp(b, ethertype, out);
    case proto::mpls:
    case 0x8848:  // multicast
      return mpls(b, wire, out);
    case 0x8864:
      return pppoe_session(b, wire, out);
    case 0x88e7:
      return provider_bridge(b, wire, out);
    case 0x22f3:
      return trill(b, wire, out);
    default:
      if (is_tag(ethertype)) return tagged(b, wire, ethertype, out);
      if (ethertype <= 1500) return llc(b, wire, out);
      unread(b, wire, ethertype, out);
  }
}

/// IEEE 802.2 LLC; SNAP leads back to an ethertype.
void llc(Bytes b, uint32_t wire, Packet& out) {
  const bool snap = b.be16(0) == 0xaaaa && b.has(0, 8);
  // 0x0000f8 is the bridge tunnel of IEEE 802.1H, 0x080007 AppleTalk's own, the other is the plain one (RFC 1042).
  const uint32_t owner = snap ? b.be32(2) & 0xffffff : 1;
  const bool ethertype = owner == 0 || owner == 0xf8 || owner == 0x080007;
  if (ethertype && b.be16(6) > 1500) return network(b.sub(8), less(wire, 8), b.be16(6), out);
  if (b.be16(0) == 0x0606 && looks_like_ip(b.sub(3), less(wire, 3))) return ip(b.sub(3), less(wire, 3), out);
  out.protocol = proto::llc;
  out.src_port = b.u8(0);
  if (snap) out.dst_port = b.be16(6);  // SNAP of another organisation: its protocol id
  by_mac(out);
  carry(b, wire, out);
}

}  // namespace culprit::packet
