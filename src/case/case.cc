#include "case/case.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>

namespace culprit {
namespace {

// Ids are given where code left them empty, in the final order: the kind, and a number where there are
// several.
template <class T>
void settle_ids(std::vector<T>& items) {
  std::set<std::string> taken;
  for (const T& item : items) taken.insert(item.id);
  for (T& item : items) {
    if (!item.id.empty()) continue;
    std::string id = item.kind;
    for (int n = 2; taken.contains(id); ++n) id = item.kind + '-' + std::to_string(n);
    taken.insert(id);
    item.id = std::move(id);
  }
}

bool worse(const Finding& a, const Finding& b) {
  const auto rank = [](const Finding& f) {
    return std::tuple(-static_cast<int>(f.severity), -f.confidence, ~f.packets, f.start,
                      std::string_view(f.kind), f.first, std::string_view(f.key), std::string_view(f.id));
  };
  return rank(a) < rank(b);
}

// Place of a finding among the findings; groups without one come behind all of them.
size_t place(const Case& c, const std::string& finding) {
  const auto at = std::ranges::find(c.findings, finding, &Finding::id);
  return finding.empty() ? c.findings.size() : static_cast<size_t>(at - c.findings.begin());
}

void order_groups(Case& c) {
  std::ranges::stable_sort(c.groups, [&](const Group& a, const Group& b) {
    const auto rank = [&](const Group& g) {
      return std::tuple(place(c, g.finding), ~g.packets, std::string_view(g.kind), g.first,
                        std::string_view(g.id));
    };
    return rank(a) < rank(b);
  });
  for (Group& g : c.groups) std::ranges::sort(g.conditions, {}, &Condition::kind);
}

void order_orders(std::vector<Order>& orders) {
  std::ranges::stable_sort(orders, {}, [](const Order& o) { return std::tuple(o.time, o.frame); });
}

void order_rest(Case& c) {
  std::ranges::stable_sort(c.hosts, {}, [](const Host& h) { return std::tuple(~h.packets, h.ip, h.mac); });
  std::ranges::stable_sort(c.events, {}, &Event::time);
  std::ranges::stable_sort(c.limits, {}, &Limit::what);
  std::ranges::stable_sort(c.warnings, {}, [](const Warning& w) {
    return std::tuple(w.file.value_or(0), w.frame, std::string_view(w.code));
  });
}

}  // namespace

const char* name(Severity severity) {
  static constexpr std::array<const char*, 5> names{"info", "low", "medium", "high", "critical"};
  return names[static_cast<size_t>(severity)];
}

const char* name(Way way) {
  static constexpr std::array<const char*, 5> names{"unknown", "outbound", "inbound", "internal", "transit"};
  return names[static_cast<size_t>(way)];
}

const char* name(Verdict verdict) {
  static constexpr std::array<const char*, 7> names{
      "attacking", "compromised", "under-attack", "suspicious", "inconclusive", "ordinary", "empty"};
  return names[static_cast<size_t>(verdict)];
}

void put_in_order(Case& c) {
  for (Finding& f : c.findings) order_orders(f.orders);
  std::ranges::stable_sort(c.findings, worse);
  settle_ids(c.findings);
  order_groups(c);
  settle_ids(c.groups);
  order_rest(c);
}

bool adds_up(const Case& c) {
  uint64_t packets = 0, bytes = 0;
  for (const Group& g : c.groups) {
    packets += g.packets;
    bytes += g.bytes;
  }
  return packets == c.packets && bytes == c.bytes;
}

}  // namespace culprit
