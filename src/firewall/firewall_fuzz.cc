// Rule files are the user's, but they may come from anywhere.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "firewall/iptables.h"
#include "firewall/nft.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)culprit::firewall::parse_nft(text);
  (void)culprit::firewall::parse_iptables(text);
  return 0;
}
