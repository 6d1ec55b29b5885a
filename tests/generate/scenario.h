// A scenario is a constant: an id, a sentence, the place where it happens and the function that plays it.
#pragma once

#include <optional>
#include <vector>

#include "world.h"

namespace generate {

// Given on the command line; none: the scenario's own.
struct Settings {
  std::optional<int> seconds;
  std::optional<std::uint64_t> packets;
};

// Our own host: its address, its gateway, the TTL that its system sends with (128 Windows, 64 Unix).
struct Site {
  const char* own = "192.0.2.20";
  const char* gateway = "192.0.2.1";
  std::uint8_t ttl = 128;
};

struct Scenario {
  const char* id;
  const char* about;
  // Sets the scene; gives the time at which the capture ends.
  Time (*play)(World& world, const Settings& settings);
  std::uint64_t packets = 0;  // the capture is complete after so many; 0: it ends with time
  Site site = {};
  Time start = Time(1'299'420'451'250'000'000);  // 6 March 2011, 14:07:31.25 UTC
};

std::vector<Scenario> incident_scenarios();
std::vector<Scenario> order_scenarios();
std::vector<Scenario> excerpt_scenarios();
std::vector<Scenario> inbound_scenarios();
std::vector<Scenario> office_control_scenarios();
std::vector<Scenario> fast_control_scenarios();
std::vector<Scenario> media_control_scenarios();
std::vector<Scenario> bulk_scenarios();

}  // namespace generate
