// A host as the tap sees it, and the network around our own host: one gateway through which all outside hosts
// come.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "address.h"
#include "link.h"

namespace generate {

enum class Place { own, local, outside, group };  // group: a multicast or broadcast address

// How a system fills the fields that a standard leaves to it.
struct Stack {
  enum class Ids { counted, random, zero_if_unfragmented };
  Ids ids = Ids::counted;
  std::uint16_t window = 65535;
  std::uint8_t window_scale = 0;  // 0: the option is not sent
  bool timestamps = false;
};

struct Host {
  Address address;
  Mac mac{};
  Place place = Place::outside;
  std::uint8_t ttl = 64;  // as it arrives at the tap
  std::uint32_t ip_id = 0;
  std::uint16_t port = 0;
  Stack stack = {};

  // Of a packet that must not be fragmented, or of any other one.
  std::uint32_t next_ip_id(bool dont_fragment = false);
  // A client port not used before.
  std::uint16_t next_port();
};

class Network {
 public:
  // `own` is the host on which the capture is taken, `ttl` what its system sends with (Windows 128, Unix 64).
  Network(const std::string& own, const std::string& gateway, std::uint8_t ttl);

  Host& own() { return *own_; }
  Host& gateway() { return *gateway_; }
  // A second address of our own host (IPv6 beside IPv4).
  Host& also_own(const std::string& address) { return add(Address::parse(address), Place::own, own_->ttl); }

  // The host with this address; where it is follows from the network it belongs to.
  Host& host(const Address& address);
  Host& host(const std::string& address) { return host(Address::parse(address)); }
  // All of `prefix` (leading octets) belongs to our local network.
  void add_local(const std::string& first_address, std::size_t octets);

 private:
  Host& add(const Address& address, Place place, std::uint8_t ttl);
  Place place_of(const Address& address) const;
  Mac mac_of(const Address& address, Place place) const;

  struct Prefix {
    Address address;
    std::size_t octets;
  };
  std::deque<Prefix> local_;
  std::map<Address, Host> hosts_;
  Host* gateway_ = nullptr;
  Host* own_ = nullptr;
};

}  // namespace generate
