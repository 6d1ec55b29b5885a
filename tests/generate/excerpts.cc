// Captures that show only a part: some hundred packets of the flood, or the order without its effect.
#include "incident.h"

namespace generate {
namespace {

FloodPlan usual_flood(World& world, std::vector<std::size_t> shape) {
  FloodPlan plan = usual_incident(world, {}).flood;
  plan.shape = std::move(shape);
  plan.refused = false;
  return plan;
}

// Only the flood, from somewhere in its middle.
Time only_flood(World& world, const Settings& settings, const FloodPlan& plan) {
  const Time end = world.now() + std::chrono::seconds(settings.seconds.value_or(60));
  world.tap.open_at(world.now() + 1s);
  world.play(flood(world, plan, known_flood(world, plan, nullptr), end));
  return end;
}

Time excerpt_php5(World& world, const Settings& settings) {
  return only_flood(world, settings, usual_flood(world, shape::php5));
}

Time excerpt_php8(World& world, const Settings& settings) {
  return only_flood(world, settings, usual_flood(world, shape::php8));
}

Time excerpt_pieces(World& world, const Settings& settings) {
  FloodPlan plan = usual_flood(world, shape::php8);
  plan.first_fragments_missing = true;
  return only_flood(world, settings, plan);
}

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
      {"excerpt-pieces",
       "300 later fragments of a flood; the first ones, which have the ports, were filtered out",
       excerpt_pieces, 300},
      {"excerpt-order-only", "the capture ends with the order", order_only},
      {"mid-flood", "the capture begins when the flood is on already", mid_flood},
  };
}

}  // namespace generate
