// The text of HTTP requests and answers, and an ordinary visitor.
#pragma once

#include "tcp.h"

namespace generate {

struct WebServer {
  Host* host = nullptr;
  std::string name = "www.example.org";
  std::string software =
      "Apache/2.2.14 (Win32) DAV/2 mod_ssl/2.2.14 OpenSSL/0.9.8l mod_autoindex_color PHP/5.3.1 "
      "mod_apreq2-20090110/2.7.1 mod_perl/2.0.4 Perl/v5.10.1";
  std::string php = "PHP/5.3.1";
};

std::string browser(Random& random);
std::string http_get(const std::string& target, const std::string& host, const std::string& agent,
                     const std::string& more_headers = {});
Bytes http_answer(const World& world, const WebServer& server, const std::string& status,
                  const std::string& body, bool keep_alive = true);
// A page that a visitor of the site may ask for.
std::string ordinary_target(Random& random);

// One request and its answer on an open connection. `think` is the server's time for it.
Task exchange(World& world, Connection& connection, Bytes request, Bytes answer, Duration think);

// A visitor reads a few pages.
Task visit(World& world, WebServer server, Host& visitor, Random random);

}  // namespace generate
