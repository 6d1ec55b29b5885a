// The knowledge base of traffic, to read.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "knowledge/kind.h"
#include "report/exporter.h"

namespace culprit::report {

using Kinds = std::vector<const knowledge::Kind*>;

/// Those that have all of `asked` in their id, title, explanation or filter, in any case of letters; all
/// where nothing is asked. The one whose id is just that stands alone.
Kinds kinds_with(const Words& words, std::span<const std::string> asked);

/// One line each.
std::string kinds_listed(const Kinds& kinds, const Words& words, const Style& style);
/// All that is known of each.
std::string kinds_told(const Kinds& kinds, const Words& words, const Style& style);
std::string kinds_json(const Kinds& kinds, const Words& words);

}  // namespace culprit::report
