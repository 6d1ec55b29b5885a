// Hostile activity, told from aggregates. A plug-in constant per kind of finding.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "detect/sight.h"
#include "flow/local.h"
#include "flow/rush.h"
#include "flow/traffic.h"
#include "message/names.h"
#include "message/notes.h"

namespace culprit::detect {

/// A finding's share of the traffic: a run of one conversation's one way.
struct Claim {
  std::string finding;  ///< id
  flow::Share share;
};

/// What detectors read.
struct Scene {
  const flow::Traffic& traffic;
  const flow::Local& local;
  std::span<const flow::Rush> rushes;
  const flow::HistogramPool& histograms;  ///< of the rushes
  Sight sight;
  const message::Notes& notes;
  const message::Names& names;
};

/// What detectors write.
struct Found {
  Case& c;
  std::vector<Claim> claims;
  std::vector<const flow::Rush*> taken;  ///< rushes that a finding is about

  bool is_taken(const flow::Rush& r) const;
  /// Most of these packets are another finding's already.
  bool is_taken(std::span<const flow::Share> shares) const;
  /// Gives the finding its id and takes it into the case; the rush's packets are its own.
  void add(Finding f, const flow::Rush& r);
  /// The same for whole conversations (one way of each, or both).
  void add(Finding f, std::span<const flow::Share> shares);
};

struct Detector {
  const char* id;
  /// Of detectors that could take the same packets, those with the lower number come first.
  int turn = 50;
  void (*run)(const Scene& scene, Found& found);
};

/// All detectors, sorted by file name (the build writes the list).
std::span<const Detector* const> all();
/// Runs them in their turns.
void run_all(const Scene& scene, Found& found);

}  // namespace culprit::detect
