// The words of groups, conditions, limits and warnings, by the keys that their codes lead to.
#pragma once
#include <string>

#include "case/case.h"
#include "wording/words.h"

namespace culprit::report {

struct GroupWords {
  std::string title, what, why, worry_if, advice, source;
};

/// From the knowledge base by the group's kind; where that has none, from the finding that the group belongs
/// to.
GroupWords group_words(const Case& c, const Words& words, const Group& g);
std::string condition_words(const Words& words, const Condition& k);
std::string limit_words(const Words& words, const Limit& l);
std::string warning_words(const Words& words, const Warning& w);

}  // namespace culprit::report
