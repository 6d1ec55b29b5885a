// Runs the chains of a hook over what the hook sees.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "case/proof.h"
#include "firewall/rule.h"
#include "prove/view.h"

namespace culprit::prove {

struct Ruling {
  bool dropped = false;
  bool assumed = false;  ///< it rests on a test of the sending user
};

/// The rules with their counters and token buckets. Keeps a reference to `rules`.
class Machine {
 public:
  explicit Machine(const firewall::Ruleset& rules);
  bool has(firewall::Hook hook) const { return !chains_[static_cast<size_t>(hook)].empty(); }
  Ruling run(firewall::Hook hook, const View& view);
  /// The rules with what they counted, in the order of the file.
  std::vector<RuleCount> counts() const;
  bool asks_user() const { return asks_user_; }

 private:
  struct Bucket {
    bool full = true;
    int64_t tokens = 0;
    Time last;
  };
  struct Tally {
    uint64_t packets = 0, bytes = 0, counted = 0, counted_bytes = 0;
    bool counter = false;
  };
  struct Place {
    const firewall::Table* table;
    const firewall::Chain* chain;
    size_t first_rule;  ///< place of the chain's first rule in tallies_
  };
  enum class Step : uint8_t { on, back, accept, drop };

  Step chain(const Place& place, firewall::Hook hook, const View& v, int depth, bool& assumed);
  Step rule(const Place& place, size_t n, firewall::Hook hook, const View& v, int depth, bool& assumed);
  bool test(const firewall::Test& t, firewall::Hook hook, const View& v, bool& assumed) const;
  bool limit(const firewall::Limit& l, Bucket& b, firewall::Hook hook, const View& v);
  const Place* find(const Place& from, const std::string& name) const;

  std::vector<Place> places_;
  std::array<std::vector<size_t>, 7> chains_;  ///< of each hook: places, by priority
  std::vector<Tally> tallies_;
  std::vector<Bucket> buckets_;
  std::vector<size_t> first_bucket_;  ///< of each rule
  bool asks_user_ = false;
  unsigned steps_ = 0;
};

}  // namespace culprit::prove
