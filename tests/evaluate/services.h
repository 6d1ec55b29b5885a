// Services that answer a small question with a large answer, by what they say on the wire.
#pragma once

#include "chance.h"

namespace evaluate {

struct Service {
  const char* id;
  std::uint16_t port;
  std::vector<std::string> kinds;  // what a flood of its answers may be called
  Bytes (*ask)(Random& random);
  std::vector<Bytes> (*answer)(Random& random);  // the datagrams of one answer
};

const std::vector<Service>& services();

}  // namespace evaluate
