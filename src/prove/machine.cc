#include "prove/machine.h"

#include <algorithm>

namespace culprit::prove {
namespace {

using firewall::Family;
using firewall::Hook;
using firewall::Statement;
using firewall::Verdict;

constexpr int kMaxDepth = 16;            ///< jumps within jumps, as in the kernel
constexpr unsigned kMaxSteps = 200'000;  ///< rules that one packet is held against

bool sees(Family family, const View& v) {
  return family == Family::netdev || (v.version == 4 && family != Family::ip6) ||
         (v.version == 6 && family != Family::ip4);
}

uint64_t length_at(Hook hook, const View& v) { return field_of(v, hook, firewall::Field::length)->lo; }

}  // namespace

Machine::Machine(const firewall::Ruleset& rules) {
  for (const firewall::Table& t : rules.tables) {
    for (const firewall::Chain& c : t.chains) {
      if (c.hook) chains_[static_cast<size_t>(*c.hook)].push_back(places_.size());
      places_.push_back({&t, &c, tallies_.size()});
      for (const firewall::Rule& r : c.rules) {
        tallies_.emplace_back();
        first_bucket_.push_back(buckets_.size());
        for (const Statement& s : r.statements) {
          if (s.kind == Statement::Kind::limit) buckets_.emplace_back();
          if (s.kind == Statement::Kind::counter) tallies_.back().counter = true;
          asks_user_ =
              asks_user_ || (s.kind == Statement::Kind::test && s.test.field == firewall::Field::user);
        }
      }
    }
  }
  for (auto& list : chains_)
    std::ranges::stable_sort(list, {}, [this](size_t i) { return places_[i].chain->priority; });
}

Ruling Machine::run(Hook hook, const View& v) {
  Ruling out;
  steps_ = 0;
  for (const size_t i : chains_[static_cast<size_t>(hook)]) {
    const Place& p = places_[i];
    if (!sees(p.table->family, v)) continue;
    const Step s = chain(p, hook, v, 0, out.assumed);
    if (s == Step::drop || (s != Step::accept && p.chain->drops)) {
      out.dropped = true;
      return out;
    }
  }
  out.assumed = false;
  return out;
}

Machine::Step Machine::chain(const Place& place, Hook hook, const View& v, int depth, bool& assumed) {
  for (size_t n = 0; n < place.chain->rules.size(); ++n) {
    if (++steps_ > kMaxSteps) return Step::accept;
    const Step s = rule(place, n, hook, v, depth, assumed);
    if (s == Step::back) return Step::on;
    if (s != Step::on) return s;
  }
  return Step::on;
}

const Machine::Place* Machine::find(const Place& from, const std::string& name) const {
  const auto at = std::ranges::find_if(
      places_, [&](const Place& p) { return p.table == from.table && p.chain->name == name; });
  return at == places_.end() ? nullptr : &*at;
}

Machine::Step Machine::rule(const Place& place, size_t n, Hook hook, const View& v, int depth,
                            bool& assumed) {
  const firewall::Rule& r = place.chain->rules[n];
  Tally& tally = tallies_[place.first_rule + n];
  size_t bucket = first_bucket_[place.first_rule + n];
  bool needed = false;
  const Statement* end = nullptr;
  for (const Statement& s : r.statements) {
    if (s.kind == Statement::Kind::test && !test(s.test, hook, v, needed)) return Step::on;
    if (s.kind == Statement::Kind::limit && !limit(s.limit, buckets_[bucket++], hook, v)) return Step::on;
    if (s.kind == Statement::Kind::counter) {
      ++tally.counted;
      tally.counted_bytes += length_at(hook, v);
    }
    if (s.kind == Statement::Kind::verdict) {
      end = &s;
      break;
    }
  }
  ++tally.packets;
  tally.bytes += length_at(hook, v);
  if (end == nullptr) return Step::on;
  assumed = assumed || needed;
  switch (end->verdict) {
    case Verdict::accept:
      return Step::accept;
    case Verdict::drop:
      return Step::drop;
    case Verdict::back:
      return Step::back;
    case Verdict::jump:
    case Verdict::go_to:
      break;
  }
  const Place* to = depth < kMaxDepth ? find(place, end->target) : nullptr;
  if (to == nullptr) return Step::on;
  const Step s = chain(*to, hook, v, depth + 1, assumed);
  return s == Step::on && end->verdict == Verdict::go_to ? Step::back : s;
}

bool Machine::test(const firewall::Test& t, Hook hook, const View& v, bool& assumed) const {
  if (t.field == firewall::Field::user) {
    if (!v.outbound || v.version == 0) return false;
    assumed = true;
    return !t.negated;
  }
  if (t.only != 0 && (v.transport != t.only || v.version == 0)) return false;
  if (t.refuses_pieces && v.transport_bytes != UINT32_MAX) return false;
  auto value = field_of(v, hook, t.field);
  if (!value) return false;
  if (t.mask != 0) value->lo &= t.mask;
  return firewall::contains(t.ranges, *value) != t.negated;
}

// As nft_limit.c of the kernel has it: a bucket in nanoseconds, that of bytes holds a unit's worth more.
bool Machine::limit(const firewall::Limit& l, Bucket& b, Hook hook, const View& v) {
  const uint64_t span = static_cast<uint64_t>(l.per_ns);
  const auto scaled = [&](uint64_t n) {
    return static_cast<int64_t>(static_cast<double>(span) * static_cast<double>(n) /
                                static_cast<double>(l.rate));
  };
  const int64_t most = l.bytes ? scaled(l.rate + l.burst) : static_cast<int64_t>(span / l.rate * l.burst);
  if (b.full) b.tokens = most;
  if (!b.full) b.tokens = std::min(b.tokens + std::max<int64_t>(v.time - b.last, 0), most);
  b.full = false;
  b.last = std::max(b.last, v.time);
  const int64_t cost = l.bytes ? scaled(length_at(hook, v)) : static_cast<int64_t>(span / l.rate);
  const bool within = b.tokens >= cost;
  if (within) b.tokens -= cost;
  return within != l.over;
}

std::vector<RuleCount> Machine::counts() const {
  std::vector<RuleCount> out;
  for (const Place& p : places_) {
    for (size_t n = 0; n < p.chain->rules.size(); ++n) {
      const Tally& t = tallies_[p.first_rule + n];
      const firewall::Rule& r = p.chain->rules[n];
      out.push_back({p.table->name, p.chain->name, r.text, r.line, t.counter ? t.counted : t.packets,
                     t.counter ? t.counted_bytes : t.bytes, t.counter});
    }
  }
  return out;
}

}  // namespace culprit::prove
