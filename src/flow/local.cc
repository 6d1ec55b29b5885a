#include "flow/local.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace culprit::flow {
namespace {

/// What is known of a candidate beyond its Host record.
/// How many hosts may share a network before fresh TTLs stop telling who is near; and how many there must be
/// besides the one that nearly everything is about.
constexpr size_t kMostNear = 64, kManyOthers = 9, kFewSpeakers = 4;
constexpr uint64_t kFewDialogues = 3;
constexpr std::ptrdiff_t kLeastPublic = 3;

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

using Cards = std::map<uint64_t, Card>;

bool has_router(const Cards& all) {
  return std::ranges::any_of(all, [](const auto& c) { return is_router(c.second) && !is_forger(c.second); });
}

/// A card that sends under many addresses, all of them fresh: whatever it says, it is on this network.
bool has_forger(const Cards& all) {
  return std::ranges::any_of(all, [](const auto& c) { return is_forger(c.second); });
}

bool sends_itself(const Candidate& c, const Cards& all) {
  if (c.host->mac == 0 || !c.host->sent) return false;
  const Card& card = all.at(c.host->mac);
  if (is_forger(card)) return c.host->claims_mac || c.host->answers != 0;
  if (is_router(card)) return false;
  return c.host->routed == 0 || c.host->direct > 0;
}

/// The machine that the capture is about: the one that most of it has to do with.
void choose_machine(Local& local, const std::vector<Candidate>& own) {
  const auto more = [](const Candidate& x, const Candidate& y) {
    const auto rank = [](const Candidate& c) {
      const Scope s = scope(c.host->ip);
      return std::tuple(c.packets, c.host->answers, s == Scope::private_use || s == Scope::own_link,
                        c.host->sent);
    };
    return rank(x) != rank(y) ? rank(x) < rank(y) : y.host->ip < x.host->ip;
  };
  local.machine = std::max_element(own.begin(), own.end(), more)->host->ip;
}

void choose(Local& local, const std::vector<Candidate>& own, std::string_view why) {
  if (own.empty()) return;
  local.how = "inferred";
  local.why = why;
  choose_machine(local, own);
  for (const Candidate& c : own) {
    local.hosts.push_back(c.host->ip);
    if (c.host->mac != 0) local.macs.push_back(c.host->mac);
  }
  std::ranges::sort(local.hosts);
  std::ranges::sort(local.macs);
  local.macs.erase(std::unique(local.macs.begin(), local.macs.end()), local.macs.end());
}

/// The own network's card is known, its true addresses perhaps not.
void choose_cards(Local& local, const std::vector<Candidate>& own, const std::map<uint64_t, Card>& all) {
  choose(local, own, "mac");
  local.how = "inferred";
  local.why = "mac";
  for (const auto& [mac, card] : all)
    if (is_forger(card)) local.macs.push_back(mac);
  std::ranges::sort(local.macs);
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

std::vector<Candidate> by_card(const std::vector<Candidate>& all, const Cards& cards) {
  return those(all, [&](const Candidate& c) { return sends_itself(c, cards); });
}

/// TTLs tell only where some were lowered and some were not. Hundreds of senders on one network are none.
std::vector<Candidate> by_ttl(const std::vector<Candidate>& all) {
  auto own = those(all, [](const Candidate& c) { return c.host->sent && c.host->direct > c.host->routed; });
  if (own.size() > kMostNear) own.clear();
  return own;
}

bool is_private(const Address& a) {
  const Scope s = scope(a);
  return s == Scope::private_use || s == Scope::own_link;
}

/// Private addresses that talk with public ones: they lie on the near side of the router that changes
/// addresses, and so does the capture, or it would not show them. Where nobody answers, more than a few of them
/// are forged.
std::vector<Candidate> behind_nat(const Traffic& traffic, const std::vector<Candidate>& all) {
  std::unordered_set<uint64_t> near, speaking;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    if (c.is_crowd() || is_group(c.key.a) || is_group(c.key.b) || is_private(c.key.a) == is_private(c.key.b))
      continue;
    const bool a = is_private(c.key.a);
    if (c.way[a ? 0 : 1].packets != 0) speaking.insert((a ? c.key.a : c.key.b).hash());
    if (c.answered()) near.insert((a ? c.key.a : c.key.b).hash());
  }
  if (near.empty() && speaking.size() <= kFewSpeakers) near = speaking;
  return those(all, [&](const Candidate& c) { return near.contains(c.host->ip.hash()); });
}

/// The one address that nearly all dialogues have to do with: a flood's far end has to do with the most packets,
/// and talks with nobody.
std::vector<Candidate> common_talker(const Traffic& traffic, const std::vector<Candidate>& all) {
  std::unordered_map<uint64_t, uint64_t> talked;
  uint64_t packets = 0, dialogues = 0;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    if (c.is_crowd() || !c.answered() || !is_unicast_ip(c.key.a) || !is_unicast_ip(c.key.b)) continue;
    ++dialogues;
    packets += c.packets();
    talked[c.key.a.hash()] += c.packets();
    talked[c.key.b.hash()] += c.packets();
  }
  if (dialogues < kFewDialogues) return {};
  auto out = those(all, [&](const Candidate& c) { return talked[c.host->ip.hash()] * 10 >= packets * 9; });
  if (out.size() != 1) out.clear();
  return out;
}

/// The one address that nearly all packets have to do with, where there are many others.
std::vector<Candidate> common_end(const Traffic& traffic, const std::vector<Candidate>& all) {
  if (all.size() < kManyOthers) return {};
  if (auto talker = common_talker(traffic, all); !talker.empty()) return talker;
  auto out = those(all, [&](const Candidate& c) { return c.packets * 10 >= traffic.packets() * 9; });
  if (out.size() != 1) out.clear();
  return out;
}

/// Every sender's TTL was lowered: the other side of the talk is ours.
std::vector<Candidate> silent_end(const std::vector<Candidate>& all) {
  const auto sent = those(all, [](const Candidate& c) { return c.host->sent; });
  const bool all_lowered = !sent.empty() && std::ranges::none_of(sent, [](const Candidate& c) {
    return c.host->direct > c.host->routed;
  });
  if (!all_lowered) return {};
  return those(all, [](const Candidate& c) { return !c.host->sent; });
}

void infer(Local& local, const Traffic& traffic, const std::vector<Candidate>& all) {
  const Cards every = cards(all);
  // Each way of telling counts only where it tells some from others.
  const auto settle = [&](const std::vector<Candidate>& own, std::string_view why) {
    if (own.empty() || own.size() == all.size()) return false;
    choose(local, own, why);
    return true;
  };
  if (auto own = those(all, [](const Candidate& c) { return scope(c.host->ip) == Scope::loopback; });
      own.size() == all.size())
    return choose(local, own, "loopback");
  if (auto own = by_direction(all); !own.empty()) return choose(local, own, "file-direction");
  if (has_router(every) && settle(by_card(all, every), "mac")) return;
  if (has_forger(every)) return choose_cards(local, by_card(all, every), every);
  if (settle(behind_nat(traffic, all), "nat") || settle(common_end(traffic, all), "common")) return;
  if (settle(by_ttl(all), "ttl") || settle(silent_end(all), "ttl")) return;
  if (settle(those(all, [](const Candidate& c) { return c.host->sent && c.host->answers > 0; }), "answers"))
    return;
  settle(those(all, [](const Candidate& c) { return is_private(c.host->ip); }), "private");
}

/// Hosts of the same network, each with a card of its own or silent, are ours as well; of a public network where
/// several are known.
void add_neighbours(Local& local, const std::vector<Candidate>& all, uint64_t total) {
  if (local.how != "inferred") return;
  const Cards every = cards(all);
  std::vector<Address> more;
  for (const Candidate& c : all) {
    if (local.has(c.host->ip) || (c.host->mac != 0 && is_router(every.at(c.host->mac)))) continue;
    const Prefix block = neighbourhood(c.host->ip);
    const auto near = std::ranges::count_if(local.hosts, [&](const Address& a) { return block.contains(a); });
    // Most packets go to one who never answers, beside us: the capture is about it.
    const bool main = !c.host->sent && c.packets * 2 > total;
    if (near >= (is_private(c.host->ip) || main ? 1 : kLeastPublic)) more.push_back(c.host->ip);
  }
  local.hosts.insert(local.hosts.end(), more.begin(), more.end());
  std::ranges::sort(local.hosts);
  if (!more.empty()) choose_machine(local, those(all, [&](const Candidate& c) { return local.has(c.host->ip); }));
}

/// A machine has an address of each family, and perhaps several: those that its card sends for, and where there
/// are no cards, the one end of nearly all packets of the other family.
void add_same_machine(Local& local, const Traffic& traffic, const std::vector<Candidate>& all) {
  if (local.how != "inferred" || local.hosts.empty()) return;
  const Cards every = cards(all);
  std::vector<Address> more;
  for (const Candidate& c : all) {
    const bool own_card = c.host->mac != 0 && local.has_mac(c.host->mac) && !is_router(every.at(c.host->mac));
    if (own_card && c.host->sent && !local.has(c.host->ip)) more.push_back(c.host->ip);
  }
  const bool four = local.hosts.front().is_ip4(), six = !local.hosts.back().is_ip4() || !more.empty();
  if (every.empty() && four && !six) {
    const auto others = those(all, [](const Candidate& c) { return !c.host->ip.is_ip4(); });
    uint64_t packets = 0;
    for (uint32_t i = 0; i < traffic.size(); ++i)
      if (traffic[i].key.a.is_ip6() && !traffic[i].key.a.is_none()) packets += traffic[i].packets();
    const auto most = std::ranges::max_element(others, {}, &Candidate::packets);
    if (most != others.end() && others.size() > 1 && most->packets * 10 >= packets * 9)
      more.push_back(most->host->ip);
  }
  local.hosts.insert(local.hosts.end(), more.begin(), more.end());
  std::ranges::sort(local.hosts);
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
  infer(local, traffic, all);
  add_neighbours(local, all, traffic.packets());
  add_same_machine(local, traffic, all);
  narrow(local, all);
  return local;
}

}  // namespace culprit::flow
