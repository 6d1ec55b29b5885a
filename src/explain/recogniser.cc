#include "explain/recogniser.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/hash.h"
#include "packet/packet.h"

namespace culprit::explain {
namespace {

using flow::Conversation;
using knowledge::Kind;

/// Bits of the conditions that code finds, in the order of their words in the knowledge base.
enum Trait : uint16_t {
  answered = 1 << 0,
  unanswered = 1 << 1,
  payload = 1 << 2,
  no_payload = 1 << 3,
  refused = 1 << 4,
  asks = 1 << 5,
  headless = 1 << 6,
  odd_flags = 1 << 7,
  fragment_orphan = 1 << 8,
  gratuitous = 1 << 9,
  probe = 1 << 10,
};
constexpr std::array<std::string_view, 11> kWords{"answered",        "unanswered", "payload",  "no-payload",
                                                  "refused",         "asks",       "headless", "odd-flags",
                                                  "fragment-orphan", "gratuitous", "probe"};

flow::TcpMix mix_of(const Conversation& c) {
  flow::TcpMix all = c.way[0].tcp();
  all.add(c.way[1].tcp());
  return all;
}

unsigned tcp_traits(const Conversation& c) {
  const flow::TcpMix all = mix_of(c);
  unsigned out = 0;
  if (all.rst != 0 && c.with_payload == 0) out |= refused;
  if (all.syn != 0) out |= asks;
  if ((all.syn | all.syn_ack | all.rst | all.fin | all.ack | all.data) != 0) return out;
  // Not one packet has flags that mean something: the headers are cut, or made up.
  return out | ((c.oddities & packet::cut_headers) != 0 ? headless : odd_flags);
}

uint16_t traits(const Conversation& c) {
  unsigned out = c.answered() || answers_itself(c) ? answered : unanswered;
  out |= c.with_payload != 0 ? payload : no_payload;
  if (c.key.protocol == packet::proto::tcp) out |= tcp_traits(c);
  if (c.fragments_without_first != 0) out |= fragment_orphan;
  if (c.key.protocol == packet::proto::arp && c.key.a == c.key.b) out |= gratuitous;
  if (scope(c.key.a) == Scope::unspecified) out |= probe;  // an address is not taken yet
  return static_cast<uint16_t>(out);
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

/// Of many ports none; but ICMP type 0 is one.
uint16_t port_of(const flow::Key& key) {
  if (key.service != flow::kManyPorts) return static_cast<uint16_t>(key.service);
  return packet::proto::has_ports(key.protocol) ? uint16_t{0} : uint16_t{0xffff};
}

bool is_web(const Conversation& c) {
  return c.content == "http" || c.content == "http2" || c.content == "tls" || c.content == "quic";
}

}  // namespace

bool answers_itself(const Conversation& c) {
  if (c.key.a != c.key.b || c.key.protocol == packet::proto::arp) return false;
  const flow::TcpMix all = mix_of(c);
  const bool goes_on = (all.syn_ack | all.ack | all.data) != 0;
  return c.key.protocol == packet::proto::tcp ? goes_on : scope(c.key.a) == Scope::loopback;
}

bool is_named(const Kind* kind, const Conversation& c) {
  return kind != nullptr && (c.content.starts_with(kForeign) || stands_for_several(*kind));
}

std::string id_of(const Kind* kind, const Conversation& c) {
  const std::string id(kind == nullptr ? kUnknown : kind->id);
  std::string full = is_named(kind, c) && id != c.content ? id + '-' + std::string(c.content) : id;
  if (c.by_witness && !c.content.starts_with(kForeign)) full += "-by-ndpi";
  return full;
}

size_t Recogniser::Hash::operator()(const Traits& t) const {
  const uint64_t numbers = uint64_t{t.protocol} << 48 | uint64_t{t.port} << 32 |
                           uint64_t{t.conditions} << 16 | static_cast<uint64_t>(t.scope);
  const auto words = mix(reinterpret_cast<uintptr_t>(t.content), reinterpret_cast<uintptr_t>(t.name));
  return static_cast<size_t>(mix(mix(numbers, words), t.group.hash()));
}

Recogniser::Recogniser(const message::Names& names) {
  for (const message::NameRecord& r : names.all())
    if (r.source >= message::NameSource::server_name) called_[r.address].push_back(r.name);
}

const Kind* Recogniser::recall(const knowledge::Facts& f, uint16_t conditions) {
  const Address group = is_group(f.destination) ? f.destination : Address{};
  const auto [at, fresh] = known_.try_emplace({.protocol = f.protocol,
                                               .port = f.port,
                                               .conditions = conditions,
                                               .scope = f.destination_scope,
                                               .content = f.content.data(),
                                               .name = f.name.data(),
                                               .group = group});
  if (!fresh) return at->second;
  knowledge::Facts facts = f;
  std::vector<std::string_view> words;
  for (size_t bit = 0; bit < kWords.size(); ++bit)
    if ((conditions >> bit & 1) != 0) words.push_back(kWords[bit]);
  facts.conditions = words;
  return at->second = knowledge::recognise(facts);
}

/// By what the server is called. One address may serve many names: then all must be of the same kind.
const Kind* Recogniser::by_name(const Conversation& c, knowledge::Facts& facts, uint16_t conditions,
                                const Kind* otherwise) {
  if (called_.empty() || !is_web(c)) return otherwise;
  const auto at = called_.find(c.opener == 0 ? c.key.b : c.key.a);
  if (at == called_.end()) return otherwise;
  const Kind* all = nullptr;
  for (const std::string_view name : at->second) {
    facts.name = name;
    const Kind* one = recall(facts, conditions);
    if (all != nullptr && one != all) return otherwise;
    all = one;
  }
  return all;
}

const Kind* Recogniser::operator()(const Conversation& c) {
  if (c.content.starts_with(kForeign)) return knowledge::find("named-by-ndpi");
  const uint16_t conditions = traits(c);
  knowledge::Facts facts;
  facts.protocol = c.key.protocol;
  facts.port = port_of(c.key);
  facts.content = c.content;
  facts.destination = group_end(c);
  facts.destination_scope = scope_of(facts.destination, c);
  return by_name(c, facts, conditions, recall(facts, conditions));
}

}  // namespace culprit::explain
