#include "flow/rush.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace culprit::flow {
namespace {

/// From how many sources on a target's packets are looked at as one crowd's.
constexpr size_t kCrowd = 16;

/// One run with its ends told.
struct Piece {
  Address source, target;
  uint16_t protocol;
  RunView view;
};

Piece piece_of(const Traffic& traffic, const RunView& view) {
  const Key& key = traffic[view.conversation].key;
  const bool forward = view.way == 0;
  return {forward ? key.a : key.b, forward ? key.b : key.a, key.protocol, view};
}

uint64_t pair_hash(const Address& source, const Address& target, uint16_t protocol) {
  return mix(mix(source.hash(), target.hash()), protocol);
}

using Weights = std::unordered_map<uint64_t, uint64_t>;

/// Only what has some weight is put together: pieces of heavy pairs, and pieces of targets that are heavy all
/// in all.
struct Pieces {
  std::vector<Piece> of_pairs, of_targets;
};

Pieces heavy_pieces(const Traffic& traffic, uint64_t least) {
  Weights pair, target;
  std::vector<Piece> all;
  for (const RunView& view : traffic.all_runs()) {
    all.push_back(piece_of(traffic, view));
    const Piece& p = all.back();
    pair[pair_hash(p.source, p.target, p.protocol)] += view.burst->packets;
    target[pair_hash({}, p.target, p.protocol)] += view.burst->packets;
  }
  Pieces heavy;
  for (const Piece& p : all) {
    if (pair[pair_hash(p.source, p.target, p.protocol)] >= least) heavy.of_pairs.push_back(p);
    if (target[pair_hash({}, p.target, p.protocol)] >= least) heavy.of_targets.push_back(p);
  }
  return heavy;
}

void add_piece(Rush& rush, const Piece& p, const Traffic& traffic, HistogramPool& pool) {
  rush.burst.merge(*p.view.burst, pool, traffic.histograms());
  rush.shares.push_back({p.view.conversation, p.view.way, p.view.burst->packets, p.view.burst->bytes});
}

Rush open_rush(const Piece& p) {
  Rush rush;
  rush.source = p.source;
  rush.target = p.target;
  rush.protocol = p.protocol;
  return rush;
}

/// Chains pieces (sorted by time within equal ends) that follow each other without a pause.
template <class Same>
std::vector<Rush> chain(const std::vector<Piece>& pieces, Same same, const Traffic& traffic,
                        HistogramPool& pool) {
  std::vector<Rush> out;
  const Piece* before = nullptr;
  for (const Piece& p : pieces) {
    const bool goes_on =
        before != nullptr && same(*before, p) && p.view.burst->first - out.back().burst.last <= kPause;
    if (!goes_on) out.push_back(open_rush(p));
    add_piece(out.back(), p, traffic, pool);
    before = &p;
  }
  return out;
}

auto by_pair(const Piece& p) { return std::tie(p.source, p.target, p.protocol); }
auto by_target(const Piece& p) { return std::tie(p.target, p.protocol); }

/// Targets that very many sources send to.
std::vector<Piece> crowded(const std::vector<Piece>& pieces) {
  std::unordered_map<uint64_t, std::vector<Address>> sources;
  std::unordered_map<uint64_t, bool> crowd;
  for (const Piece& p : pieces) {
    const uint64_t at = pair_hash({}, p.target, p.protocol);
    auto& seen = sources[at];
    if (p.source.is_none()) crowd[at] = true;
    if (seen.size() < kCrowd && std::ranges::find(seen, p.source) == seen.end()) seen.push_back(p.source);
    if (seen.size() >= kCrowd) crowd[at] = true;
  }
  std::vector<Piece> out;
  std::ranges::copy_if(pieces, std::back_inserter(out), [&](const Piece& p) {
    return !p.target.is_none() && crowd.contains(pair_hash({}, p.target, p.protocol));
  });
  return out;
}

uint64_t distinct_sources(const Rush& rush, const Traffic& traffic) {
  std::vector<Address> seen;
  uint64_t unlisted = 0;
  for (const Share& s : rush.shares) {
    const Conversation& c = traffic[s.conversation];
    const Address& source = s.way == 0 ? c.key.a : c.key.b;
    if (source.is_none())
      unlisted = std::max(unlisted, uint64_t{1});
    else
      seen.push_back(source);
  }
  std::ranges::sort(seen);
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  return seen.size() + unlisted;
}

/// What went back meanwhile, and what the packets were recognised as.
void complete(Rush& rush, const Traffic& traffic) {
  std::ranges::sort(rush.shares, {}, [](const Share& s) { return std::pair(s.conversation, s.way); });
  uint64_t most = 0, recognised = 0;
  for (const Share& s : rush.shares) {
    const Conversation& c = traffic[s.conversation];
    const Burst& back = c.way[1 - s.way].run;
    rush.back_packets +=
        back.last >= rush.burst.first && back.first <= rush.burst.last ? c.way[1 - s.way].packets : 0;
    if (c.content.empty()) continue;
    recognised += s.packets;
    if (s.packets > most) {
      most = s.packets;
      rush.content = c.content;
    }
  }
  if (recognised * 2 < rush.burst.packets) rush.content = {};
  const Share& share = rush.shares.front();
  const Key& key = traffic[share.conversation].key;
  if (const Host* from = traffic.find_host(share.way == 0 ? key.a : key.b)) {
    rush.source_mac = from->mac;
    rush.near = from->direct > from->routed;
  }
}

void sort_by(std::vector<Piece>& pieces, auto ends) {
  std::ranges::sort(pieces, [&](const Piece& x, const Piece& y) {
    if (ends(x) != ends(y)) return ends(x) < ends(y);
    return std::tie(x.view.burst->first, x.view.conversation, x.view.way, x.view.burst->first_ref) <
           std::tie(y.view.burst->first, y.view.conversation, y.view.way, y.view.burst->first_ref);
  });
}

/// A crowd's rush stands for its pairs, unless a single source is nearly all of it.
bool one_source_rules(const Rush& crowd, const std::vector<Rush>& pairs) {
  return std::ranges::any_of(pairs, [&](const Rush& r) {
    return !r.source.is_none() && r.target == crowd.target && r.protocol == crowd.protocol &&
           r.burst.packets * 10 > crowd.burst.packets * 8;
  });
}

bool covers(const Rush& crowd, const Rush& pair) {
  return pair.target == crowd.target && pair.protocol == crowd.protocol &&
         pair.burst.first <= crowd.burst.last && crowd.burst.first <= pair.burst.last;
}

}  // namespace

std::vector<Rush> rushes(const Traffic& traffic, uint64_t least, HistogramPool& pool) {
  Pieces pieces = heavy_pieces(traffic, least);
  sort_by(pieces.of_pairs, by_pair);
  std::vector<Rush> out = chain(
      pieces.of_pairs, [](const Piece& x, const Piece& y) { return by_pair(x) == by_pair(y); }, traffic,
      pool);
  std::vector<Piece> many = crowded(pieces.of_targets);
  sort_by(many, by_target);
  std::vector<Rush> crowds =
      chain(many, [](const Piece& x, const Piece& y) { return by_target(x) == by_target(y); }, traffic, pool);
  for (Rush& crowd : crowds) {
    if (one_source_rules(crowd, out)) continue;
    std::erase_if(out, [&](const Rush& pair) { return covers(crowd, pair); });
    crowd.source = {};
    crowd.sources = distinct_sources(crowd, traffic);
    out.push_back(std::move(crowd));
  }
  std::erase_if(out, [&](const Rush& r) { return r.burst.packets < least || r.target.is_none(); });
  for (Rush& r : out) complete(r, traffic);
  std::ranges::sort(out, [](const Rush& x, const Rush& y) {
    return std::tuple(y.burst.packets, x.burst.first, x.source, x.target) <
           std::tuple(x.burst.packets, y.burst.first, y.source, y.target);
  });
  return out;
}

}  // namespace culprit::flow
