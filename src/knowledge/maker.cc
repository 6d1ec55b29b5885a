#include "knowledge/maker.h"

#include <algorithm>

namespace culprit::knowledge {

// Longer prefixes are parts of shorter ones that were given out again, so they come first.
std::string_view maker(uint64_t mac) {
  constexpr uint64_t kGroup = uint64_t{1} << 40, kLocal = uint64_t{1} << 41;
  if (mac == 0 || (mac & (kGroup | kLocal)) != 0) return {};
  for (const int bits : {36, 28, 24}) {
    const uint64_t prefix = mac >> (48 - bits);
    const auto table = assignments(bits);
    const auto at = std::ranges::lower_bound(table, prefix, {}, &Assignment::prefix);
    if (at == table.end() || at->prefix != prefix) continue;
    const std::string_view name = maker_names().substr(at->name);
    return name.substr(0, name.find('\0'));
  }
  return {};
}

}  // namespace culprit::knowledge
