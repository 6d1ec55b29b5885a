// HTTP requests and answers in the many forms that real ones have.
#pragma once

#include "scene.h"
#include "tcp.h"

namespace evaluate {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method = "GET", target = "/", host, agent;
  Headers headers = {};
  std::string body = {};
  bool chunked = false, gzip = false;
  std::string version = "HTTP/1.1";
};

struct Answer {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  bool chunked = false, gzip = false, keep_alive = true;
};

std::string any_agent(Random& random);
std::string gzipped(const std::string& text);
Bytes bytes_of(const Request& request, Random& random);
Bytes bytes_of(const Scene& scene, const Answer& answer, Random& random);
std::string page(Random& random, std::size_t length);

// What a visitor of a site asks for, with what belongs to it.
Request any_request(const Scene& scene, Random& random);
Answer any_answer(const Request& request, Random& random);

// A visitor reads `pages` pages of `server`.
Task web_visit(Scene& scene, Host& client, Host& server, std::uint16_t port, Random random);
// Visitors of our web server, `mean` apart, until `end`.
Task web_visits(Scene& scene, Duration mean, Time end, Random random);

}  // namespace evaluate
