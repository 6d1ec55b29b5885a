#include "engine/hosts.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "knowledge/maker.h"

namespace culprit {
namespace {

struct Count {
  Address ip;
  uint64_t packets = 0, bytes = 0;
};

/// All hosts that have a conversation of their own, with what they sent and received there; the busiest
/// first.
std::vector<Count> counts(const flow::Traffic& traffic) {
  std::vector<Count> out;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    for (const Address& end : {c.key.a, c.key.b})
      if (!end.is_none() && !end.is_mac() && !is_group(end) && scope(end) != Scope::unspecified)
        out.push_back({end, c.packets(), c.bytes()});
  }
  std::ranges::sort(out, {}, &Count::ip);
  size_t kept = 0;
  for (const Count& one : out) {
    if (kept == 0 || out[kept - 1].ip != one.ip) {
      out[kept++] = one;
      continue;
    }
    out[kept - 1].packets += one.packets;
    out[kept - 1].bytes += one.bytes;
  }
  out.resize(kept);
  std::ranges::stable_sort(out, std::ranges::greater(), &Count::packets);
  return out;
}

/// Those that the reader will ask about.
std::set<Address> wanted(const Case& c, const flow::Local& local) {
  std::set<Address> out;
  if (local.machine) out.insert(*local.machine);
  for (const Finding& f : c.findings) {
    for (const auto* ends : {&f.sources, &f.targets})
      for (const Endpoint& e : *ends)
        if (out.size() < kMaxHosts / 2) out.insert(e.ip);
    for (const Order& o : f.orders)
      if (out.size() < kMaxHosts / 2) out.insert({o.client, o.server});
  }
  return out;
}

/// The frames' address is the host's own only where no router stood between (else it is the router's).
uint64_t own_mac(const flow::Host& h) { return h.claims_mac || (h.direct != 0 && h.routed == 0) ? h.mac : 0; }

void add_names(Host& h, const message::Names& names) {
  constexpr size_t kMaxNames = 4;
  std::vector<const message::NameRecord*> found;
  for (const message::NameRecord& r : names.all())
    if (r.address == h.ip || (h.mac != 0 && r.address == Address::mac(h.mac))) found.push_back(&r);
  std::ranges::stable_sort(found, {}, &message::NameRecord::source);
  for (const message::NameRecord* r : found) {
    const bool told = std::ranges::any_of(h.names, [&](const HostName& n) { return n.name == r->name; });
    if (!told && h.names.size() < kMaxNames) h.names.push_back({r->name, message::name(r->source), r->ref});
  }
  if (!h.names.empty()) h.name = h.names.front().name;
}

Host host_of(const Count& count, const flow::Traffic& traffic, const message::Names& names) {
  Host h;
  h.ip = count.ip;
  h.packets = count.packets;
  h.bytes = count.bytes;
  if (const flow::Host* seen = traffic.find_host(h.ip)) h.mac = own_mac(*seen);
  h.maker = knowledge::maker(h.mac);
  add_names(h, names);
  return h;
}

void mark_machine(const Address& ip, const flow::Traffic& traffic, const message::Names& names, Case& c) {
  auto h = std::ranges::find(c.hosts, ip, &Host::ip);
  if (h == c.hosts.end()) h = c.hosts.insert(c.hosts.end(), host_of({ip}, traffic, names));
  h->role = "this-machine";
  if (const flow::Host* seen = traffic.find_host(ip)) h->mac = seen->mac;
  h->maker = knowledge::maker(h->mac);
}

/// The card whose frames come from the most hosts beyond it is the router's; the host that owns the card is
/// it.
void mark_router(const flow::Traffic& traffic, Case& c) {
  std::map<uint64_t, uint32_t> behind;
  for (uint32_t i = 0; i < traffic.host_count(); ++i)
    if (const flow::Host& h = traffic.host(i); h.routed != 0 && h.direct == 0 && h.mac != 0) ++behind[h.mac];
  const auto most = std::ranges::max_element(behind, {}, [](const auto& e) { return e.second; });
  if (most == behind.end() || most->second < 2) return;
  for (Host& h : c.hosts)
    if (h.mac == most->first && h.role.empty() && scope(h.ip) == Scope::private_use) h.role = "router";
}

/// What a host of the own network is, by what it is asked for and answers.
void mark_servers(const flow::Traffic& traffic, Case& c) {
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& talk = traffic[i];
    const bool prints = talk.key.protocol == packet::proto::tcp &&
                        (talk.key.service == 9100 || talk.key.service == 515 || talk.key.service == 631);
    const bool resolves = talk.content == "dns" && talk.key.service == 53;
    if (!talk.answered() || talk.with_payload == 0 || (!prints && !resolves)) continue;
    const Address& server = talk.opener == 0 ? talk.key.b : talk.key.a;
    const auto h = std::ranges::find(c.hosts, server, &Host::ip);
    if (h == c.hosts.end() || !h->role.empty() || scope(server) != Scope::private_use) continue;
    h->role = prints ? "printer" : "resolver";
  }
}

void name_ends(const message::Names& names, std::vector<Endpoint>& ends) {
  constexpr size_t kMaxNamed = 64;
  for (size_t i = 0; i < ends.size() && i < kMaxNamed; ++i)
    if (const message::NameRecord* r =
            ends[i].name.empty() && !ends[i].prefix_bits ? names.best(ends[i].ip) : nullptr)
      ends[i].name = r->name;
}

}  // namespace

void tell_hosts(const flow::Traffic& traffic, const message::Names& names, const flow::Local& local,
                Case& c) {
  const std::set<Address> first = wanted(c, local);
  const std::vector<Count> all = counts(traffic);
  size_t room = kMaxHosts - std::min(kMaxHosts, first.size());
  for (const Count& one : all) {
    const bool asked = first.contains(one.ip);
    if (!asked && room == 0) continue;
    room -= !asked;
    c.hosts.push_back(host_of(one, traffic, names));
  }
  mark_router(traffic, c);
  if (local.machine) mark_machine(*local.machine, traffic, names, c);
  mark_servers(traffic, c);
  for (Finding& f : c.findings) {
    name_ends(names, f.sources);
    name_ends(names, f.targets);
  }
}

}  // namespace culprit
