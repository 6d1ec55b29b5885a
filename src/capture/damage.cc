#include "capture/damage.h"

#include <algorithm>

namespace culprit::capture {
namespace {

constexpr size_t kEntriesPerCode = 8;

void add(Info& info, const Damage& damage, size_t most) {
  const auto same = [&](const Damage& d) { return d.code == damage.code; };
  const auto had = static_cast<size_t>(std::ranges::count_if(info.damage, same));
  if (had < most) {
    info.damage.push_back(damage);
    return;
  }
  std::find_if(info.damage.rbegin(), info.damage.rend(), same)->count += damage.count;
}

}  // namespace

void note(Info& info, std::string_view code, uint64_t offset, uint64_t frame, uint64_t count) {
  add(info, {std::string(code), offset, frame, count}, kEntriesPerCode);
}

void tally(Info& info, std::string_view code, uint64_t offset, uint64_t frame) {
  add(info, {std::string(code), offset, frame, 1}, 1);
}

}  // namespace culprit::capture
