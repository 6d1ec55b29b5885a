// Hostile activity, told from aggregates. A plug-in constant per kind of finding.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "flow/local.h"
#include "flow/rush.h"
#include "flow/traffic.h"

namespace culprit::detect {

/// A finding's share of the traffic: which packets it is about.
struct Claim {
  std::string finding;  ///< id
  const flow::Rush* rush = nullptr;
};

/// What detectors read.
struct Scene {
  const flow::Traffic& traffic;
  const flow::Local& local;
  std::span<const flow::Rush> rushes;
  const flow::HistogramPool& histograms;  ///< of the rushes
};

struct Detector {
  const char* id;
  /// Adds findings to the case, and their claims.
  void (*run)(const Scene& scene, Case& c, std::vector<Claim>& claims);
};

/// All detectors, sorted by file name (the build writes the list).
std::span<const Detector* const> all();

}  // namespace culprit::detect
