// What the evaluation knows to play. Each class is one line of the result, its variants are drawn by weight.
#pragma once

#include <vector>

#include "scene.h"

namespace evaluate {

struct Variant {
  const char* id;
  unsigned weight;
  Needs needs;
  void (*play)(Scene& scene);
};

struct Class {
  const char* id;
  const char* about;
  std::vector<Variant> variants;
};

std::vector<Class> outbound_classes();
std::vector<Class> inbound_classes();
std::vector<Class> reflected_classes();
std::vector<Class> scan_classes();
std::vector<Class> guess_classes();
std::vector<Class> infected_classes();
std::vector<Class> local_classes();
std::vector<Class> intrusion_classes();
std::vector<Class> benign_classes();

const std::vector<Class>& all_classes();

}  // namespace evaluate
