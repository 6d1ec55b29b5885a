#include "flow/neighbours.h"

#include <algorithm>

namespace culprit::flow {
namespace {

constexpr int64_t kPatience = kSecond;  // an answer that comes later was not asked for (RFC 1122 section 2.3.2.1: asked again each second)

uint64_t mac_at(Bytes b, size_t at) { return static_cast<uint64_t>(b.be16(at)) << 32 | b.be32(at + 2); }

}  // namespace

const Claim* Neighbours::find(const Address& ip) const {
  const auto at = index_.find(ip.hash());
  return at == index_.end() || claims_[at->second].ip != ip ? nullptr : &claims_[at->second];
}

bool Neighbours::was_asked(const Address& ip, const Address& by, Time now) const {
  return std::ranges::any_of(questions_, [&](const Question& q) {
    return q.ip == ip && (q.by == by || by.is_none()) && now - q.time <= kPatience;
  });
}

void Neighbours::claim(const Address& ip, uint64_t mac, bool unasked, const packet::Packet& p) {
  const auto [at, fresh] = index_.try_emplace(ip.hash(), static_cast<uint32_t>(claims_.size()));
  if (fresh && claims_.size() == kMax) {
    index_.erase(at);
    ++dropped_;
    return;
  }
  if (fresh) {
    claims_.push_back({.ip = ip, .mac = mac, .first = p.time, .conflict = {}, .last = {}, .first_ref = p.ref, .conflict_ref = {}});
    claims_.back().last_mac = mac;
  }
  Claim& c = claims_[at->second];
  c.last = p.time;
  if (mac == c.mac) {
    ++c.claims;
  } else if (c.rival == 0 || c.rival == mac) {
    if (c.rival == 0) {
      c.conflict = p.time;
      c.conflict_ref = p.ref;
      c.unasked = 0;
    }
    c.rival = mac;
    ++c.rival_claims;
  } else {
    ++c.further_cards;
  }
  if (mac != c.last_mac) ++c.turns;
  c.last_mac = mac;
  c.unasked += unasked && (c.rival == 0 || mac == c.rival) ? 1 : 0;
}

void Neighbours::take(const packet::Packet& arp) {
  if (arp.payload.size() < 28 || arp.src.is_mac()) return;
  const uint64_t mac = mac_at(arp.payload, 8);
  const bool answer = arp.src_port == 2;
  if (!answer && arp.src != arp.dst) {
    if (questions_.size() < kQuestions) questions_.emplace_back();
    questions_[next_++ % kQuestions] = {arp.dst, arp.src, arp.time};
  }
  if (scope(arp.src) == Scope::unspecified || mac == 0 || (mac >> 40 & 1) != 0) return;  // a probe claims nothing
  claim(arp.src, mac, answer && arp.src != arp.dst && !was_asked(arp.src, arp.dst, arp.time), arp);
}

void Neighbours::merge(const Neighbours& o) {
  for (const Claim& from : o.claims_) {
    const auto [at, fresh] = index_.try_emplace(from.ip.hash(), static_cast<uint32_t>(claims_.size()));
    if (fresh) {
      claims_.push_back(from);
      continue;
    }
    Claim& to = claims_[at->second];
    if (from.mac == to.mac) to.claims += from.claims;
    if (from.mac != to.mac && to.rival == 0) {
      to.rival = from.mac;
      to.rival_claims = from.claims;
      to.conflict = from.first;
      to.conflict_ref = from.first_ref;
    }
    to.turns += from.turns;
    to.unasked += from.unasked;
    to.further_cards += from.further_cards;
  }
  dropped_ += o.dropped_;
}

}  // namespace culprit::flow
