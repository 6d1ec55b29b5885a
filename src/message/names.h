// Which names stand for which addresses, by the capture's own DNS answers.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "message/message.h"

namespace culprit::message {

struct NameRecord {
  std::string name;  ///< lower case, as asked for
  Address address;
  Time first;  ///< when it was first answered
};

/// Bounded; the first kMax different pairs are kept, the rest counted.
class Names {
 public:
  static constexpr size_t kMax = 8192;
  /// Takes the fields of a DNS answer.
  void add(const Message& answer);
  void merge(const Names& other);
  /// Names that were answered with this address.
  std::vector<std::string_view> of(const Address& address) const;
  const std::vector<NameRecord>& all() const { return records_; }
  uint64_t dropped() const { return dropped_; }

 private:
  void add(NameRecord&& record);
  std::vector<NameRecord> records_;
  std::unordered_set<uint64_t> seen_;  ///< hashes of the pairs kept
  uint64_t dropped_ = 0;
};

}  // namespace culprit::message
