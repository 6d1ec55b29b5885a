// What every source of packets gives: one captured frame, untouched.
#pragma once
#include <cstdint>

#include "base/bytes.h"
#include "base/ref.h"
#include "base/time.h"

namespace culprit::capture {

/// Which way a frame went past the capturing interface, where the file says so (pcapng epb_flags, SLL packet
/// type).
enum class Direction : uint8_t { unknown, inbound, outbound };

/// One frame. `data` points into the reader's chunk: valid until the reader is asked for more.
struct Frame {
  Time time;
  Bytes data;         ///< the captured bytes, at most `wire`
  uint32_t wire = 0;  ///< length on the wire, in bytes
  uint16_t link = 0;  ///< LINKTYPE_ number (tcpdump.org registry)
  uint16_t interface = 0;
  Direction direction = Direction::unknown;
  FrameRef ref;
  uint16_t process =
      0;  ///< the program behind it, by the capturing tool: place in Info::processes and one; 0 = not told
};

/// LINKTYPE_ values that the packet room decodes.
namespace link {
inline constexpr uint16_t null = 0, ethernet = 1, raw_bsd = 12, raw_openbsd = 14, raw = 101, loop = 108,
                          linux_sll = 113, ipv4 = 228, ipv6 = 229, linux_sll2 = 276;
inline constexpr uint16_t pktap = 258;  // taken off by the readers
/// Not of the registry: a row of a packet list (capture/listed.h). `data` is no captured bytes then.
inline constexpr uint16_t listed = 0xfff0;
}  // namespace link

}  // namespace culprit::capture
