// What the Protocol and Info columns of Wireshark and tshark say of a packet.
#pragma once
#include <string_view>

#include "capture/listed.h"

namespace culprit::capture {

/// A row's texts read into numbers.
struct RowInfo {
  Listed row;
  uint64_t reassembled_in = 0;  ///< the row that shows the whole datagram; 0 = the row does not tell
  bool ports = false;           ///< the row has ports
};

/// `length` is the frame's, 0 where the list has no such column. The addresses are left to the caller.
RowInfo read_info(std::string_view protocol, std::string_view info, uint32_t length, bool ip6);

/// IP protocol number or ethertype that a protocol of this name travels in; 0 = not known.
uint16_t carrier_of(std::string_view protocol);
/// The number of a service that Wireshark and tcpdump show by name, 0 = not known; a number stays what it is.
uint16_t service_port(std::string_view word);

}  // namespace culprit::capture
