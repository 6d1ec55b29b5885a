// Groups in the making: their sums, hosts, services and conditions, and the filters that show them.
#pragma once
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "case/case.h"
#include "explain/conditions.h"
#include "flow/conversation.h"

namespace culprit::explain {

class Groups {
 public:
  using Service = std::pair<uint16_t, flow::Service>;  ///< protocol and port
  struct Entry {
    Group group;
    std::set<Service> services;  ///< at most kMaxServices and one
    std::array<uint64_t, kMarks> marks{};
    struct Hash {
      size_t operator()(const Address& a) const { return static_cast<size_t>(a.hash()); }
    };
    std::unordered_map<Address, uint64_t, Hash> hosts;
  };

  /// Valid as long as the groups are.
  Entry& of(const std::string& id, std::string_view kind);
  /// A conversation's packets, or a finding's share of them.
  void add(Entry& e, const flow::Conversation& c, uint64_t packets, uint64_t bytes);
  void mark(Entry& e, const Marks& marks);
  void finish(Case& c);

 private:
  static constexpr size_t kMaxServices = 16;

  void settle_filter(Entry& e) const;
  bool is_alone(const Entry& e) const;
  std::vector<Condition> conditions_of(const Entry& e, uint64_t packets) const;

  std::map<std::string, Entry> groups_;
  std::map<Service, const Entry*> owners_;  ///< null = several
  std::array<uint64_t, kMarks> all_{};
};

}  // namespace culprit::explain
