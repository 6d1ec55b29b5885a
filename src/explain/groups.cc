#include "explain/groups.h"

#include <algorithm>

#include "knowledge/kind.h"
#include "knowledge/threshold.h"
#include "packet/packet.h"

namespace culprit::explain {
namespace {

using knowledge::Kind;

constexpr size_t kMaxHosts = 8;

/// Is it worth a sentence of the answer: often enough, and a large enough share of the capture?
bool is_telling(std::string_view condition, uint64_t n, uint64_t packets) {
  const std::string front = "condition." + std::string(condition);
  const double least = knowledge::threshold(front + ".least"), share = knowledge::threshold(front + ".share");
  return static_cast<double>(n) >= least && static_cast<double>(n) >= share * static_cast<double>(packets);
}

/// Those with the most packets; of equals, the lower address.
std::vector<Address> busiest(const auto& all) {
  std::vector<std::pair<uint64_t, Address>> order;
  for (const auto& [host, packets] : all) {
    if (!host.is_none()) order.emplace_back(packets, host);
  }
  const size_t n = std::min(kMaxHosts, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end(),
                    [](const auto& x, const auto& y) {
                      return std::pair(y.first, x.second) < std::pair(x.first, y.second);
                    });
  std::vector<Address> out;
  for (size_t i = 0; i < n; ++i) out.push_back(order[i].second);
  return out;
}

/// Does the kind's display filter select what has this service?
bool selects(const Kind& kind, const Groups::Service& service) {
  using Field = knowledge::Term::Field;
  const auto& [protocol, port] = service;
  const bool any = port == flow::kManyPorts;
  if (kind.exact_port != 0) return protocol == packet::proto::udp && (any || port == kind.exact_port);
  return std::ranges::all_of(kind.terms, [&](const knowledge::Term& term) {
    return term.field == Field::protocol ? knowledge::has_number(term, protocol)
           : term.field == Field::port   ? any || knowledge::has_number(term, port)
                                         : true;
  });
}

/// A filter by content misses the bare receipts of a connection and what its dissector does not know: the
/// services' ports have them.
void add_ports(Groups::Entry& e, size_t most) {
  Group& g = e.group;
  for (const auto& [protocol, name] : {std::pair{packet::proto::tcp, "tcp"}, {packet::proto::udp, "udp"}}) {
    std::string ports;
    bool all = e.services.size() > most;
    for (const auto& [p, service] : e.services) {
      if (p != protocol) continue;
      all = all || service == flow::kManyPorts;
      ports += (ports.empty() ? "" : ",") + std::to_string(service);
    }
    if (ports.empty() || g.filter == name) continue;
    g.filter += std::string(" || ") + name + (all ? "" : ".port in {" + ports + '}');
  }
}

}  // namespace

Groups::Entry& Groups::of(const std::string& id, std::string_view kind) {
  Entry& e = groups_[id];
  if (!e.group.id.empty()) return e;
  e.group.id = id;
  e.group.kind = kind;
  return e;
}

void Groups::add(Entry& e, const flow::Conversation& c, uint64_t packets, uint64_t bytes) {
  Group& g = e.group;
  if (g.packets == 0 || c.first < g.first_time || (c.first == g.first_time && c.first_ref < g.first)) {
    g.first_time = c.first;
    g.first = c.first_ref;
  }
  g.last_time = g.packets == 0 ? c.last : std::max(g.last_time, c.last);
  g.packets += packets;
  g.bytes += bytes;
  for (const Address& end : {c.key.a, c.key.b}) e.hosts[end] += packets;
  const std::pair service(c.key.protocol, c.key.service);
  if (e.services.size() <= kMaxServices) e.services.insert(service);
  const auto [owner, fresh] = owners_.try_emplace(service, &e);
  if (!fresh && owner->second != &e) owner->second = nullptr;
}

void Groups::mark(Entry& e, const Marks& marks) {
  for (size_t m = 0; m < kMarks; ++m) {
    e.marks[m] += marks[m];
    all_[m] += marks[m];
  }
}

void Groups::finish(Case& c) {
  for (auto& [id, e] : groups_) {
    if (e.group.packets == 0) continue;
    if (e.group.finding.empty()) settle_filter(e);
    e.group.conditions = conditions_of(e, c.packets);
    e.group.hosts = busiest(e.hosts);
    c.groups.push_back(std::move(e.group));
  }
}

/// What the kind's filter says of the kind need not hold for the group.
void Groups::settle_filter(Entry& e) const {
  Group& g = e.group;
  const bool pieces = e.marks[static_cast<size_t>(Mark::fragment)] != 0;
  g.filter_exact = g.filter_exact && !pieces && is_alone(e);
  if (!g.filter_exact && g.basis != "port") add_ports(e, kMaxServices);
  // The first pieces of a datagram are for Wireshark what they carry only in the last one.
  if (pieces) g.filter += " || ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr";
}

/// The kind's services are its alone, and these are where Wireshark expects the kind.
bool Groups::is_alone(const Entry& e) const {
  const Kind* kind = knowledge::find(e.group.kind);
  if (kind == nullptr || e.services.size() > kMaxServices) return false;
  const auto is_mine = [&](const auto& owner) { return owner.second == &e || !selects(*kind, owner.first); };
  const auto is_told = [&](const Service& s) { return s.second != flow::kManyPorts && selects(*kind, s); };
  return std::ranges::all_of(e.services, is_told) && std::ranges::all_of(owners_, is_mine);
}

std::vector<Condition> Groups::conditions_of(const Entry& e, uint64_t packets) const {
  std::vector<Condition> out;
  for (size_t m = 0; m < kMarks; ++m) {
    const std::string_view name = explain::id(static_cast<Mark>(m));
    if (e.marks[m] != 0) out.push_back({std::string(name), e.marks[m], is_telling(name, all_[m], packets)});
  }
  return out;
}

}  // namespace culprit::explain
