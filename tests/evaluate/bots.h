// Orders to a program that keeps a connection to its master, or asks him again and again.
#pragma once

#include "incident.h"
#include "story.h"

namespace evaluate {

struct BotOrder {
  By by = By::irc;
  Command command;
  std::string vector;  // what it is to send
  Order* order = nullptr;
  Duration lag{};
  Effect effect;
  Time when{};  // of the order, about
};

// The whole conversation with the master, from the capture's begin or from before it.
Task bot(Scene& scene, BotOrder plan, Random random);

}  // namespace evaluate
