#include "firewall/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace culprit::firewall {
namespace {

struct Named {
  std::string_view name;
  uint16_t number;
};

// As /etc/protocols, /etc/services and nft itself name them.
constexpr std::array kProtocols{Named{"icmp", 1},       Named{"igmp", 2},    Named{"ipencap", 4},
                                Named{"tcp", 6},        Named{"udp", 17},    Named{"dccp", 33},
                                Named{"ipv6", 41},      Named{"gre", 47},    Named{"esp", 50},
                                Named{"ah", 51},        Named{"icmpv6", 58}, Named{"ipv6-icmp", 58},
                                Named{"ipv6-frag", 44}, Named{"sctp", 132},  Named{"udplite", 136}};
constexpr std::array kPorts{
    Named{"ftp", 21},     Named{"ssh", 22},         Named{"telnet", 23},      Named{"smtp", 25},
    Named{"domain", 53},  Named{"bootps", 67},      Named{"bootpc", 68},      Named{"tftp", 69},
    Named{"http", 80},    Named{"pop3", 110},       Named{"sunrpc", 111},     Named{"ntp", 123},
    Named{"imap2", 143},  Named{"imap", 143},       Named{"snmp", 161},       Named{"ldap", 389},
    Named{"https", 443},  Named{"submission", 587}, Named{"imaps", 993},      Named{"pop3s", 995},
    Named{"mysql", 3306}, Named{"mdns", 5353},      Named{"postgresql", 5432}};
constexpr std::array kIcmp{Named{"echo-reply", 0},         Named{"destination-unreachable", 3},
                           Named{"redirect", 5},           Named{"echo-request", 8},
                           Named{"time-exceeded", 11},     Named{"parameter-problem", 12},
                           Named{"timestamp-request", 13}, Named{"timestamp-reply", 14}};
constexpr std::array kIcmp6{Named{"destination-unreachable", 1}, Named{"packet-too-big", 2},
                            Named{"time-exceeded", 3},           Named{"parameter-problem", 4},
                            Named{"echo-request", 128},          Named{"echo-reply", 129},
                            Named{"nd-router-solicit", 133},     Named{"nd-router-advert", 134},
                            Named{"nd-neighbor-solicit", 135},   Named{"nd-neighbor-advert", 136}};
constexpr std::array kFlags{Named{"fin", 1},  Named{"syn", 2},  Named{"rst", 4},  Named{"psh", 8},
                            Named{"ack", 16}, Named{"urg", 32}, Named{"ecn", 64}, Named{"cwr", 128}};
constexpr std::array kStates{Named{"invalid", ct::invalid}, Named{"established", ct::established},
                             Named{"related", ct::related}, Named{"new", ct::fresh},
                             Named{"untracked", ct::untracked}};

template <size_t N>
std::optional<uint16_t> find(const std::array<Named, N>& names, std::string_view word) {
  const std::string small = lower(word);
  const auto at = std::ranges::find(names, std::string_view(small), &Named::name);
  return at == names.end() ? std::nullopt : std::optional(at->number);
}

uint64_t largest(Field field) {
  switch (field) {
    case Field::version:
    case Field::transport:
    case Field::next_header:
    case Field::ttl:
    case Field::tcp_flags:
    case Field::icmp_type:
    case Field::icmp6_type:
      return 255;
    case Field::length:
    case Field::user:
      return UINT32_MAX;
    default:
      return 65535;
  }
}

std::optional<uint64_t> named(Field field, std::string_view word) {
  switch (field) {
    case Field::version:
      return word == "ipv4"   ? std::optional<uint64_t>(4)
             : word == "ipv6" ? std::optional<uint64_t>(6)
                              : std::nullopt;
    case Field::transport:
    case Field::next_header:
      return find(kProtocols, word);
    case Field::src_port:
    case Field::dst_port:
      return find(kPorts, word);
    case Field::icmp_type:
      return find(kIcmp, word);
    case Field::icmp6_type:
      return find(kIcmp6, word);
    case Field::tcp_flags:
      return find(kFlags, word);
    case Field::in_interface:
    case Field::out_interface:
      return word == "lo" ? kLoopback : kOtherInterface;
    case Field::user:
      return word.empty() ? std::nullopt : std::optional<uint64_t>(0);  // which one is an assumption anyway
    default:
      return std::nullopt;
  }
}

std::optional<Value> number_value(Field field, std::string_view word) {
  if (field == Field::in_interface || field == Field::out_interface) return Value{0, *named(field, word)};
  std::optional<uint64_t> n = parse_number(word);
  if (field == Field::version) n.reset();  // nft takes the names only
  if (!n) n = named(field, word);
  if (!n || *n > largest(field)) return std::nullopt;
  return Value{0, *n};
}

bool fits(Field field, const Address& a) {
  const bool four = field == Field::src4 || field == Field::dst4;
  return four == a.is_ip4() && !a.is_mac();
}

std::optional<Range> address_range(Field field, std::string_view word) {
  if (const size_t dash = word.find('-'); dash != std::string_view::npos) {
    const auto low = Address::parse(word.substr(0, dash)), high = Address::parse(word.substr(dash + 1));
    if (!low || !high || !fits(field, *low) || !fits(field, *high) || *high < *low) return std::nullopt;
    return Range{*low, *high};
  }
  const auto p = Prefix::parse(word);
  if (!p || !fits(field, p->base)) return std::nullopt;
  const int host = 128 - p->bits;
  Range r{p->base, p->base};
  const uint64_t low_bits = host >= 64 ? UINT64_MAX : (uint64_t{1} << host) - 1;
  const uint64_t high_bits = host <= 64 ? 0 : host == 128 ? UINT64_MAX : (uint64_t{1} << (host - 64)) - 1;
  r.low.lo &= ~low_bits;
  r.low.hi &= ~high_bits;
  r.high.lo |= low_bits;
  r.high.hi |= high_bits;
  return r;
}

bool is_address(Field field) { return field <= Field::dst6; }

}  // namespace

std::optional<uint64_t> parse_number(std::string_view word) {
  const bool hex = word.starts_with("0x");
  if (hex) word.remove_prefix(2);
  uint64_t n = 0;
  const char* last = word.data() + word.size();
  const auto [end, ec] = std::from_chars(word.data(), last, n, hex ? 16 : 10);
  return ec == std::errc{} && end == last && !word.empty() ? std::optional(n) : std::nullopt;
}

std::optional<uint16_t> protocol_number(std::string_view word) {
  if (const auto n = parse_number(word))
    return *n < 256 ? std::optional(static_cast<uint16_t>(*n)) : std::nullopt;
  return find(kProtocols, word);
}

std::optional<uint8_t> tcp_flag_bit(std::string_view word) {
  const auto n = find(kFlags, word);
  return n ? std::optional(static_cast<uint8_t>(*n)) : std::nullopt;
}

std::optional<uint8_t> ct_state_bit(std::string_view word) {
  const auto n = find(kStates, word);
  return n ? std::optional(static_cast<uint8_t>(*n)) : std::nullopt;
}

int64_t unit_ns(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, int64_t>, 9> units{{{"second", 1},
                                                                              {"sec", 1},
                                                                              {"s", 1},
                                                                              {"minute", 60},
                                                                              {"min", 60},
                                                                              {"hour", 3600},
                                                                              {"day", 86400},
                                                                              {"week", 604800},
                                                                              {"m", 60}}};
  for (const auto& [name, seconds] : units)
    if (word == name) return seconds * kSecond;
  return 0;
}

std::optional<Range> parse_range(Field field, std::string_view word) {
  if (is_address(field)) return address_range(field, word);
  if (const auto one = number_value(field, word)) return Range{*one, *one};
  const size_t dash = word.find('-');
  if (dash == std::string_view::npos || field == Field::in_interface || field == Field::out_interface)
    return std::nullopt;
  const auto low = number_value(field, word.substr(0, dash)),
             high = number_value(field, word.substr(dash + 1));
  if (!low || !high || *high < *low) return std::nullopt;
  return Range{*low, *high};
}

}  // namespace culprit::firewall
