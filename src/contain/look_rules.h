// Rules that match what the packets of a flood have in common.
#pragma once
#include <vector>

#include "case/case.h"
#include "case/look.h"
#include "case/measure.h"

namespace culprit::contain {

inline constexpr size_t kMaxRemotes = 1024;  ///< addresses in one rule
inline constexpr size_t kMaxPorts = 15;      ///< as many as iptables' multiport takes

/// The addresses of endpoints, as far as they are IP.
std::vector<Prefix> prefixes(const std::vector<Endpoint>& ends);

/// Everything of the protocols and ports of the flood, one rule for each protocol; without a protocol where
/// there are many.
std::vector<FilterRule> service_rules(const Finding& f, const Look& look);
/// The same, narrowed to packets of the flood's lengths, hop counts, flags, types; empty where these vary.
std::vector<FilterRule> shape_rules(const Look& look, const std::vector<FilterRule>& service);
/// The addresses that nearly all of it comes from or goes to; empty where there are too many, or where each
/// sends so little that they are made up.
std::vector<Prefix> remotes(const Look& look);
/// Those who send far more than the rest, where the senders fall into two such crowds: visitors of a web
/// server that is flooded with requests ask for the same pages. Empty where they do not.
std::vector<Prefix> heavy_senders(const Look& look);
/// The one protocol of the flood; 0 = it has several.
uint16_t protocol_of(const Look& look);

}  // namespace culprit::contain
