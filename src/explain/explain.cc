#include "explain/explain.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "knowledge/kind.h"
#include "knowledge/threshold.h"

namespace culprit::explain {
namespace {

using flow::Conversation;
using knowledge::Kind;

/// The kind's own answer where the knowledge base has none: it has one for every transport, a test sees to
/// it.
constexpr std::string_view kUnknown = "unknown";
constexpr size_t kMaxHosts = 8;

/// What is left of a conversation once findings have taken their share.
struct Rest {
  std::array<uint64_t, 2> packets{}, bytes{};
  uint64_t all() const { return packets[0] + packets[1]; }
};

flow::TcpMix mix_of(const Conversation& c) {
  flow::TcpMix all = c.way[0].tcp();
  all.add(c.way[1].tcp());
  return all;
}

/// A computer that talks with itself has one way only: what is granted or confirmed there is an answer.
bool answers_itself(const Conversation& c) {
  if (c.key.a != c.key.b || c.key.protocol == packet::proto::arp) return false;
  const flow::TcpMix all = mix_of(c);
  const bool goes_on = (all.syn_ack | all.ack | all.data) != 0;
  return c.key.protocol == packet::proto::tcp ? goes_on : scope(c.key.a) == Scope::loopback;
}

void add_tcp_conditions(const Conversation& c, std::vector<std::string_view>& out) {
  const flow::TcpMix all = mix_of(c);
  if (all.rst != 0 && c.with_payload == 0) out.push_back("refused");
  if (all.syn != 0) out.push_back("asks");
  if ((all.syn | all.syn_ack | all.rst | all.fin | all.ack | all.data) != 0) return;
  // Not one packet has flags that mean something: the headers are cut, or made up.
  out.push_back((c.oddities & packet::cut_headers) != 0 ? "headless" : "odd-flags");
}

void add_conditions(const Conversation& c, std::vector<std::string_view>& out) {
  out.push_back(c.answered() || answers_itself(c) ? "answered" : "unanswered");
  out.push_back(c.with_payload != 0 ? "payload" : "no-payload");
  if (c.key.protocol == packet::proto::tcp) add_tcp_conditions(c, out);
  if (c.fragments_without_first != 0) out.push_back("fragment-orphan");
  if (c.key.protocol == packet::proto::arp) {
    if (c.key.a == c.key.b) out.push_back("gratuitous");
    if (scope(c.key.a) == Scope::unspecified) out.push_back("probe");
  }
}

/// The last address of a private network is for all of it (RFC 919); nearly all such networks are cut at the
/// last byte. Somebody who answers from there is a host after all.
bool is_for_all(const Address& a, const Conversation& c) {
  return a.is_ip4() && (a.v4() & 0xff) == 0xff && scope(a) == Scope::private_use && !c.answered();
}

Scope scope_of(const Address& a, const Conversation& c) {
  return is_for_all(a, c) ? Scope::broadcast : scope(a);
}

Address group_end(const Conversation& c) {
  if (is_for_all(c.key.a, c)) return c.key.a;
  if (is_group(c.key.b)) return c.key.b;
  return is_group(c.key.a) ? c.key.a : c.key.b;
}

/// Some kinds stand for several protocols: those are groups of their own, each named.
bool stands_for_several(const Kind& kind) {
  return std::ranges::any_of(kind.terms, [](const knowledge::Term& term) {
    return term.field == knowledge::Term::Field::content && term.words.size() > 1;
  });
}

/// What only nDPI knows: "ndpi:Viber".
constexpr std::string_view kForeign = "ndpi:";

/// The names that clients asked each address for (TLS, QUIC, HTTP), or else that it has.
using Called = std::map<Address, std::vector<std::string_view>>;

Called names_of(const message::Names& names) {
  Called out;
  for (const message::NameRecord& r : names.all())
    if (r.source >= message::NameSource::server_name) out[r.address].push_back(r.name);
  return out;
}

/// Remembers what it recognised: thousands of conversations differ in nothing but addresses.
class Recogniser {
 public:
  const Kind* operator()(const knowledge::Facts& f) {
    const Address group = is_group(f.destination) ? f.destination : Address{};
    const auto [at, fresh] = known_.try_emplace({f.protocol,
                                                 f.port,
                                                 f.content,
                                                 f.name,
                                                 group,
                                                 f.destination_scope,
                                                 {f.conditions.begin(), f.conditions.end()}});
    if (fresh) at->second = knowledge::recognise(f);
    return at->second;
  }

 private:
  using Key = std::tuple<uint16_t, uint16_t, std::string_view, std::string_view, Address, Scope,
                         std::vector<std::string_view>>;
  std::map<Key, const Kind*> known_;
};

/// By what the server is called. One address may serve many names: then all must be of the same kind.
const Kind* by_name(const Conversation& c, const Called& called, knowledge::Facts facts,
                    const Kind* otherwise, Recogniser& recognise) {
  const bool web = c.content == "http" || c.content == "http2" || c.content == "tls" || c.content == "quic";
  const auto at = called.find(c.opener == 0 ? c.key.b : c.key.a);
  if (!web || at == called.end()) return otherwise;
  const Kind* all = nullptr;
  for (const std::string_view name : at->second) {
    facts.name = name;
    const Kind* one = recognise(facts);
    if (all != nullptr && one != all) return otherwise;
    all = one;
  }
  return all;
}

const Kind* kind_of(const Conversation& c, const Called& called, Recogniser& recognise) {
  if (c.content.starts_with(kForeign)) return knowledge::find("named-by-ndpi");
  std::vector<std::string_view> conditions;
  add_conditions(c, conditions);
  knowledge::Facts facts;
  facts.protocol = c.key.protocol;
  facts.port = c.key.service == flow::kManyPorts ? uint16_t{0} : static_cast<uint16_t>(c.key.service);
  facts.content = c.content;
  facts.destination = group_end(c);
  facts.destination_scope = scope_of(facts.destination, c);
  facts.conditions = conditions;
  return by_name(c, called, facts, recognise(facts), recognise);
}

/// Is it worth a sentence of the answer: often enough, and a large enough share of the capture?
bool is_telling(std::string_view condition, uint64_t n, uint64_t packets) {
  const std::string front = "condition." + std::string(condition);
  const double least = knowledge::threshold(front + ".least"), share = knowledge::threshold(front + ".share");
  return static_cast<double>(n) >= least && static_cast<double>(n) >= share * static_cast<double>(packets);
}

Marks marks_of(uint32_t i, const Conditions& conditions, const flow::Traffic& traffic) {
  Marks out = conditions.of(i, traffic);
  if (answers_itself(traffic[i]))
    out[static_cast<size_t>(Mark::one_sided)] = out[static_cast<size_t>(Mark::unanswered_syn)] = 0;
  return out;
}

/// Groups in the making, by id.
class Groups {
 public:
  Group& of(const std::string& id, std::string_view kind) {
    Group& g = groups_[id];
    g.id = id;
    g.kind = kind;
    return g;
  }
  void add(Group& g, const Conversation& c, uint64_t packets, uint64_t bytes) {
    if (g.packets == 0 || c.first < g.first_time || (c.first == g.first_time && c.first_ref < g.first)) {
      g.first_time = c.first;
      g.first = c.first_ref;
    }
    g.last_time = g.packets == 0 ? c.last : std::max(g.last_time, c.last);
    g.packets += packets;
    g.bytes += bytes;
    auto& hosts = hosts_[g.id];
    for (const Address& end : {c.key.a, c.key.b}) hosts[end] += packets;
  }
  /// Remembers the service, for the group's filter.
  void serve(const Group& g, const flow::Key& key) {
    auto& services = services_[g.id];
    if (services.size() <= kMaxServices) services.emplace(key.protocol, key.service);
    const auto [owner, fresh] = owners_.try_emplace({key.protocol, key.service}, &g);
    if (!fresh && owner->second != &g) owner->second = nullptr;
  }
  void mark(const Group& g, const Marks& marks) {
    auto& sum = marks_[g.id];
    for (size_t m = 0; m < kMarks; ++m) {
      sum[m] += marks[m];
      all_[m] += marks[m];
    }
  }
  void finish(Case& c) {
    for (auto& [id, g] : groups_) {
      if (g.packets == 0) continue;
      if (g.finding.empty()) settle_filter(g);
      g.conditions = conditions_of(marks_[id], c.packets);
      g.hosts = busiest(hosts_[id]);
      c.groups.push_back(std::move(g));
    }
  }

 private:
  /// What the kind's filter says of the kind need not hold for the group.
  void settle_filter(Group& g) const {
    const auto marks = marks_.find(g.id);
    const bool pieces = marks != marks_.end() && marks->second[static_cast<size_t>(Mark::fragment)] != 0;
    g.filter_exact = g.filter_exact && !pieces && is_alone(g);
    if (!g.filter_exact && g.basis != "port") add_ports(g);
    // The first pieces of a datagram are for Wireshark what they carry only in the last one.
    if (pieces) g.filter += " || ip.flags.mf == 1 || ip.frag_offset > 0 || ipv6.fraghdr";
  }
  /// Nobody else uses its services, and these are where Wireshark expects the kind.
  bool is_alone(const Group& g) const {
    const Kind* kind = knowledge::find(g.kind);
    const auto known = services_.find(g.id);
    if (kind == nullptr || known == services_.end() || known->second.size() > kMaxServices) return false;
    return std::ranges::all_of(known->second, [&](const auto& service) {
      const bool expected =
          kind->exact_port == 0 || service == std::pair(packet::proto::udp, flow::Service{kind->exact_port});
      return expected && is_owner(g, service) && is_owner(g, {service.first, flow::kManyPorts});
    });
  }
  bool is_owner(const Group& g, const std::pair<uint16_t, flow::Service>& service) const {
    const auto owner = owners_.find(service);
    return owner == owners_.end() || owner->second == &g;
  }
  /// A filter by content misses the bare receipts of a connection and what its dissector does not know: the
  /// services' ports have them.
  void add_ports(Group& g) const {
    const auto known = services_.find(g.id);
    if (known == services_.end()) return;
    for (const auto& [protocol, name] : {std::pair{packet::proto::tcp, "tcp"}, {packet::proto::udp, "udp"}}) {
      std::string ports;
      bool all = known->second.size() > kMaxServices;
      for (const auto& [p, service] : known->second) {
        if (p != protocol) continue;
        all = all || service == flow::kManyPorts;
        ports += (ports.empty() ? "" : ",") + std::to_string(service);
      }
      if (ports.empty() || g.filter == name) continue;
      g.filter += std::string(" || ") + name + (all ? "" : ".port in {" + ports + '}');
    }
  }
  std::vector<Condition> conditions_of(const std::array<uint64_t, kMarks>& marks, uint64_t packets) const {
    std::vector<Condition> out;
    for (size_t m = 0; m < kMarks; ++m) {
      const std::string_view name = explain::id(static_cast<Mark>(m));
      if (marks[m] != 0) out.push_back({std::string(name), marks[m], is_telling(name, all_[m], packets)});
    }
    return out;
  }
  static std::vector<Address> busiest(const std::map<Address, uint64_t>& all) {
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

  std::map<std::string, Group> groups_;
  static constexpr size_t kMaxServices = 16;
  std::map<std::string, std::set<std::pair<uint16_t, flow::Service>>> services_;
  std::map<std::pair<uint16_t, flow::Service>, const Group*> owners_;  ///< null = several
  std::map<std::string, std::array<uint64_t, kMarks>> marks_;
  std::array<uint64_t, kMarks> all_{};
  std::map<std::string, std::map<Address, uint64_t>> hosts_;
};

/// The pairs whose HTTP holds an order: their requests are told apart from ordinary visitors'.
std::vector<std::pair<Address, Address>> ordering_pairs(const Case& c) {
  std::vector<std::pair<Address, Address>> pairs;
  for (const Finding& f : c.findings) {
    for (const Order& o : f.orders) {
      if (o.probability >= 0.5)
        pairs.emplace_back(std::min(o.client, o.server), std::max(o.client, o.server));
    }
  }
  std::ranges::sort(pairs);
  return pairs;
}

void claim(const flow::Traffic& traffic, std::span<const Claimed> claims, Groups& groups,
           std::vector<Rest>& rest, const Case& c) {
  for (const Claimed& share : claims) {
    Rest& left = rest[share.conversation];
    const uint64_t packets = std::min(share.packets, left.packets[share.way]);
    const uint64_t bytes = std::min(share.bytes, left.bytes[share.way]);
    left.packets[share.way] -= packets;
    left.bytes[share.way] -= bytes;
    Group& g = groups.of(std::string(share.finding), share.kind);
    groups.add(g, traffic[share.conversation], packets, bytes);
    groups.serve(g, traffic[share.conversation].key);
    g.ordinary = false;
    g.finding = share.finding;
    g.basis = "content";
    const auto f = std::ranges::find(c.findings, share.finding, &Finding::id);
    if (f == c.findings.end()) continue;
    g.filter = f->filter;
    g.filter_exact = f->filter_exact;
    g.first = f->first;
    g.first_time = f->start;
    g.last_time = f->end;
  }
}

void describe(Group& g, const Kind* kind) {
  g.ordinary = kind == nullptr || kind->ordinary;
  g.basis = kind == nullptr ? "content" : kind->basis;
  g.filter = kind == nullptr ? "frame" : kind->filter;
  g.filter_exact = kind != nullptr && kind->filter_exact;
}

bool is_named(const Kind* kind, const Conversation& c) {
  return kind != nullptr && (c.content.starts_with(kForeign) || stands_for_several(*kind));
}

/// One for each kind; for each protocol where a kind stands for several; and what a second opinion named
/// stands apart from what was recognised here.
std::string id_of(const Kind* kind, const Conversation& c) {
  const std::string id(kind == nullptr ? kUnknown : kind->id);
  std::string full = is_named(kind, c) && id != c.content ? id + '-' + std::string(c.content) : id;
  if (c.by_witness && !c.content.starts_with(kForeign)) full += "-by-ndpi";
  return full;
}

/// The group of what is left of a conversation.
Group& group_of(Groups& groups, const Kind* kind, const Conversation& c) {
  const bool foreign = c.content.starts_with(kForeign);
  const bool named = is_named(kind, c);
  Group& g = groups.of(id_of(kind, c), std::string(kind == nullptr ? kUnknown : kind->id));
  if (g.packets != 0) return g;
  describe(g, kind);
  if (c.by_witness) {
    g.basis = "content (nDPI)";
    g.filter_exact = false;
  }
  if (foreign)
    g.params = Sentence().text("protocol", std::string(c.content.substr(kForeign.size()))).params;
  else if (named)
    g.params = Sentence().phrase("protocol", "protocol." + std::string(c.content)).params;
  return g;
}

const Kind* rest_kind(const Conversation& c, const Called& called,
                      std::span<const std::pair<Address, Address>> ordering, Recogniser& recognise) {
  const Kind* order_kind = knowledge::find("webshell-order");
  const bool orders =
      c.content == "http" && std::ranges::binary_search(ordering, std::pair(c.key.a, c.key.b));
  return orders && order_kind != nullptr ? order_kind : kind_of(c, called, recognise);
}

}  // namespace

std::vector<std::string> group_ids(const flow::Traffic& traffic, const message::Names& names, const Case& c) {
  Recogniser recognise;
  const auto told = names_of(names);
  const auto pairs = ordering_pairs(c);
  std::vector<std::string> out;
  for (uint32_t i = 0; i < traffic.size(); ++i)
    out.push_back(id_of(rest_kind(traffic[i], told, pairs, recognise), traffic[i]));
  return out;
}

std::string group_id(const Conversation& conversation, const message::Names& names, const Case& c) {
  Recogniser recognise;
  return id_of(rest_kind(conversation, names_of(names), ordering_pairs(c), recognise), conversation);
}

void explain(const flow::Traffic& traffic, std::span<const Claimed> claims, const Conditions& conditions,
             const message::Names& names, Case& c) {
  std::vector<Rest> rest(traffic.size());
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    for (unsigned way = 0; way < 2; ++way) {
      rest[i].packets[way] = traffic[i].way[way].packets;
      rest[i].bytes[way] = traffic[i].way[way].bytes;
    }
  }
  Groups groups;
  claim(traffic, claims, groups, rest, c);
  const auto ordering = ordering_pairs(c);
  const Called called = names_of(names);
  Recogniser recognise;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& conversation = traffic[i];
    if (rest[i].all() == 0) continue;
    Group& g = group_of(groups, rest_kind(conversation, called, ordering, recognise), conversation);
    groups.add(g, conversation, rest[i].all(), rest[i].bytes[0] + rest[i].bytes[1]);
    groups.serve(g, conversation.key);
    // What a finding took from a conversation cannot be told apart here: then its conditions are the
    // finding's.
    if (rest[i].all() == conversation.packets()) groups.mark(g, marks_of(i, conditions, traffic));
  }
  groups.finish(c);
}

}  // namespace culprit::explain
