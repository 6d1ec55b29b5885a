#include "contain/propose.h"

#include <algorithm>
#include <iterator>

#include "case/incident.h"
#include "contain/look_rules.h"

namespace culprit::contain {
namespace {

constexpr uint16_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmp6 = 58;
constexpr const char* kWebUser = "www-data";

std::vector<uint16_t> ports(const std::vector<Endpoint>& ends) {
  std::vector<uint16_t> out;
  for (const Endpoint& e : ends) std::ranges::copy(e.ports, std::back_inserter(out));
  std::ranges::sort(out);
  const auto again = std::ranges::unique(out);
  out.erase(again.begin(), again.end());
  return out;
}

Measure measure(const Finding& f, const char* scope) {
  Measure m;
  m.finding = f.id;
  m.scope = scope;
  m.what = Sentence(std::string("contain.") + scope);
  m.price = Sentence(std::string("contain.") + scope + "-price");
  return m;
}

void add(const Finding& f, const char* scope, std::vector<FilterRule> rules, std::vector<Measure>& out) {
  Measure& m = out.emplace_back(measure(f, scope));
  m.rules = std::move(rules);
}

/// Name service and time must go on: everything else of the computer needs them.
FilterRule names_and_time(const std::string& user) {
  FilterRule r;
  r.allow = true;
  r.protocol = kUdp;
  r.remote_ports = {53, 123};
  r.user = user;
  return r;
}

void add_victims(const Finding& f, const Look& look, std::vector<Measure>& out) {
  FilterRule r;
  r.remote = prefixes(f.targets);
  if (r.remote.empty()) r.remote = remotes(look);
  r.protocol = protocol_of(look);
  if (r.remote.empty()) return;
  add(f, "victims", {std::move(r)}, out);
  out.back().passing = f.role == "relay" || f.way == Way::transit;
}

/// Everything of a protocol that leaves, from one user or from anybody.
void add_protocol(const Finding& f, const char* scope, uint16_t protocol, const std::string& user,
                  std::vector<Measure>& out) {
  FilterRule r;
  r.protocol = protocol;
  r.user = user;
  std::vector<FilterRule> rules;
  if (protocol == kUdp) rules.push_back(names_and_time(user));
  rules.push_back(std::move(r));
  add(f, scope, std::move(rules), out);
}

/// What leaves under a name that is not ours (BCP 38).
void add_own_names(const Case& c, const Finding& f, std::vector<Measure>& out) {
  FilterRule r;
  for (const std::string& text : c.local)
    if (const auto p = Prefix::parse(text)) r.local.push_back(*p);
  r.but_local = true;
  if (!r.local.empty()) add(f, "own-names", {std::move(r)}, out);
}

/// Questions in the victim's name and the answers to them; then the whole service.
void for_reflector(const Finding& f, const Look& look, std::vector<Measure>& out) {
  FilterRule question;
  question.outbound = false;
  question.protocol = protocol_of(look);
  question.local_ports = look.local_ports.most_of(0.99, kMaxPorts);
  if (question.local_ports.empty()) question.local_ports = ports(f.sources);
  if (question.protocol == 0) return;
  const auto both_ways = [&](const char* scope) {
    FilterRule answer = question;
    answer.outbound = true;
    add(f, scope, {question, std::move(answer)}, out);
  };
  question.remote = prefixes(f.targets);
  if (!question.remote.empty()) both_ways("reflected");
  question.remote.clear();
  if (!question.local_ports.empty()) both_ways("reflector");
}

void for_our_flood(const Case& c, const Finding& f, const Look& look, std::vector<Measure>& out) {
  if (f.role == "reflector") return for_reflector(f, look, out);
  add_victims(f, look, out);
  if (f.role == "spoofing-source") add_own_names(c, f, out);
  const uint16_t protocol = protocol_of(look);
  const Order* o = f.trigger ? &*f.trigger : main_order(c);
  if (protocol == kUdp && o != nullptr && is_web(*o)) add_protocol(f, "user", protocol, kWebUser, out);
  if (protocol == kUdp || protocol == kIcmp || protocol == kIcmp6)
    add_protocol(f, "protocol", protocol, "", out);
}

FilterRule from(std::vector<Prefix> sources) {
  FilterRule r;
  r.outbound = false;
  r.remote = std::move(sources);
  return r;
}

/// The same rules, but only for these senders, or for all but these.
std::vector<FilterRule> with_senders(std::vector<FilterRule> rules, const std::vector<Prefix>& senders,
                                     bool all_but) {
  for (FilterRule& r : rules) {
    r.remote = senders;
    r.but_remote = all_but;
  }
  return rules;
}

/// Those with other business here.
std::vector<Prefix> visitors(const Looks& looks) {
  std::vector<Prefix> out;
  if (looks.visitors.size() > kMaxRemotes) return out;
  for (const Address& a : looks.visitors.most_of(1, kMaxRemotes))
    if (!a.is_mac() && !a.is_none()) out.push_back({a, 128});
  return out;
}

void for_attack_on_us(const Finding& f, const Look& look, const Looks& looks, std::vector<Measure>& out) {
  const auto sources = remotes(look);
  const auto service = service_rules(f, look);
  if (const auto heavy = heavy_senders(look); f.kind.ends_with("http-flood") && !heavy.empty())
    add(f, "heavy-senders", with_senders(service, heavy, false), out);
  if (!sources.empty()) {
    add(f, "sources-service", with_senders(service, sources, false), out);
    add(f, "sources", {from(sources)}, out);
  }
  const bool any = service.front().protocol == 0;
  const auto shape = shape_rules(look, service);
  if (!shape.empty()) add(f, "shape", shape, out);
  if (!any) add(f, "service", service, out);
  if (look.pieces * 2 > look.packets && look.four == look.packets && !any) {
    std::vector<FilterRule> pieces = service;
    for (FilterRule& r : pieces) {
      r.pieces = true;
      r.local_ports.clear();
      r.remote_ports.clear();
    }
    add(f, "pieces", std::move(pieces), out);
  }
  if (const auto known = visitors(looks); !known.empty())
    add(f, "visitors", with_senders(service, known, true), out);
}

/// Guessed passwords and the like: few senders, whom the finding names.
void for_others_attack(const Finding& f, std::vector<Measure>& out) {
  if (f.source_count > f.sources.size()) return;
  auto sources = prefixes(f.sources);
  if (!sources.empty()) add(f, "sources", {from(std::move(sources))}, out);
}

/// Whoever gave an order that had an effect: the next one comes from there, too, or from elsewhere.
void add_orderers(const Finding& f, std::vector<Measure>& out) {
  FilterRule r;
  r.outbound = false;
  r.protocol = kTcp;
  for (const Order& o : f.orders)
    if (o.probability >= 0.5 && is_web(o) && !o.client.is_none() && !o.client.is_mac() &&
        std::ranges::find(r.remote, o.client, &Prefix::base) == r.remote.end() &&
        r.remote.size() < kMaxRemotes)
      r.remote.push_back({o.client, 128});
  if (r.remote.empty()) return;
  Measure m = measure(f, "orderer");
  m.rules.push_back(std::move(r));
  out.push_back(std::move(m));
}

}  // namespace

std::vector<Measure> propose(const Case& c, const Looks& looks) {
  std::vector<Measure> out;
  for (const Finding& f : c.findings) {
    const auto at = std::ranges::find(looks.floods, f.id, &Look::finding);
    const Look* look = at == looks.floods.end() || at->packets == 0 ? nullptr : &*at;
    if (look != nullptr && f.role == "relay") add_victims(f, *look, out);
    if (is_bystander(f) || f.severity < Severity::medium) continue;
    if (look != nullptr && is_ours(f))
      for_our_flood(c, f, *look, out);
    else if (look != nullptr && is_against_us(f))
      for_attack_on_us(f, *look, looks, out);
    else if (look != nullptr)
      add_victims(f, *look, out);
    else if (f.kind == "brute-force")
      for_others_attack(f, out);
    if (f.way != Way::outbound || is_ours(f)) add_orderers(f, out);
  }
  return out;
}

}  // namespace culprit::contain
