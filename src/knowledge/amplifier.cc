#include "knowledge/amplifier.h"

#include <algorithm>

namespace culprit::knowledge {

const Amplifier* amplifier_of(std::string_view content, uint32_t service_port) {
  for (const Amplifier& a : amplifiers()) {
    if (content.empty() ? std::ranges::find(a.ports, service_port) != a.ports.end()
                        : std::ranges::find(a.contents, content) != a.contents.end())
      return &a;
  }
  return nullptr;
}

}  // namespace culprit::knowledge
