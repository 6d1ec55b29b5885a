// Captures that show only a part: some hundred packets of the flood, or the order without its effect.
#include "incident.h"

namespace generate {
namespace {

// Only the flood, from somewhere in its middle.
Time only_flood(World& world, const Settings& settings, std::vector<std::size_t> shape) {
  const Incident incident = usual_incident(world, usual_words(settings, 60));
  FloodPlan plan = incident.flood;
  plan.shape = std::move(shape);
  plan.refused = false;
  const Time end = world.now() + std::chrono::seconds(incident.seconds);
  world.tap.open_at(world.now() + 1s);
  world.play(flood(world, plan, known_flood(world, plan, nullptr), end));
  return end;
}

Time excerpt_php5(World& world, const Settings& settings) { return only_flood(world, settings, shape::php5); }
Time excerpt_php8(World& world, const Settings& settings) { return only_flood(world, settings, shape::php8); }

Time order_only(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 60));
  incident.capture_ends = true;
  return play_with_background(world, std::move(incident));
}

Time mid_flood(World& world, const Settings& settings) {
  world.tap.open_at(world.now() + quiet_before + 1700ms);
  return play_with_background(world, usual_incident(world, usual_words(settings, 4)));
}

}  // namespace

std::vector<Scenario> excerpt_scenarios() {
  return {
      {"excerpt-300", "300 packets from the middle of a flood, nothing else", excerpt_php5, 300},
      {"excerpt-300-php8", "300 packets from the middle of a PHP 8 flood", excerpt_php8, 300},
      {"excerpt-order-only", "the capture ends with the order", order_only},
      {"mid-flood", "the capture begins when the flood is on already", mid_flood},
  };
}

}  // namespace generate
