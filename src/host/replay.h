// Rules held against a capture: the case first, then the same frames again through the rules.
#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "base/result.h"
#include "case/measure.h"
#include "case/proof.h"
#include "host/explain.h"

namespace culprit::host {

struct Contained {
  Case whole;
  std::vector<ProvenMeasure> measures;
};
/// Proposes measures against what the captures show and replays each.
Result<Contained> contain(const ExplainRequest& request, const std::atomic<bool>& stop);

struct Proven {
  Case whole;
  Proof proof;
};
/// Replays the captures through a file of nftables or iptables-save; `list_dropped`: Proof::dropped.
Result<Proven> prove(const std::string& rules, const ExplainRequest& request, bool list_dropped,
                     const std::atomic<bool>& stop);

}  // namespace culprit::host
