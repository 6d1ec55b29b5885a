// What the packets of a flood look like to a packet filter.
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/address.h"

namespace culprit {

/// How often each value of a field was seen. Of more than kMost values the later ones are only counted.
template <typename T>
class Spread {
 public:
  static constexpr size_t kMost = 4096;

  void add(const T& value) {
    ++total_;
    if (const auto at = seen_.find(value); at != seen_.end())
      ++at->second;
    else if (seen_.size() < kMost)
      seen_.emplace(value, 1);
  }
  uint64_t total() const { return total_; }
  bool has(const T& value) const { return seen_.contains(value); }
  size_t size() const { return seen_.size(); }
  const std::map<T, uint64_t>& seen() const { return seen_; }

  /// The fewest values that make up `share` of all, sorted; empty where that takes more than `most`.
  std::vector<T> most_of(double share, size_t most) const {
    std::vector<std::pair<uint64_t, T>> by_count;
    for (const auto& [value, n] : seen_) by_count.emplace_back(n, value);
    std::ranges::stable_sort(by_count, [](const auto& a, const auto& b) { return a.first > b.first; });
    const double wanted = share * static_cast<double>(total_);
    double sum = 0;
    std::vector<T> out;
    for (const auto& [n, value] : by_count) {
      if (sum >= wanted || out.size() > most) break;
      sum += static_cast<double>(n);
      out.push_back(value);
    }
    if (sum < wanted || out.size() > most) out.clear();
    std::ranges::sort(out);
    return out;
  }

 private:
  std::map<T, uint64_t> seen_;
  uint64_t total_ = 0;
};

struct Look {
  std::string finding;     ///< its id
  uint64_t packets = 0;    ///< frames
  uint64_t pieces = 0;     ///< of them pieces of datagrams
  uint64_t four = 0;       ///< of them IPv4
  Spread<Address> remote;  ///< the other side
  Spread<uint16_t> protocols;
  Spread<uint16_t> lengths;  ///< of IP packets, header included
  Spread<uint8_t> ttls;
  Spread<uint16_t> local_ports, remote_ports;  ///< of whole packets and first pieces
  Spread<uint8_t> tcp_flags, icmp_types;
};

struct Looks {
  std::vector<Look> floods;
  /// Addresses outside that have other business with this side.
  Spread<Address> visitors;
};

}  // namespace culprit
