#include "ordinary.h"

namespace evaluate {

std::vector<Variant> benign_bulk_variants();

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
  };
}

}  // namespace evaluate
