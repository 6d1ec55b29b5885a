// The hosts of a case: what they are called, by whose word, and who made their network cards.
#pragma once
#include "case/case.h"
#include "flow/local.h"
#include "flow/traffic.h"
#include "message/names.h"

namespace culprit {

/// Fills Case::hosts with the own machine, those that findings are about, and the busiest others, at most
/// kMaxHosts; and the names of the findings' ends. Findings must be there.
inline constexpr size_t kMaxHosts = 48;
void tell_hosts(const flow::Traffic& traffic, const message::Names& names, const flow::Local& local, Case& c);

}  // namespace culprit
