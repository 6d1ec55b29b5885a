// Each kind of flood, as programs send it.
#pragma once

#include "flood.h"

namespace evaluate {

struct Aim {
  Host* source = nullptr;
  std::vector<Host*> victims;                  // several: one prefix, hit all over
  std::optional<std::uint16_t> port;           // none: another one each time
  std::function<Address(Random&)> forge = {};  // source addresses that are not the sender's
  bool any_ttl = false;                        // forged packets come from anywhere
  std::vector<Host*> sources = {};             // several senders, each in its turn; empty: `source`
};

struct Vector {
  const char* id;
  std::vector<std::string> kinds;  // what it may be called
  double piece;                    // frames of one unit, about
  std::uint8_t protocol;
  bool v6;  // exists over IPv6, too
  Watch watch;
  // Gives a function that makes the next packet each time.
  std::function<Pieces()> (*aim)(Scene& scene, Aim aim, Random random, std::size_t& size);
};

const std::vector<Vector>& udp_vectors();
const std::vector<Vector>& tcp_vectors();
const std::vector<Vector>& ip_vectors();  // ICMP, GRE and other protocols
const Vector& find_vector(const std::string& id);

}  // namespace evaluate
