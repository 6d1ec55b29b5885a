#include "contain/propose.h"

#include <algorithm>
#include <iterator>

#include "case/incident.h"

namespace culprit::contain {
namespace {

constexpr uint16_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmp6 = 58;
constexpr const char* kWebUser = "www-data";

/// The IP protocol that a kind of finding is about; 0 = not told.
uint16_t protocol_of(const Finding& f) {
  const auto begins = [&](const char* front) { return f.kind.starts_with(front); };
  if (begins("udp") || begins("fragment") || begins("dns") || begins("amplification") || begins("reflect"))
    return kUdp;
  if (begins("tcp") || begins("syn") || begins("http") || begins("slow-http") || begins("spam") ||
      begins("brute") || begins("ack") || begins("web"))
    return kTcp;
  if (begins("icmp") || begins("ping"))
    return !f.targets.empty() && f.targets.front().ip.is_ip6() ? kIcmp6 : kIcmp;
  return 0;
}

std::vector<Prefix> prefixes(const std::vector<Endpoint>& ends) {
  std::vector<Prefix> out;
  for (const Endpoint& e : ends) {
    if (e.ip.is_mac() || e.ip.is_none()) continue;
    Prefix p{e.ip, 128};
    if (e.prefix_bits) p.bits = *e.prefix_bits;
    out.push_back(p);
    if (out.size() == kMaxRemotes) break;
  }
  return out;
}

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

/// Name service and time must go on: everything else of the computer needs them.
void except_names_and_time(Measure& m, const std::string& user) {
  FilterRule r;
  r.allow = true;
  r.protocol = kUdp;
  r.remote_ports = {53, 123};
  r.user = user;
  m.rules.push_back(std::move(r));
}

void add_victims(const Finding& f, std::vector<Measure>& out) {
  FilterRule r;
  r.remote = prefixes(f.targets);
  r.protocol = protocol_of(f);
  if (r.remote.empty()) return;
  Measure m = measure(f, "victims");
  m.rules.push_back(std::move(r));
  out.push_back(std::move(m));
}

void add_user(const Finding& f, uint16_t protocol, std::vector<Measure>& out) {
  Measure m = measure(f, "user");
  if (protocol == kUdp) except_names_and_time(m, kWebUser);
  FilterRule r;
  r.protocol = protocol;
  r.user = kWebUser;
  m.rules.push_back(std::move(r));
  out.push_back(std::move(m));
}

void add_protocol(const Finding& f, uint16_t protocol, std::vector<Measure>& out) {
  Measure m = measure(f, "protocol");
  if (protocol == kUdp) except_names_and_time(m, "");
  FilterRule r;
  r.protocol = protocol;
  m.rules.push_back(std::move(r));
  out.push_back(std::move(m));
}

void for_our_flood(const Case& c, const Finding& f, std::vector<Measure>& out) {
  if (f.role == "reflector") {
    FilterRule r;
    r.protocol = kUdp;
    r.outbound = false;
    r.local_ports = ports(f.sources);
    if (r.local_ports.empty()) return;
    Measure m = measure(f, "reflector");
    FilterRule answers = r;
    answers.outbound = true;
    m.rules = {std::move(r), std::move(answers)};
    out.push_back(std::move(m));
    return;
  }
  add_victims(f, out);
  const uint16_t protocol = protocol_of(f);
  const Order* o = f.trigger ? &*f.trigger : main_order(c);
  if (protocol == kUdp && o != nullptr && is_web(*o)) add_user(f, protocol, out);
  if (protocol == kUdp || protocol == kIcmp || protocol == kIcmp6) add_protocol(f, protocol, out);
}

void for_attack_on_us(const Finding& f, std::vector<Measure>& out) {
  FilterRule r;
  r.outbound = false;
  r.protocol = protocol_of(f);
  const bool few = !f.sources.empty() && f.source_count <= f.sources.size();
  if (f.kind.ends_with("amplification")) {
    r.remote_ports = ports(f.sources);
    if (r.remote_ports.empty() && !few) return;
    if (r.remote_ports.empty()) r.remote = prefixes(f.sources);
  } else if (few) {
    r.remote = prefixes(f.sources);
  } else {
    r.local_ports = f.many_ports ? std::vector<uint16_t>{} : ports(f.targets);
    if (r.protocol == 0) return;
  }
  Measure m = measure(f, r.remote.empty() ? "service" : "sources");
  m.rules.push_back(std::move(r));
  out.push_back(std::move(m));
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

std::vector<Measure> propose(const Case& c) {
  std::vector<Measure> out;
  for (const Finding& f : c.findings) {
    if (is_bystander(f) || f.severity < Severity::medium) continue;
    if (is_ours(f))
      for_our_flood(c, f, out);
    else if (is_against_us(f) || f.kind == "brute-force")
      for_attack_on_us(f, out);
    else if (f.way == Way::outbound && !f.targets.empty() && f.targets.size() <= 16)
      add_victims(f, out);
    if (f.way != Way::outbound || is_ours(f)) add_orderers(f, out);
  }
  return out;
}

}  // namespace culprit::contain
