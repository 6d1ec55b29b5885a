// Log odds that grow with each fact, and keep the account of why.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "case/case.h"
#include "knowledge/threshold.h"

namespace culprit::detect {

/// Sums natural log odds. Each fact is named by the threshold that weighs it: its value is in data/detect, its
/// sentence in the catalogue under "weighed.<id>".
class Odds {
 public:
  explicit Odds(std::string_view start) : sum_(knowledge::threshold(start)) {}

  void fact(std::string_view id) { fact(id, knowledge::threshold(id)); }
  void fact(std::string_view id, double weight) { fact(Sentence("weighed." + std::string(id)), weight); }
  void fact(Sentence what, double weight) {
    if (!(weight > 0 || weight < 0)) return;
    sum_ += weight;
    reasons_.push_back({std::move(what), weight});
  }
  double sum() const { return sum_; }
  /// The weightiest first.
  std::vector<Reason> reasons() const;
  /// The probability that the sum stands for, never more than 0.99: nobody knows his weights that well.
  double confidence() const;

 private:
  double sum_;
  std::vector<Reason> reasons_;
};

}  // namespace culprit::detect
