// Floods that leave our own host, ordered over HTTP.
#include "classes.h"
#include "incident.h"
#include "vectors.h"

namespace evaluate {
namespace {

template <std::size_t index>
void play_udp(Scene& scene) {
  play_ordered_flood(scene, udp_vectors()[index]);
}

}  // namespace

std::vector<Class> outbound_classes() {
  return {
      {"outbound-udp",
       "our host floods somebody over UDP, ordered by a web request",
       {
           {"udp-php5", 20, {}, play_udp<0>},
           {"udp-php8", 15, {}, play_udp<1>},
           {"udp-small", 15, {}, play_udp<2>},
           {"udp-medium", 15, {}, play_udp<3>},
           {"udp-noise", 12, {}, play_udp<4>},
           {"udp-mixed-sizes", 6, {}, play_udp<5>},
           {"udp-query", 6, {}, play_udp<6>},
           {"udp-pieces-only", 3, {}, play_udp<7>},
           {"dns-query", 8, {}, play_udp<8>},
       }},
  };
}

}  // namespace evaluate
