// Floods of web requests: as many as possible, or as slow as possible.
#pragma once

#include "scene.h"
#include "web.h"

namespace evaluate {

struct WebFlood {
  Deed* deed = nullptr;
  std::vector<Host*> sources;
  Host* victim = nullptr;
  std::string victim_name;
  std::uint16_t port = 80;
  bool slow = false;
  double per_second = 100;        // new connections
  int requests = 1;               // on each of them
  std::uint64_t connections = 0;  // slow: how many are kept open
  int seconds = 10;
  enum class Sort { same, any_query, post } sort = Sort::same;
  enum class Slow { headers, body, read } way = Slow::headers;
  unsigned answered_percent = 100;
};

WebFlood draw_web_flood(bool slow, Random& random);
Task run(Scene& scene, WebFlood flood, Random random);

}  // namespace evaluate
