// The truth about one capture: what there is to be found in it, and what must not be.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "truth.h"

namespace evaluate {

using namespace generate;

// One message that tells a host to do something. Whether the capture has it is known when the capture is
// complete.
struct Order {
  std::deque<MessageTruth> copies;   // one for each way it took: to a proxy, and from there to us
  MessageTruth asked;                // the request that an order came in answer to; naming it is right, too
  std::vector<std::string> clients;  // addresses of which each may be called the giver
  std::string channel, encoding, text;
  Time at{};            // when its last byte passed
  bool opaque = false;  // nobody can read from it what it orders

  MessageTruth& copy() { return copies.emplace_back(); }
  bool seen() const;
};

// One thing that happened. `kinds`, `directions`, `roles`: any of them is right; an empty list: not judged.
struct Deed {
  std::vector<std::string> kinds, directions, roles, sources, victims;
  bool required = true;
  std::uint64_t least_packets = 150;  // with fewer of them captured, nobody can be asked to find it
  std::deque<Order*> orders;  // each of them may be named as its cause; none: its cause is not in the capture
  FloodTruth seen;
};

struct Record {
  std::string id, class_id, variant, file;
  std::string benign;                       // why heavy traffic here is ordinary
  std::map<std::string, std::string> tags;  // how it was drawn
  std::vector<std::string> tolerated;       // kinds that may be found beside the deeds
  std::deque<Order> orders;
  std::deque<Deed> deeds;
  std::uint64_t packets = 0;
  // Of each frame a letter: 'a' is a packet of the first deed, 'b' of the second ...; '-' was caused by one;
  // '.' is ordinary.
  std::string frames;

  void note_frame(const FloodTruth* seen, bool caused, bool by_us);
  Deed& deed(std::vector<std::string> kinds, std::string direction, std::string role);
  Order& order(std::string channel, std::string encoding);
  std::string json() const;  // on one line
};

}  // namespace evaluate
