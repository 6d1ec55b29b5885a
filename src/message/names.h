// Which names stand for which addresses, by the capture's own traffic.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/ref.h"
#include "base/time.h"
#include "flow/index.h"

namespace culprit::message {

/// Who says so; the more trusted first. What a client asks for (server_name, host_header) is the client's
/// word about the server.
enum class NameSource : uint8_t {
  resolved,     ///< the capture file's own name records
  dhcp,         ///< the name that a device gave when it asked for this address
  dns,          ///< a DNS answer
  mdns,         ///< the device's own announcement
  netbios,      ///< NBNS registration or answer
  llmnr,        ///< LLMNR answer
  certificate,  ///< the server's certificate
  server_name,  ///< TLS or QUIC: the name that a client asked this server for
  host_header,  ///< HTTP: the same
};
const char* name(NameSource source);

struct NameRecord {
  std::string name;  ///< lower case
  Address address;
  NameSource source = NameSource::dns;
  Time first;    ///< when it was first seen
  FrameRef ref;  ///< where; frame 0 = not in a frame
};

/// Bounded; the first kMax different pairs are kept, each with where it was said first; the rest is counted.
/// A source that clients may invent
/// (`certificate` and below) has room for kMaxClaims in all.
class Names {
 public:
  static constexpr size_t kMax = 8192, kMaxClaims = 4096, kMaxName = 253;
  void add(NameRecord&& record);
  void merge(const Names& other);
  /// Names that DNS (or the file) gave this address: those that an order may use for it.
  std::vector<std::string_view> of(const Address& address) const;
  /// What to call it: the most trusted name, of those the first seen; null = it has none.
  const NameRecord* best(const Address& address) const;
  const std::vector<NameRecord>& all() const { return records_; }
  uint64_t dropped() const { return dropped_; }

 private:
  std::vector<NameRecord> records_;
  flow::Index seen_{14};  ///< of the records
  size_t claims_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace culprit::message
