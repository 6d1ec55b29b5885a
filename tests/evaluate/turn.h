// Who sends the next packet of a flood to whom.
#pragma once

#include "vectors.h"
#include "wire.h"

namespace evaluate {

struct Turn {
  Scene& scene;
  Aim aim;
  Random random;

  Host& victim() { return *aim.victims[random.below(aim.victims.size())]; }
  Host& source() {
    return aim.sources.empty() ? *aim.source : *aim.sources[random.below(aim.sources.size())];
  }
  std::uint16_t port() { return aim.port.value_or(static_cast<std::uint16_t>(random.between(1, 65000))); }

  Pieces datagram(std::uint16_t from_port, std::uint16_t to_port, View payload);
  Pieces segment(TcpFields fields, View payload);
  Pieces packet(std::uint8_t protocol, View body);

  Pieces packet_of(const Host& from, Host& real, Host& to, std::uint8_t protocol, View body);
  // A sender under a name that may not be its own.
  Host disguised(Host& real);
};

}  // namespace evaluate
