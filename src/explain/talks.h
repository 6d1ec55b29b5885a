// Who talks to whom.
#pragma once
#include <span>

#include "explain/explain.h"

namespace culprit::explain {

inline constexpr size_t kMaxTalks = 5000;

/// Fills Case::talks with the conversations that have most packets, and counts the others.
void tell_talks(const flow::Traffic& traffic, std::span<const Claimed> claims, const Rests& rests, Case& c);

}  // namespace culprit::explain
