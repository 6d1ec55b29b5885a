// The flood itself: one host writes the same letter to one victim, as fast as its line lets it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "world.h"

namespace generate {

// Payload sizes of the datagrams that one write of the script becomes.
namespace shape {
// PHP before 8 cuts a write of 65,000 bytes into chunks of 8,192; on the wire that makes 48 frames.
inline const std::vector<std::size_t> php5 = {8192, 8192, 8192, 8192, 8192, 8192, 8192, 7656};
// PHP 8 hands it over whole: 44 frames.
inline const std::vector<std::size_t> php8 = {65000};
inline const std::vector<std::size_t> small = {18};
}  // namespace shape

struct FloodPlan {
  Host* source = nullptr;
  Host* victim = nullptr;
  std::vector<std::size_t> shape = shape::php5;
  char fill = 'X';
  std::optional<std::uint16_t> port;       // none: another random one for each write
  std::uint64_t frames_per_second = 1920;  // what the line lets through, evenly
  std::string victim_name;                 // looked up again and again, where the script was given a name
  bool fragments_reversed = false;
  bool first_fragments_missing =
      false;            // only later ones pass the tap, as behind a filter that looks at ports
  bool refused = true;  // the victim's host answers "port unreachable", as often as its limit lets it
  std::function<Address(Random&)> forge;  // source addresses that are not the sender's
};

// A flood in the truth, with kind and addresses filled in from the plan.
FloodTruth& known_flood(World& world, const FloodPlan& plan, const OrderTruth* order);

// Runs until the second `last_second` is over, as a script does whose clock knows whole seconds only.
// `writes` counts them, for the script's answer.
Task flood(World& world, FloodPlan plan, FloodTruth& truth, Time last_second,
           std::uint64_t* writes = nullptr);

}  // namespace generate
