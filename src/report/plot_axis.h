// Where an axis has its marks, and what stands beside them.
#pragma once
#include <string>
#include <vector>

#include "base/time.h"

namespace culprit::report {

/// 1, 2 or 5 times a power of ten, so that `most` is reached in at most `steps` of them.
double round_step(double most, int steps);
/// Round moments from `start` to `end`, at most about `most` of them.
std::vector<Time> round_times(Time start, Time end, int most);
/// As much of a moment as tells it from the others: "18:20", "18:20:05", "18:20:05.250", "03-04 18:20".
std::string short_time(Time t, Time start, Time end);

}  // namespace culprit::report
