#include "ordinary.h"

namespace evaluate {

std::vector<Variant> benign_bulk_variants();
std::vector<Variant> benign_media_variants();
std::vector<Variant> benign_service_variants();
std::vector<Variant> benign_home_variants();
std::vector<Variant> benign_lookalike_variants();

namespace {

void ordinary_day(Scene& scene) {
  Random random = scene.fork("ordinary");
  const Stretch s = draw_stretch(scene, random, 20, 5000);
  play_around(scene, s, "an ordinary day");
}

}  // namespace

std::vector<Class> benign_classes() {
  return {
      {"benign-day",
       "nothing but an ordinary day",
       {{"day", 1, {.sent = false, .received = false}, ordinary_day}}},
      {"benign-bulk", "large transfers", benign_bulk_variants()},
      {"benign-media", "sound, pictures, games and tunnels", benign_media_variants()},
      {"benign-service", "servers at work, and what programs report all day", benign_service_variants()},
      {"benign-lookalike", "what looks like another attack and is none", benign_lookalike_variants()},
      {"benign-home", "what stands in homes and offices", benign_home_variants()},
  };
}

}  // namespace evaluate
