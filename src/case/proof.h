// What a replay of the capture through a packet filter's rules shows.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ref.h"
#include "base/time.h"
#include "case/measure.h"
#include "case/sentence.h"

namespace culprit {

/// How often a rule matched in the replay. Bytes are those that the hook sees.
struct RuleCount {
  std::string table, chain, rule;
  uint32_t line = 0;                ///< in the rule file
  uint64_t packets = 0, bytes = 0;  ///< at its counter where it has one, else those that met all its tests
  bool counter = false;
};

/// What became of a group's packets. Frames as captured, bytes as on the wire.
struct GroupFate {
  std::string group;      ///< Group::id
  bool flood = false;     ///< it is to be stopped
  bool ordinary = false;  ///< it is to go on
  bool leaves = false;    ///< it was made here, under whatever name
  bool outside = false;   ///< known by the outside of its tunnels
  uint64_t packets = 0, bytes = 0, dropped = 0, dropped_bytes = 0;
  uint64_t unsure = 0;                ///< dropped only if the user that a rule names sent them
  uint64_t flows = 0, flows_hit = 0;  ///< pairs of address and port; those that lost a packet
  FrameRef first_dropped, first_passed;
  std::optional<Time> first_passed_at;
};

struct Proof {
  std::vector<RuleCount> rules;
  std::vector<GroupFate> groups;
  uint64_t frames = 0;            ///< replayed
  uint64_t datagrams = 0;         ///< that were put together from pieces before a hook saw them
  uint64_t incomplete = 0;        ///< pieces whose datagram was never whole
  std::vector<FrameRef> dropped;  ///< where they were asked for; not in order
  std::vector<Sentence> assumptions;
};

struct ProvenMeasure {
  Measure measure;
  Proof proof;
};

/// Sums over the groups to be stopped, or over the ordinary ones.
GroupFate sum(const Proof& proof, bool flood);

}  // namespace culprit
