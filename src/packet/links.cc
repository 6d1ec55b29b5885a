// Link types (the LINKTYPE_ registry of tcpdump.org): those whose frames can carry IP are decoded down to it;
// the others are named by what they are used for.
#include <algorithm>
#include <array>

#include "packet/layers.h"

namespace culprit::packet {
namespace {

/// An ethertype, and `gap` bytes from its beginning what it announces.
template <size_t gap>
void ethertype_first(Bytes b, uint32_t wire, Packet& out) {
  if (b.size() < gap) return undecodable(out, cut_headers);
  network(b.sub(gap), less(wire, gap), b.be16(0), out);
}

/// IP over ATM as Linux does it: LLC may be there.
void classical_ip(Bytes b, uint32_t wire, Packet& out) {
  if (b.be16(0) == 0xaaaa) return llc(b, wire, out);
  ip(b, wire, out);
}

/// A link type whose own header has always the same length, and what comes after it.
struct Carrier {
  uint16_t number;
  uint8_t header;
  void (*next)(Bytes b, uint32_t wire, Packet& out);
};
constexpr std::array kCarriers{
    Carrier{0, 0, loopback},
    Carrier{1, 0, ethernet},
    Carrier{3, 0, ax25},
    Carrier{6, 0, token_ring},
    Carrier{7, 0, arcnet},
    Carrier{8, 16, ip},  // SLIP: direction, and the header in its compressed form
    Carrier{9, 0, ppp},
    Carrier{10, 0, fddi},
    Carrier{12, 0, ip},
    Carrier{14, 0, ip},
    Carrier{50, 0, cisco_hdlc},  // or PPP: its first bytes tell
    Carrier{51, 0, pppoe_session},
    Carrier{100, 0, llc},  // ATM (RFC 1483)
    Carrier{101, 0, ip},
    Carrier{102, 24, ip},
    Carrier{104, 0, cisco_hdlc},
    Carrier{105, 0, [](Bytes b, uint32_t wire, Packet& out) { wlan(b, wire, {}, out); }},
    Carrier{106, 0, classical_ip},
    Carrier{107, 0, frame_relay},
    Carrier{108, 0, loopback},
    Carrier{109, 12, ip},  // OpenBSD's view into IPsec: family, SPI, flags
    Carrier{113, 0, sll},
    Carrier{117, 0, pflog},
    Carrier{119, 0, prism},
    Carrier{122, 16, llc},  // IP over Fibre Channel (RFC 2625)
    Carrier{123, 0, sun_atm},
    Carrier{127, 0, radiotap},
    Carrier{129, 0, arcnet_linux},
    Carrier{138, 16, ethertype_first<2>},  // Apple's IP over FireWire
    Carrier{143, 0, docsis},
    Carrier{163, 0, avs},
    Carrier{166, 2, ppp_protocol},  // pppd: direction, control
    Carrier{182, 0, multilink_frame_relay},
    Carrier{192, 0, ppi},
    Carrier{197, 0, erf},
    Carrier{202, 1, ax25},  // behind the TNC's command
    Carrier{204, 1, ppp},   // direction first
    Carrier{205, 1, cisco_hdlc},
    Carrier{206, 1, frame_relay},
    Carrier{219, 0, mpls},
    Carrier{226, 24, ip},  // Solaris, between its zones
    Carrier{228, 0, ipv4},
    Carrier{229, 0, ipv6},
    Carrier{239, 0, nflog},
    Carrier{240, 4, ethernet},             // netANALYZER
    Carrier{241, 12, ethernet},            // ... with preamble
    Carrier{242, 40, ethertype_first<4>},  // IP over InfiniBand
    Carrier{258, 0, pktap},
    Carrier{259, 8, ethernet},  // preamble of EPON
    Carrier{274, 8, ethernet},  // preamble of IEEE 802.3br
    Carrier{276, 0, sll2},
    Carrier{281, 0, switch_tag},  // tags that a switch chip puts behind the addresses, for its processor
    Carrier{282, 4, ethernet},    // ... or before them
    Carrier{284, 0, switch_tag_dsa},
    Carrier{285, 0, ethernet},  // a tag with an ethertype of its own
};
static_assert(std::ranges::is_sorted(kCarriers, {}, &Carrier::number));

/// Link types that are named only.
struct Named {
  uint16_t first, last, protocol;
};
constexpr std::array kNamed{
    Named{121, 121, proto::wide_area},        // HDLC of the hard kind
    Named{139, 142, proto::telephony},        // SS7: MTP2, MTP3, SCCP
    Named{144, 144, proto::low_power_radio},  // IrDA
    Named{145, 146, proto::wide_area},        // IBM SP and Next
    Named{147, 162, proto::user_defined},     //
    Named{165, 165, proto::industrial},       // BACnet MS/TP
    Named{169, 171, proto::telephony},        // GPRS, GSM test sets
    Named{172, 173, proto::wide_area},        //
    Named{177, 177, proto::telephony},        // ISDN
    Named{184, 185, proto::vehicle_bus},      // ARINC
    Named{186, 186, proto::usb},              //
    Named{187, 187, proto::bluetooth},        //
    Named{188, 188, proto::wide_area},        // WiMAX
    Named{189, 189, proto::usb},              //
    Named{190, 190, proto::vehicle_bus},      //
    Named{191, 191, proto::low_power_radio},  //
    Named{193, 193, proto::wide_area},        //
    Named{195, 195, proto::low_power_radio},  // IEEE 802.15.4
    Named{196, 196, proto::wide_area},        //
    Named{199, 199, proto::inside_computer},  // a board's own bus
    Named{201, 201, proto::bluetooth},        //
    Named{203, 203, proto::telephony},        //
    Named{207, 207, proto::wide_area},        //
    Named{209, 209, proto::inside_computer},  //
    Named{210, 214, proto::vehicle_bus},      // FlexRay, MOST, LIN and test sets
    Named{215, 215, proto::low_power_radio},  //
    Named{216, 216, proto::inside_computer},  // keyboards and mice
    Named{217, 218, proto::telephony},        //
    Named{220, 220, proto::usb},              //
    Named{221, 221, proto::telephony},        //
    Named{222, 222, proto::wide_area},        //
    Named{223, 223, proto::low_power_radio},  //
    Named{224, 225, proto::storage_fabric},   //
    Named{227, 227, proto::vehicle_bus},      //
    Named{230, 230, proto::low_power_radio},  //
    Named{231, 231, proto::inside_computer},  // D-Bus
    Named{234, 234, proto::storage_fabric},   //
    Named{235, 235, proto::broadcast_media},  //
    Named{236, 236, proto::telephony},        //
    Named{237, 237, proto::wide_area},        //
    Named{243, 243, proto::broadcast_media},  //
    Named{244, 244, proto::telephony},        //
    Named{245, 245, proto::low_power_radio},  //
    Named{247, 247, proto::storage_fabric},   //
    Named{249, 249, proto::usb},              //
    Named{250, 250, proto::industrial},       //
    Named{251, 251, proto::bluetooth},        //
    Named{252, 252, proto::inside_computer},  // what Wireshark exported
    Named{253, 253, proto::netlink},          //
    Named{254, 256, proto::bluetooth},        //
    Named{257, 257, proto::industrial},       // PROFIBUS
    Named{260, 260, proto::inside_computer},  //
    Named{261, 262, proto::low_power_radio},  // Z-Wave
    Named{263, 263, proto::industrial},       //
    Named{264, 264, proto::low_power_radio},  // contactless cards
    Named{265, 265, proto::broadcast_media},  //
    Named{266, 266, proto::usb},              //
    Named{267, 267, proto::inside_computer},  //
    Named{268, 268, proto::wide_area},        //
    Named{269, 270, proto::low_power_radio},  //
    Named{271, 271, proto::inside_computer},  // between a virtual machine and its host
    Named{272, 272, proto::bluetooth},        //
    Named{275, 275, proto::broadcast_media},  //
    Named{277, 277, proto::industrial},       //
    Named{278, 278, proto::usb},              //
    Named{279, 279, proto::vehicle_bus},      //
    Named{280, 280, proto::inside_computer},  //
    Named{283, 283, proto::low_power_radio},  //
    Named{286, 286, proto::inside_computer},  //
    Named{287, 287, proto::low_power_radio},  //
    Named{288, 288, proto::usb},              //
    Named{289, 289, proto::broadcast_media},  //
    Named{290, 290, proto::inside_computer},  //
    Named{292, 292, proto::low_power_radio},  //
    Named{293, 295, proto::usb},              //
    Named{296, 296, proto::telephony},        //
    Named{297, 298, proto::low_power_radio},  //
};
static_assert(std::ranges::is_sorted(kNamed, {}, &Named::first));

/// SCTP without IP (LINKTYPE_SCTP): ports, but nobody to whom they belong.
void bare_sctp(Bytes b, uint32_t wire, Packet& out) {
  out.protocol = proto::sctp;
  transport(b, wire, out);
}

uint16_t name_of(uint16_t number) {
  const auto after = std::ranges::upper_bound(kNamed, number, {}, &Named::first);
  if (after == kNamed.begin() || (after - 1)->last < number) return proto::other_link;
  return (after - 1)->protocol;
}

bool has_own_header(uint16_t number) { return number == 192 || number == 258; }

}  // namespace

void named_link(uint16_t protocol, uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  out.protocol = protocol;
  out.src_port = number;
  by_mac(out);
  carry(b, wire, out);
}

void link(uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  const auto at = std::ranges::lower_bound(kCarriers, number, {}, &Carrier::number);
  if (at != kCarriers.end() && at->number == number) {
    if (b.size() < at->header) return undecodable(out, cut_headers);
    return at->next(b.sub(at->header), less(wire, at->header), out);
  }
  if (number == 248) return bare_sctp(b, wire, out);
  if (is_juniper(number)) return juniper(number, b, wire, out);
  named_link(name_of(number), number, b, wire, out);
}

void link_within(uint16_t number, Bytes b, uint32_t wire, Packet& out) {
  if (has_own_header(number)) return undecodable(out, too_deep);
  link(number, b, wire, out);
}

}  // namespace culprit::packet
