#include "address.h"

#include <arpa/inet.h>

#include <stdexcept>

namespace generate {

Address Address::parse(const std::string& text) {
  Address out;
  out.v6 = text.find(':') != std::string::npos;
  if (inet_pton(out.v6 ? AF_INET6 : AF_INET, text.c_str(), out.octets.data()) != 1)
    throw std::invalid_argument("not an address: " + text);
  return out;
}

Address Address::plus(std::uint32_t n) const {
  Address out = *this;
  std::uint64_t carry = n;
  for (std::size_t i = view().size(); i-- > 0;) {
    carry += out.octets[i];
    out.octets[i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  return out;
}

std::uint32_t Address::number() const {
  return std::uint32_t{octets[0]} << 24 | std::uint32_t{octets[1]} << 16 | std::uint32_t{octets[2]} << 8 |
         octets[3];
}

std::string Address::text() const {
  char buffer[INET6_ADDRSTRLEN];
  return inet_ntop(v6 ? AF_INET6 : AF_INET, octets.data(), buffer, sizeof buffer);
}

}  // namespace generate
