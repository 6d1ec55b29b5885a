// Orders over HTTP: every part of a request can carry one.
#pragma once

#include "command.h"
#include "web.h"

namespace evaluate {

struct HttpOrder {
  Request request;
  std::string channel, encoding;
  std::string script;  // its path
};

// A request that says `command`, in one of many ways.
HttpOrder draw_order(Scene& scene, const Command& command, Random& random);

// Names that parameters have.
std::string victim_key(Random& random);
std::string seconds_key(Random& random);
std::string port_key(Random& random);
std::string script_path(Random& random);

}  // namespace evaluate
