// A packet on its way past the tap, and the header that the tap's link type puts before it.
#pragma once

#include <chrono>

#include "address.h"
#include "bytes.h"

namespace generate {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::nanoseconds;  // since 1970, UTC

namespace ether_type {
inline constexpr std::uint16_t ipv4 = 0x0800, arp = 0x0806, vlan_tag = 0x8100, ipv6 = 0x86dd;
}

enum class Link { ethernet, vlan, sll, sll2, raw, null, loop, ppp, wifi };

struct Frame {
  Mac from{}, to{};
  bool sent_by_us = false;
  std::uint16_t type = 0;  // Ethernet type
  Bytes packet;
};

std::uint32_t link_type_number(Link link);

// Links without an Ethernet type carry IP only.
bool link_carries(Link link, const Frame& frame);

// The frame as captured on `link`. The BSD loopback's family field is in the byte order of the capturing
// machine.
Bytes on_link(Link link, const Frame& frame, bool big_endian);

}  // namespace generate
