// An order to a flood script in all its clothes, how it reaches the web server, and what happens then.
#pragma once

#include <optional>

#include "flood.h"
#include "http.h"

namespace generate {

// What the order says: the script, the victim as written, the seconds.
struct OrderWords {
  std::string path = "/webdav/..php";
  std::string victim;
  int seconds = 0;
  std::string more;  // further parameters, with their '&'
  std::string host_header = "www.example.org";

  std::string parameters() const;
};

Bytes order_get(const OrderWords& words);
Bytes order_post_form(const OrderWords& words);
Bytes order_post_json(const OrderWords& words);
Bytes order_post_chunked(const OrderWords& words);
Bytes order_post_gzip(const OrderWords& words);

enum class Delivery {
  whole,
  split,      // three segments, cut inside the request line
  disturbed,  // two segments, the second one first, and the first one sent twice
};

struct Incident {
  WebServer server;
  Host* client = nullptr;
  Bytes request;
  std::string contains = "/webdav/..php";
  Delivery delivery = Delivery::whole;
  int requests_before = 0;           // ordinary ones on the same connection
  bool pipelined = false;            // between two others, all in one segment
  std::optional<Duration> patience;  // the client hangs up after it, the flood runs on
  bool capture_ends = false;         // with the order: its effect is not seen
  int seconds = 0;
  FloodPlan flood;
};

Task play_incident(World& world, Incident incident);

// The order reaches a script that is not there.
Task play_refused_order(World& world, Incident incident);

}  // namespace generate
