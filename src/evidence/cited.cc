#include "evidence/cited.h"

#include <algorithm>

namespace culprit::evidence {
namespace {

constexpr size_t kOrders = 4, kEvidence = 6;

class Chosen {
 public:
  explicit Chosen(size_t most) : most_(most) {}
  void add(const FrameRef& ref) {
    if (ref.frame != 0 && all_.size() < most_ && std::ranges::find(all_, ref) == all_.end())
      all_.push_back(ref);
  }
  std::vector<FrameRef> sorted() && {
    std::ranges::sort(all_);
    return std::move(all_);
  }

 private:
  size_t most_;
  std::vector<FrameRef> all_;
};

}  // namespace

std::vector<FrameRef> cited(const Case& c, size_t most) {
  Chosen out(most);
  for (const Finding& f : c.findings)
    if (f.trigger) out.add(f.trigger->frame);
  for (const Finding& f : c.findings) out.add(f.first);
  for (const Finding& f : c.findings)
    for (size_t i = 0; i < std::min(kOrders, f.orders.size()); ++i) out.add(f.orders[i].frame);
  for (const Finding& f : c.findings)
    for (size_t i = 0; i < std::min(kEvidence, f.evidence.size()); ++i)
      if (f.evidence[i].kind == "frame" && f.evidence[i].ref != f.last) out.add(f.evidence[i].ref);
  return std::move(out).sorted();
}

}  // namespace culprit::evidence
