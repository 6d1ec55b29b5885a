// UDP ports that tunnels use (IANA registry; Linux' VXLAN and TZSP by custom).
#pragma once
#include <array>
#include <cstdint>

namespace culprit::packet {
namespace tunnel_port {

inline constexpr uint16_t kVxlan = 4789, kVxlanLinux = 8472, kVxlanGpe = 4790, kGeneve = 6081, kGtpU = 2152,
                          kTeredo = 3544, kL2tp = 1701, kCapwap = 5247, kTzsp = 37008, kGre = 4754,
                          kMpls = 6635;
inline constexpr std::array kPorts{kVxlan, kVxlanLinux, kVxlanGpe, kGeneve, kGtpU, kTeredo,
                                   kL2tp,  kCapwap,     kTzsp,     kGre,    kMpls};

/// A bit for each port's last nine bits.
constexpr std::array<uint64_t, 8> sieve() {
  std::array<uint64_t, 8> bits{};
  for (const uint16_t port : kPorts) bits[port >> 6 & 7] |= uint64_t{1} << (port & 63);
  return bits;
}
inline constexpr std::array<uint64_t, 8> kSieve = sieve();
inline bool is_in_sieve(uint16_t port) { return (kSieve[port >> 6 & 7] >> (port & 63) & 1) != 0; }

}  // namespace tunnel_port

/// Is one of the ports one that tunnels use? A no is sure, a yes nearly so.
inline bool port_of_tunnel(uint16_t one, uint16_t other) {
  return tunnel_port::is_in_sieve(one) || tunnel_port::is_in_sieve(other);
}

}  // namespace culprit::packet
