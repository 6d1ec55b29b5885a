#include "flow/local.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace culprit::flow {
namespace {

/// What is known of a candidate beyond its Host record.
struct Candidate {
  const Host* host = nullptr;
  uint64_t packets = 0;
};

bool is_unicast_ip(const Address& a) {
  const Scope s = scope(a);
  return !a.is_mac() && !a.is_none() && !is_group(a) && s != Scope::unspecified;
}

std::vector<Candidate> senders(const Traffic& traffic) {
  std::unordered_map<uint64_t, uint64_t> packets;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    packets[c.key.a.hash()] += c.packets();
    if (!c.is_crowd()) packets[c.key.b.hash()] += c.packets();
  }
  std::vector<Candidate> out;
  for (uint32_t i = 0; i < traffic.host_count(); ++i) {
    const Host& host = traffic.host(i);
    if (is_unicast_ip(host.ip)) out.push_back({&host, packets[host.ip.hash()]});
  }
  return out;
}

/// How many addresses send through each card, and how many of them lie behind a router.
struct Card {
  unsigned hosts = 0, routed = 0, blocks = 0;
  std::vector<Address> neighbourhoods;
};

std::map<uint64_t, Card> cards(const std::vector<Candidate>& candidates) {
  std::map<uint64_t, Card> out;
  for (const Candidate& c : candidates) {
    if (c.host->mac == 0 || !c.host->sent) continue;
    Card& card = out[c.host->mac];
    ++card.hosts;
    card.routed += c.host->routed > c.host->direct ? 1 : 0;
    const Address block = neighbourhood(c.host->ip).base;
    if (card.neighbourhoods.size() < 4 &&
        std::ranges::find(card.neighbourhoods, block) == card.neighbourhoods.end()) {
      card.neighbourhoods.push_back(block);
    }
  }
  return out;
}

/// A router's card sends for addresses that are far away.
bool is_router(const Card& card) {
  return card.hosts > 1 && (card.routed > 0 || card.neighbourhoods.size() >= 3);
}

/// A card of many addresses none of which is far: one machine that forges its source. Who answers there is
/// real.
bool is_forger(const Card& card) {
  return card.hosts > 1 && card.routed == 0 && card.neighbourhoods.size() >= 3;
}

bool sends_itself(const Candidate& c, const std::map<uint64_t, Card>& all) {
  if (c.host->mac == 0 || !c.host->sent) return false;
  const Card& card = all.at(c.host->mac);
  if (is_forger(card)) return c.host->claims_mac || c.host->answers != 0;
  if (is_router(card)) return false;
  return c.host->routed == 0 || c.host->direct > 0;
}

void choose(Local& local, const std::vector<Candidate>& own, std::string_view why) {
  if (own.empty()) return;
  local.how = "inferred";
  local.why = why;
  const auto more = [](const Candidate& x, const Candidate& y) {
    const auto rank = [](const Candidate& c) {
      const Scope s = scope(c.host->ip);
      return std::tuple(c.packets, c.host->answers, s == Scope::private_use || s == Scope::own_link,
                        c.host->sent);
    };
    return rank(x) != rank(y) ? rank(x) < rank(y) : y.host->ip < x.host->ip;
  };
  local.machine = std::max_element(own.begin(), own.end(), more)->host->ip;
  for (const Candidate& c : own) {
    local.hosts.push_back(c.host->ip);
    if (c.host->mac != 0) local.macs.push_back(c.host->mac);
  }
  std::ranges::sort(local.hosts);
  std::ranges::sort(local.macs);
  local.macs.erase(std::unique(local.macs.begin(), local.macs.end()), local.macs.end());
}

template <class Test>
std::vector<Candidate> those(const std::vector<Candidate>& all, Test test) {
  std::vector<Candidate> out;
  std::ranges::copy_if(all, std::back_inserter(out), test);
  return out;
}

/// The file marks what the capturing machine sent or was sent.
std::vector<Candidate> by_direction(const std::vector<Candidate>& all) {
  return those(all, [](const Candidate& c) {
    return c.host->outbound > 0 || (c.host->inbound > 0 && c.host->outbound == 0 && !c.host->sent);
  });
}

std::vector<Candidate> by_card(const std::vector<Candidate>& all) {
  const auto every = cards(all);
  return those(all, [&](const Candidate& c) { return sends_itself(c, every); });
}

/// TTLs tell only where some were lowered and some were not.
std::vector<Candidate> by_ttl(const std::vector<Candidate>& all) {
  return those(all, [](const Candidate& c) { return c.host->sent && c.host->direct > c.host->routed; });
}

void infer(Local& local, const std::vector<Candidate>& all) {
  const auto sent = those(all, [](const Candidate& c) { return c.host->sent; });
  if (auto own = those(all, [](const Candidate& c) { return scope(c.host->ip) == Scope::loopback; });
      own.size() == all.size())
    return choose(local, own, "loopback");
  if (auto own = by_direction(all); !own.empty()) return choose(local, own, "file-direction");
  if (auto own = by_card(all); !own.empty() && own.size() < all.size()) return choose(local, own, "mac");
  if (auto own = by_ttl(all); !own.empty() && own.size() < all.size()) return choose(local, own, "ttl");
  // Every sender's TTL was lowered: the other side of the talk is ours.
  const auto silent = those(all, [](const Candidate& c) { return !c.host->sent; });
  if (sent.size() + silent.size() == all.size() && !silent.empty() && by_ttl(sent).empty() && !sent.empty())
    return choose(local, silent, "ttl");
  if (auto own = those(sent, [](const Candidate& c) { return c.host->answers > 0; });
      !own.empty() && own.size() < all.size())
    return choose(local, own, "answers");
  if (auto own = those(all, [](const Candidate& c) { return scope(c.host->ip) == Scope::private_use; });
      !own.empty() && own.size() < all.size())
    return choose(local, own, "private");
}

/// Where all candidates are alike, the machine that nearly everything goes through stands for the own side
/// alone.
void narrow(Local& local, const std::vector<Candidate>& all) {
  if (local.how != "unknown" || all.empty()) return;
  choose(local, all, "");
  local.hosts.assign(1, *local.machine);
  local.macs.clear();
  local.how = "unknown";
}

}  // namespace

bool Local::has(const Address& a) const {
  if (std::ranges::any_of(prefixes, [&](const Prefix& p) { return p.contains(a); })) return true;
  return std::ranges::binary_search(hosts, a);
}

bool Local::has_mac(uint64_t mac) const { return std::ranges::binary_search(macs, mac); }

Local infer_local(const Traffic& traffic, std::span<const Prefix> given) {
  Local local;
  const std::vector<Candidate> all = senders(traffic);
  if (!given.empty()) {
    choose(local,
           those(all,
                 [&](const Candidate& c) {
                   return std::ranges::any_of(given, [&](const Prefix& p) { return p.contains(c.host->ip); });
                 }),
           "given");
    local.prefixes.assign(given.begin(), given.end());
    local.how = "given";
    local.why = "given";
    return local;
  }
  infer(local, all);
  narrow(local, all);
  return local;
}

}  // namespace culprit::flow
