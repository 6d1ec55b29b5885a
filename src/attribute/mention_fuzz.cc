// Any text, looked through for an address in every encoding: no crash, and what is there as it is gets found.
#include <cstdlib>
#include <string>

#include "attribute/mention.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const std::string_view names[] = {"victim.example.net"};
  const attribute::Target target{Address::ip4(0xcb007107), names};
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)attribute::mention_in(text, target);
  if (attribute::mention_in(text + " 203.0.113.7 ", target).empty()) std::abort();
  return 0;
}
