// Somebody orders, something happens: the ways in which an order reaches a host, and what goes on around it.
#pragma once

#include "flood.h"
#include "order.h"

namespace evaluate {

// What an order sets going.
struct Effect {
  std::function<void()> start;         // called at the moment of its first packet
  std::function<Time()> ended;         // when it was over; zero while it runs
  std::function<std::string()> words;  // what the script says at the end
};

// How an HTTP order travels, and what the same client did before.
struct Delivery {
  enum class Segments { whole, split, disturbed, again };
  Segments segments = Segments::whole;
  int requests_before = 0;
  bool pipelined = false;
  Host* proxy = nullptr;    // brings it to us
  bool proxy_seen = false;  // its way to the proxy passes the tap, too
  bool encrypted = false;
  enum class Reply { when_over, at_once, never };
  Reply reply = Reply::when_over;
  Duration patience = 0s;  // the client hangs up after it; zero: waits
  int status = 200;
};
Delivery draw_delivery(Scene& scene, Random& random);
Duration draw_lag(Random& random);

// `effect` none: nothing comes of it.
Task deliver(Scene& scene, HttpOrder http, Order& order, Host& client, Delivery delivery, Duration lag,
             std::optional<Effect> effect, Random random);

// Others who name the victim for reasons of their own, around `onset`.
void play_decoys(Scene& scene, const Address& victim, Time onset, Random random);

}  // namespace evaluate
