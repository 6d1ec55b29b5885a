#include "host.h"

#include <algorithm>
#include <array>

namespace generate {
namespace {

// A number that belongs to an address: where its counters start, how far away it is.
std::uint32_t mixed(const Address& address) {
  std::uint32_t hash = 2166136261;
  for (std::uint8_t octet : address.view()) hash = (hash ^ octet) * 16777619;
  return hash ^ hash >> 15;
}

// Systems start at 64 or 128; what arrives has crossed some ten routers.
std::uint8_t arriving_ttl(const Address& address) {
  static constexpr std::array<std::uint8_t, 6> seen = {52, 117, 48, 113, 55, 119};
  return seen[mixed(address) % seen.size()];
}

}  // namespace

std::uint32_t Host::next_ip_id(bool dont_fragment) {
  if (stack.ids == Stack::Ids::counted) return ip_id++;
  if (stack.ids == Stack::Ids::zero_if_unfragmented && dont_fragment) return 0;
  ip_id = ip_id * 1664525 + 1013904223;
  return ip_id >> 8;
}

std::uint16_t Host::next_port() {
  if (port < 1025 || port == 65535) port = 1025;
  return port++;
}

Network::Network(const std::string& own, const std::string& gateway, std::uint8_t ttl) {
  add_local(own, 3);
  gateway_ = &add(Address::parse(gateway), Place::local, 64);
  own_ = &add(Address::parse(own), Place::own, ttl);
}

void Network::add_local(const std::string& first_address, std::size_t octets) {
  local_.push_back({Address::parse(first_address), octets});
}

Host& Network::host(const Address& address) {
  if (const auto found = hosts_.find(address); found != hosts_.end()) return found->second;
  const Place place = place_of(address);
  std::uint8_t ttl = place == Place::outside ? arriving_ttl(address) : 128;
  if (place == Place::local && mixed(address) % 2) ttl = 64;
  return add(address, place, ttl);
}

Host& Network::add(const Address& address, Place place, std::uint8_t ttl) {
  const std::uint32_t start = mixed(address);
  Host host{.address = address,
            .mac = mac_of(address, place),
            .place = place,
            .ttl = ttl,
            .ip_id = start % 60000,
            .port = static_cast<std::uint16_t>(1025 + start % 48000)};
  return hosts_.insert_or_assign(address, host).first->second;
}

Place Network::place_of(const Address& address) const {
  if (address.multicast() || address.broadcast()) return Place::group;
  const bool near = std::ranges::any_of(local_, [&](const Prefix& prefix) {
    return prefix.address.v6 == address.v6 && std::ranges::equal(prefix.address.view().first(prefix.octets),
                                                                 address.view().first(prefix.octets));
  });
  return near ? Place::local : Place::outside;
}

Mac Network::mac_of(const Address& address, Place place) const {
  const auto& o = address.octets;
  if (address.broadcast()) return broadcast_mac;
  if (place == Place::group && address.v6) return {0x33, 0x33, o[12], o[13], o[14], o[15]};
  if (place == Place::group) return {0x01, 0x00, 0x5e, static_cast<std::uint8_t>(o[1] & 0x7f), o[2], o[3]};
  if (place == Place::outside) return gateway_->mac;
  if (place == Place::own && own_) return own_->mac;
  return {0x02, 0x00, o[0], o[1], o[2], o[3]};  // locally administered
}

}  // namespace generate
