// A row of a packet list on its way from the reader to the packet room.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/bytes.h"

namespace culprit::capture {

/// What a packet list (Wireshark's, tshark's, tcpdump's or a typed one) tells of one packet. It becomes a
/// Frame of link type link::listed: not bytes from the wire but this record, so that nothing has to be
/// invented that the row does not say. `protocol` is an IP protocol number, or an ethertype, or 0 where the
/// row tells neither.
struct Listed {
  Address source, destination;  ///< none where the row has names instead
  uint16_t protocol = 0;
  uint16_t source_port = 0, destination_port = 0;  ///< ICMP: type and code; 0 = the row does not tell
  uint32_t payload = 0;  ///< bytes that the transport carries, as far as the row tells
  uint32_t ip_id = 0;
  uint32_t fragment_offset = 0;  ///< in bytes
  bool fragment = false;         ///< a piece of a datagram
  bool more = false;             ///< and not its last
  bool by_ip = false;            ///< the packet is an IP packet
  uint8_t tcp_flags = 0;
  uint8_t ttl = 0;        ///< 0 = not told
  std::string_view name;  ///< what the tool calls the protocol: "HTTP", "UDP"
  std::string_view info;  ///< what it says about it, such as the request line
};

inline constexpr size_t kMostListed = 4096;  ///< bytes of name and info that are kept

/// Appends the record to `out`.
void encode(const Listed& row, std::string& out);
/// Views into `record`. Any bytes are read without harm.
Listed decode_listed(Bytes record);

}  // namespace culprit::capture
