// What really happened in a capture: the generator knows it, the tool under test has to find it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "link.h"

namespace generate {

struct OrderTruth {
  std::uint64_t frame = 0;  // of the first byte; 0 where the capture does not have it
  std::string client;
  std::string victim;
  std::string victim_name;  // where the order names a host instead of an address
  int seconds = 0;
  bool effect = false;
  std::string contains;  // a part of the request line, as sent
};

struct FloodTruth {
  std::string kind;
  std::string direction;
  std::string role;
  std::string source;  // "many" where the sources are forged
  std::string victim;
  std::optional<std::uint16_t> port;  // none: another random one each time
  const OrderTruth* order = nullptr;

  // Filled in by the tap, from what it captured.
  std::uint64_t first_frame = 0, last_frame = 0;
  std::uint64_t packets = 0, bytes = 0, datagrams = 0;
  std::uint64_t last_datagram = 0;
  Time start{}, end{};

  void saw(std::uint64_t frame, std::uint64_t datagram, Time time, std::size_t length);
};

// Which parts of one message were sent, and which of them were captured whole.
struct MessageTruth {
  std::set<std::uint32_t> sent, seen;
  bool cut = false;  // a part was captured, but not all of its bytes
  std::vector<std::uint64_t>
      frames;  // that carry its first byte; several where it was sent or captured twice

  bool whole() const { return !seen.empty() && seen == sent; }
};

struct Truth {
  std::string scenario;
  std::uint64_t packets = 0, bytes = 0;
  // Deques: what is handed out by address must stay in place.
  std::deque<OrderTruth> orders;
  std::deque<FloodTruth> floods;

  void write(const std::string& path) const;
};

std::string rfc3339(Time time);

}  // namespace generate
