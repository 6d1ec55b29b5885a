#include "firewall/rule.h"

#include <algorithm>
#include <iterator>

namespace culprit::firewall {

const char* name(Hook hook) {
  static constexpr const char* names[] = {"ingress", "prerouting",  "input", "forward",
                                          "output",  "postrouting", "egress"};
  return names[static_cast<size_t>(hook)];
}

void tidy(std::vector<Range>& ranges) {
  std::ranges::sort(ranges, {}, &Range::low);
  std::vector<Range> out;
  for (const Range& r : ranges) {
    if (!out.empty() && r.low <= out.back().high)
      out.back().high = std::max(out.back().high, r.high);
    else
      out.push_back(r);
  }
  ranges = std::move(out);
}

bool contains(const std::vector<Range>& ranges, const Value& value) {
  const auto after = std::ranges::upper_bound(ranges, value, {}, &Range::low);
  return after != ranges.begin() && value <= std::prev(after)->high;
}

}  // namespace culprit::firewall
