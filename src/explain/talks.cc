#include "explain/talks.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace culprit::explain {
namespace {

/// The conversations to tell of, those with most packets first.
std::vector<uint32_t> busiest(const flow::Traffic& traffic, uint64_t& left_out) {
  std::vector<uint32_t> out;
  for (uint32_t i = 0; i < traffic.size(); ++i)
    if (traffic[i].packets() != 0) out.push_back(i);
  const size_t n = std::min(out.size(), kMaxTalks);
  const auto rank = [&](uint32_t i) {
    return std::tuple(~traffic[i].packets(), traffic[i].first, traffic[i].key);
  };
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(n), out.end(),
                    [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
  left_out = out.size() - n;
  out.resize(n);
  return out;
}

Talk talk_of(const flow::Conversation& c) {
  // A crowd's other side is "many", whoever spoke first.
  const unsigned way = c.is_crowd() ? 0 : c.opener;
  Talk t;
  t.from = way == 0 ? c.key.a : c.key.b;
  t.to = way == 0 ? c.key.b : c.key.a;
  t.protocol = c.key.protocol;
  if (packet::proto::has_ports(c.key.protocol) && c.key.service != flow::kManyPorts)
    t.port = static_cast<uint16_t>(c.key.service);
  for (unsigned i = 0; i < 2; ++i) {
    t.packets[i] = c.way[i == 0 ? way : 1 - way].packets;
    t.bytes[i] = c.way[i == 0 ? way : 1 - way].bytes;
  }
  t.first = c.first;
  t.last = c.last;
  return t;
}

/// The finding that has taken most of each conversation, where that is more than half of it.
std::vector<std::string_view> owners(const flow::Traffic& traffic, std::span<const Claimed> claims) {
  std::vector<std::string_view> out(traffic.size());
  std::vector<const Claimed*> order;
  for (const Claimed& claim : claims) order.push_back(&claim);
  std::ranges::stable_sort(order, {},
                           [](const Claimed* x) { return std::tuple(x->conversation, x->finding); });
  for (size_t i = 0; i < order.size();) {
    const Claimed& first = *order[i];
    uint64_t packets = 0;
    for (; i < order.size() && order[i]->conversation == first.conversation &&
           order[i]->finding == first.finding;
         ++i)
      packets += order[i]->packets;
    if (packets * 2 > traffic[first.conversation].packets()) out[first.conversation] = first.finding;
  }
  return out;
}

}  // namespace

void tell_talks(const flow::Traffic& traffic, std::span<const Claimed> claims, const Rests& rests, Case& c) {
  const auto owner = owners(traffic, claims);
  for (const uint32_t i : busiest(traffic, c.more_talks)) {
    c.talks.push_back(talk_of(traffic[i]));
    c.talks.back().group = owner[i].empty() && !rests[i].empty() ? rests[i] : std::string(owner[i]);
  }
}

}  // namespace culprit::explain
