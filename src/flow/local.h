// Which side of the capture is the user's own?
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "flow/traffic.h"

namespace culprit::flow {

/// The user's own machine and network, and how that was told.
struct Local {
  std::vector<Prefix> prefixes;    ///< given
  std::vector<Address> hosts;      ///< inferred, sorted
  std::optional<Address> machine;  ///< the one that the capture is about
  std::vector<uint64_t> macs;      ///< cards of the own machines, sorted
  std::string how = "unknown";     ///< given, inferred, unknown
  std::string_view
      why;  ///< "given", "file-direction", "mac", "nat", "common", "ttl", "answers", "private", "loopback", or
            ///< empty

  bool has(const Address& a) const;
  bool has_mac(uint64_t mac) const;
};

/// `given` settles it. Else, in this order: what the file itself says of each frame's direction; cards (MAC
/// addresses) that send for one address only beside a router's, or for many with fresh TTLs (a forger on this
/// network); private addresses in a dialogue with public ones; the one end of nearly everything; TTLs; who
/// answers. Private ranges alone decide only where nothing else does.
Local infer_local(const Traffic& traffic, std::span<const Prefix> given);

}  // namespace culprit::flow
