// culprit-generate: writes captures of floods and of ordinary traffic together with the truth about them.
// It writes files and nothing else: no packet is ever sent.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "options.h"

namespace {

using namespace generate;

std::vector<Scenario> all_scenarios() {
  std::vector<Scenario> out;
  for (const auto& part :
       {incident_scenarios(), order_scenarios(), excerpt_scenarios(), inbound_scenarios(),
        office_control_scenarios(), fast_control_scenarios(), media_control_scenarios(), bulk_scenarios()})
    out.insert(out.end(), part.begin(), part.end());
  return out;
}

int list(const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios) std::printf("%-24s %s\n", scenario.id, scenario.about);
  return 0;
}

void generate_capture(const Scenario& scenario, const Options& options) {
  const std::string comment = std::string("Made by culprit-generate, scenario ") + scenario.id + ": " +
                              scenario.about +
                              ". Addresses and names are reserved for documentation; no real host took part.";
  const auto file = create_capture(options.out, options.file, {.comment = comment});
  Truth truth;
  truth.scenario = scenario.id;
  FileTap tap(*file, options.file, truth);
  const Site& site = scenario.site;
  World world(scenario.start, Network(site.own, site.gateway, site.ttl), tap, truth, options.seed);
  if (const std::uint64_t packets = options.settings.packets.value_or(scenario.packets))
    tap.limit(packets, [&] { world.clock.stop(); });
  world.clock.run(scenario.play(world, options.settings));
  file->close();
  if (!options.truth.empty()) truth.write(options.truth);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = parse_options(std::vector<std::string>(argv + 1, argv + argc));
  if (!options) {
    std::fputs(usage, stderr);
    return 2;
  }
  const std::vector<Scenario> scenarios = all_scenarios();
  if (options->list) return list(scenarios);
  const auto found = std::ranges::find(scenarios, options->scenario, [](const Scenario& s) { return s.id; });
  if (found == scenarios.end()) {
    std::fprintf(stderr, "no scenario is called %s; --list shows them all\n", options->scenario.c_str());
    return 2;
  }
  try {
    generate_capture(*found, *options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
