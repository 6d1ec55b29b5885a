// Who talks to whom.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/address.h"
#include "base/time.h"

namespace culprit {

/// What two hosts exchanged over one service.
struct Talk {
  Address from, to;              ///< `from` began it; `to` none = many others
  uint16_t protocol = 0;         ///< IP protocol number, or what packet/packet.h has for other packets
  std::optional<uint16_t> port;  ///< the service's; none = many ports, or a protocol without any
  std::array<uint64_t, 2> packets{}, bytes{};  ///< from `from` to `to`, and back
  Time first, last;
  std::string group;  ///< Group::id of most of its packets
};

}  // namespace culprit
