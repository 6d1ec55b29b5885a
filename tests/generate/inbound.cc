// The other side: floods that come to us.
#include "incident.h"

namespace generate {
namespace {

Time play_inbound(World& world, const Settings& settings, FloodPlan plan) {
  const Time begin = world.now() + quiet_before;
  const Time last_second = (begin + std::chrono::seconds(settings.seconds.value_or(3))) / 1s * Time(1s);
  const Time end = last_second + 3s;
  play_background(world, xampp(world), {}, end - 500ms);
  world.clock.play_at(begin, flood(world, plan, known_flood(world, plan, nullptr), last_second));
  return end;
}

Time fragments(World& world, const Settings& settings) {
  FloodPlan plan;
  plan.source = &world.network.host("203.0.113.99");
  plan.victim = &world.network.own();
  plan.shape = shape::php8;
  return play_inbound(world, settings, plan);
}

Address any_documentation_address(Random& random) {
  const char* net = random.percent(50) ? "198.51.100.0" : "203.0.113.0";
  return Address::parse(net).plus(static_cast<std::uint32_t>(random.between(1, 254)));
}

Time small_spoofed(World& world, const Settings& settings) {
  FloodPlan plan;
  plan.source = &world.network.host("203.0.113.250");
  plan.victim = &world.network.own();
  plan.shape = {64};
  plan.forge = any_documentation_address;
  plan.refused = false;
  return play_inbound(world, settings, plan);
}

}  // namespace

std::vector<Scenario> inbound_scenarios() {
  return {
      {"inbound-flood", "one outside host floods us with fragments", fragments},
      {"inbound-small-spoofed", "small datagrams with forged sources come to us", small_spoofed},
  };
}

}  // namespace generate
