// How a capture was taken: where, into which file, and what went wrong.
#pragma once

#include <limits>
#include <optional>

#include "capture_file.h"
#include "chance.h"
#include "record.h"

namespace evaluate {

// What stands between the link's header and the packet.
enum class Wrap { none, vlan, qinq, mpls, pppoe, gre, vxlan, ipip };
enum class Ways { both, sent, received };
enum class Copies { none, some, all };

struct ClockStep {
  Duration after, by;
};

struct Conditions {
  FileOptions file;
  std::string suffix;  // of the file's name
  Wrap wrap = Wrap::none;
  bool mirror = false;  // taken at a switch or router, not on our own host
  unsigned lost_per_mille = 0;
  bool lost_in_bursts = false;
  Copies copies = Copies::none;
  Ways ways = Ways::both;
  bool swapped = false;  // now and then two frames stand in the file in the wrong order
  std::optional<ClockStep> step;
  std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();  // frames in the file
  std::size_t cut = 0;                                              // bytes that the file's end lacks
};

// What a class of captures cannot do without.
struct Needs {
  bool ethernet = false;  // addresses of network cards
  bool sent = true, received = true;
  bool whole_frames = false;
};

Conditions draw_conditions(Random random, Needs needs);
// Conditions under which nothing is missing.
Conditions clean_conditions(Random random, Needs needs);
void note(const Conditions& conditions, Record& record);

}  // namespace evaluate
