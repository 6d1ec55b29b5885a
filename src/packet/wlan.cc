// 802.11 and the headers that capturing programs put before it.
#include "packet/layers.h"

namespace culprit::packet {
namespace {

constexpr uint8_t kToDs = 1, kFromDs = 2, kProtected = 0x40, kOrder = 0x80;

void named(uint16_t what, Bytes b, uint32_t wire, Packet& out) {
  out.protocol = proto::wlan;
  out.src_port = what;
  by_mac(out);
  carry(b, wire, out);
}

/// Who sends and who receives: which of the addresses that is depends on the two bits about the distribution
/// system (IEEE 802.11-2020 table 9-30).
void data_addresses(Bytes b, uint8_t flags, Packet& out) {
  out.dst_mac = mac_at(b, (flags & kToDs) != 0 ? 16 : 4);
  const bool from = (flags & kFromDs) != 0;
  out.src_mac = mac_at(b, !from ? 10 : (flags & kToDs) != 0 ? 24 : 16);
}

/// The first of several packets in one frame (section 9.3.2.2.2).
void aggregate(Bytes b, uint32_t wire, Packet& out) {
  const uint32_t size = b.be16(12);
  if (!b.has(0, 14) || size + 14 > wire) return undecodable(out, cut_headers);
  out.dst_mac = mac_at(b, 0);
  out.src_mac = mac_at(b, 6);
  if (wire > ((size + 14 + 3) & ~3u)) out.oddities |= more_inside;
  llc(b.sub(14, size), size, out);
}

void data(Bytes b, uint32_t wire, uint8_t flags, WlanForm form, Packet& out) {
  const uint16_t subtype = out.src_port & 15;
  const bool qos = (subtype & 8) != 0;
  size_t at = (flags & (kToDs | kFromDs)) == (kToDs | kFromDs) ? 30 : 24;
  data_addresses(b, flags, out);
  const bool several = qos && (b.u8(at) & 0x80) != 0;
  if (qos) at += (flags & kOrder) != 0 ? 6 : 2;
  if (form.padded) at = (at + 3) & ~size_t{3};
  const Bytes rest = b.sub(at);
  const uint32_t left = less(wire, at);
  if ((subtype & 4) != 0 || left == 0) return named(wlan_frame::no_data, rest, left, out);
  if ((flags & kProtected) != 0) return named(wlan_frame::encrypted, rest, left, out);
  if ((b.u8(22) & 15) != 0) return named(wlan_frame::piece, rest, left, out);
  out.src_port = 0;
  if (several) return aggregate(rest, left, out);
  llc(rest, left, out);
}

}  // namespace

/// IEEE 802.11-2020 section 9.2.3.
void wlan(Bytes b, uint32_t wire, WlanForm form, Packet& out) {
  if (form.checksum) {
    wire = less(wire, 4);
    b = b.sub(0, wire);
  }
  if (b.size() < 10) return undecodable(out, cut_headers);
  const uint8_t first = b.u8(form.swapped ? 1 : 0), flags = b.u8(form.swapped ? 0 : 1);
  const unsigned type = first >> 2 & 3, subtype = first >> 4;
  out.src_port = static_cast<uint16_t>(type * 16 + subtype);
  if (type == 2 && b.size() >= 24) return data(b, wire, flags, form, out);
  out.dst_mac = mac_at(b, 4);
  // Of the control frames, acknowledgements and "clear to send" name only who receives them.
  const bool one_address = type == 1 && (subtype == 12 || subtype == 13);
  if (!one_address) out.src_mac = mac_at(b, 10);
  named(out.src_port, b, wire, out);
}

/// radiotap.org: a bit set of the fields; of these the second tells of checksum and padding.
void radiotap(Bytes b, uint32_t wire, Packet& out) {
  const size_t size = b.le16(2);
  if (size < 8 || b.size() < size) return undecodable(out, cut_headers);
  const uint32_t present = b.le32(4);
  size_t at = 8;
  for (uint32_t word = present; (word & 0x80000000) != 0 && at < size; at += 4) word = b.le32(at);
  if ((present & 1) != 0) at = ((at + 7) & ~size_t{7}) + 8;
  const uint8_t flags = (present & 2) != 0 && at < size ? b.u8(at) : uint8_t{0};
  wlan(b.sub(size), less(wire, size), {.padded = (flags & 0x20) != 0, .checksum = (flags & 0x10) != 0}, out);
}

void avs(Bytes b, uint32_t wire, Packet& out) {
  const size_t size = b.be32(4);
  if (size < 8 || b.size() < size) return undecodable(out, cut_headers);
  wlan(b.sub(size), less(wire, size), {}, out);
}

void prism(Bytes b, uint32_t wire, Packet& out) {
  if (b.be32(0) >> 12 == 0x80211) return avs(b, wire, out);
  constexpr size_t kHeader = 144;
  if (b.size() < kHeader) return undecodable(out, cut_headers);
  wlan(b.sub(kHeader), less(wire, kHeader), {}, out);
}

/// Per-Packet Information (CACE 1.0.7): fields of type and length, then a frame of the link type named.
void ppi(Bytes b, uint32_t wire, Packet& out) {
  const size_t size = b.le16(2);
  const uint32_t number = b.le32(4);
  if (size < 8 || b.size() < size || number > 0xffff) return undecodable(out, cut_headers);
  WlanForm form;
  const size_t align = (b.u8(1) & 1) != 0 ? 3 : 0;
  for (size_t at = 8; at + 4 <= size; at = (at + 4 + b.le16(at + 2) + align) & ~align) {
    if (b.le16(at) == 2) form.checksum = (b.le16(at + 12) & 1) != 0;  // the common fields of 802.11
  }
  const Bytes rest = b.sub(size);
  if (number == 105) return wlan(rest, less(wire, size), form, out);
  link_within(static_cast<uint16_t>(number), rest, less(wire, size), out);
}

}  // namespace culprit::packet
