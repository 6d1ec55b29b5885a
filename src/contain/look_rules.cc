#include "contain/look_rules.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace culprit::contain {
namespace {

/// Of the flood's packets a rule's values cover so many, by each field it asks for.
constexpr double kCover = 0.998;
constexpr size_t kMaxProtocols = 4, kMaxLengths = 32, kMaxTtls = 8, kMaxFlags = 3, kMaxTypes = 3;

bool has_ports(uint16_t protocol) { return protocol == 6 || protocol == 17 || protocol == 132; }

uint8_t version_of(const Look& look) { return look.four == look.packets ? 4 : look.four == 0 ? 6 : 0; }

std::vector<std::array<uint16_t, 2>> lengths_of(const Look& look) {
  std::vector<std::array<uint16_t, 2>> out;
  if (look.pieces != 0) return out;  // a filter sees other lengths than the capture
  for (const uint16_t n : look.lengths.most_of(kCover, kMaxLengths)) {
    if (!out.empty() && out.back()[1] + 1 == n)
      out.back()[1] = n;
    else
      out.push_back({n, n});
  }
  if (!out.empty()) return out;
  const auto many = look.lengths.most_of(kCover, Spread<uint16_t>::kMost);
  if (!many.empty()) out.push_back({many.front(), many.back()});
  return out;
}

/// The rules, once for each of the values.
template <typename T>
std::vector<FilterRule> for_each_value(std::vector<FilterRule> rules, const std::vector<T>& values,
                                       std::optional<uint8_t> FilterRule::* member) {
  if (values.empty()) return rules;
  std::vector<FilterRule> out;
  for (const FilterRule& r : rules)
    for (const T value : values) (out.emplace_back(r).*member) = value;
  return out;
}

}  // namespace

std::vector<Prefix> prefixes(const std::vector<Endpoint>& ends) {
  std::vector<Prefix> out;
  for (const Endpoint& e : ends) {
    if (e.ip.is_mac() || e.ip.is_none()) continue;
    out.push_back({e.ip, e.prefix_bits ? *e.prefix_bits : 128});
    if (out.size() == kMaxRemotes) break;
  }
  return out;
}

uint16_t protocol_of(const Look& look) {
  const auto one = look.protocols.most_of(kCover, 1);
  return one.empty() ? uint16_t{0} : one.front();
}

std::vector<Prefix> remotes(const Look& look) {
  constexpr double kMadeUp = 2;  // packets for each address
  std::vector<Prefix> out;
  if (look.remote.size() > 16 &&
      static_cast<double>(look.packets) < kMadeUp * static_cast<double>(look.remote.size()))
    return out;
  for (const Address& a : look.remote.most_of(kCover, kMaxRemotes)) out.push_back({a, 128});
  return out;
}

// Otsu's threshold ("A threshold selection method from gray-level histograms", 1979) over the logarithms of
// the counts: the cut between two crowds that leaves the least spread within them.
std::vector<Prefix> heavy_senders(const Look& look) {
  constexpr double kApart = 0.7;  // of all spread lies between the crowds, not within them
  std::vector<std::pair<double, Address>> senders;
  double sum = 0, squares = 0;
  for (const auto& [address, n] : look.remote.seen()) {
    const double x = std::log(static_cast<double>(n));
    senders.emplace_back(x, address);
    sum += x;
    squares += x * x;
  }
  std::ranges::sort(senders);
  const double all = static_cast<double>(senders.size());
  double low = 0, best = 0;
  size_t cut = 0;
  for (size_t i = 1; i < senders.size(); ++i) {
    low += senders[i - 1].first;
    const double below = static_cast<double>(i), above = all - below;
    const double gap = low / below - (sum - low) / above;
    const double between = below * above / all * gap * gap;
    if (between > best && senders[i].first > senders[i - 1].first) {
      best = between;
      cut = i;
    }
  }
  std::vector<Prefix> out;
  if (best == 0 || best < kApart * (squares - sum * sum / all) || senders.size() - cut > kMaxRemotes)
    return out;
  for (size_t i = cut; i < senders.size(); ++i) out.push_back({senders[i].second, 128});
  return out;
}

std::vector<FilterRule> service_rules(const Finding& f, const Look& look) {
  // What is reflected comes from the service's port, whatever else its finding holds.
  const double cover = f.kind.ends_with("amplification") ? 0.985 : kCover;
  auto protocols = look.protocols.most_of(kCover, kMaxProtocols);
  if (protocols.empty()) protocols.push_back(0);
  std::vector<FilterRule> out;
  for (const uint16_t protocol : protocols) {
    FilterRule& r = out.emplace_back();
    r.outbound = false;
    r.version = version_of(look);
    r.protocol = protocol;
    r.local = prefixes(f.targets);
    if (protocols.size() > 1 || !has_ports(protocol)) continue;
    r.local_ports = look.local_ports.most_of(kCover, kMaxPorts);
    r.remote_ports = look.remote_ports.most_of(cover, kMaxPorts);
  }
  return out;
}

std::vector<FilterRule> shape_rules(const Look& look, const std::vector<FilterRule>& service) {
  if (version_of(look) == 0) return {};
  std::vector<FilterRule> out = service;
  for (FilterRule& r : out) {
    r.lengths = lengths_of(look);
    r.ttls = look.ttls.most_of(kCover, kMaxTtls);
  }
  const uint16_t protocol = service.size() == 1 ? service.front().protocol : uint16_t{0};
  if (protocol == 6)
    out = for_each_value(std::move(out), look.tcp_flags.most_of(kCover, kMaxFlags), &FilterRule::tcp_flags);
  if (protocol == 1 || protocol == 58)
    out = for_each_value(std::move(out), look.icmp_types.most_of(kCover, kMaxTypes), &FilterRule::icmp_type);
  if (!out.empty() && !out.front().asks_look()) out.clear();
  return out;
}

}  // namespace culprit::contain
