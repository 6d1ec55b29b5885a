#include "explain/explain.h"

#include <algorithm>
#include <array>

#include "explain/groups.h"
#include "explain/recogniser.h"
#include "knowledge/kind.h"

namespace culprit::explain {
namespace {

using flow::Conversation;
using knowledge::Kind;

/// What is left of a conversation once findings have taken their share.
struct Rest {
  std::array<uint64_t, 2> packets{}, bytes{};
  uint64_t all() const { return packets[0] + packets[1]; }
};

Marks marks_of(uint32_t i, const Conditions& conditions, const flow::Traffic& traffic) {
  Marks out = conditions.of(i, traffic);
  if (answers_itself(traffic[i]))
    out[static_cast<size_t>(Mark::one_sided)] = out[static_cast<size_t>(Mark::unanswered_syn)] = 0;
  return out;
}

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
    Groups::Entry& e = groups.of(std::string(share.finding), share.kind);
    groups.add(e, traffic[share.conversation], packets, bytes);
    Group& g = e.group;
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

/// The group of what is left of a conversation.
Groups::Entry& group_of(Groups& groups, const Kind* kind, const Conversation& c) {
  Groups::Entry& e = groups.of(id_of(kind, c), kind == nullptr ? kUnknown : kind->id);
  Group& g = e.group;
  if (g.packets != 0) return e;
  const bool foreign = c.content.starts_with(kForeign);
  describe(g, kind);
  if (c.by_witness) {
    g.basis = "content (nDPI)";
    g.filter_exact = false;
  }
  if (foreign)
    g.params = Sentence().text("protocol", std::string(c.content.substr(kForeign.size()))).params;
  else if (is_named(kind, c))
    g.params = Sentence().phrase("protocol", "protocol." + std::string(c.content)).params;
  return e;
}

/// Tells conversations' groups; those that hold an order are told apart from ordinary visitors'.
class Sorter {
 public:
  Sorter(const message::Names& names, const Case& c) : recognise_(names), ordering_(ordering_pairs(c)) {}
  const Kind* operator()(const Conversation& c) {
    const bool orders = !ordering_.empty() && order_ != nullptr && c.content == "http" &&
                        std::ranges::binary_search(ordering_, std::pair(c.key.a, c.key.b));
    return orders ? order_ : recognise_(c);
  }

 private:
  Recogniser recognise_;
  std::vector<std::pair<Address, Address>> ordering_;
  const Kind* order_ = knowledge::find("webshell-order");
};

}  // namespace

std::vector<std::string> group_ids(const flow::Traffic& traffic, const message::Names& names, const Case& c) {
  Sorter kind_of(names, c);
  std::vector<std::string> out;
  for (uint32_t i = 0; i < traffic.size(); ++i) out.push_back(id_of(kind_of(traffic[i]), traffic[i]));
  return out;
}

std::string group_id(const Conversation& conversation, const message::Names& names, const Case& c) {
  return id_of(Sorter(names, c)(conversation), conversation);
}

Rests explain(const flow::Traffic& traffic, std::span<const Claimed> claims, const Conditions& conditions,
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
  Sorter kind_of(names, c);
  // Neighbours mostly belong to one group: making its id again for each would cost more than the rest.
  const Kind* last = nullptr;
  const Conversation* same = nullptr;
  Groups::Entry* e = nullptr;
  Rests rests(traffic.size());
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& conversation = traffic[i];
    if (rest[i].all() == 0) continue;
    const Kind* kind = kind_of(conversation);
    if (e == nullptr || kind != last || conversation.content != same->content ||
        conversation.by_witness != same->by_witness)
      e = &group_of(groups, kind, conversation);
    last = kind;
    same = &conversation;
    rests[i] = e->group.id;
    groups.add(*e, conversation, rest[i].all(), rest[i].bytes[0] + rest[i].bytes[1]);
    // What a finding took from a conversation cannot be told apart here: then its conditions are the
    // finding's.
    if (rest[i].all() == conversation.packets()) groups.mark(*e, marks_of(i, conditions, traffic));
  }
  groups.finish(c);
  return rests;
}

}  // namespace culprit::explain
