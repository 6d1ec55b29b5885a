// A packet filter's rules as a small model: what nftables and iptables files have in common.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"

namespace culprit::firewall {

enum class Family : uint8_t { ip4, ip6, inet, netdev };
/// Where in the kernel's path a chain sits. Ingress and egress see frames, the others IP packets.
enum class Hook : uint8_t { ingress, prerouting, input, forward, output, postrouting, egress };
const char* name(Hook hook);

enum class Field : uint8_t {
  src4,
  dst4,
  src6,
  dst6,
  version,      ///< meta nfproto: 4 or 6
  transport,    ///< meta l4proto: of IPv6 the protocol behind the extension headers
  next_header,  ///< ip protocol, ip6 nexthdr: the byte in the IP header itself
  ip_length,    ///< ip length, or ip6 length (without the IPv6 header)
  frag_off,     ///< IPv4's flags and offset, 16 bits
  ttl,
  src_port,
  dst_port,
  udp_length,
  tcp_flags,
  icmp_type,
  icmp6_type,
  length,    ///< meta length: bytes that the hook sees
  ct_state,  ///< bits of CtState
  in_interface,
  out_interface,
  user,  ///< meta skuid
};

namespace ct {
inline constexpr uint8_t invalid = 1, established = 2, related = 4, fresh = 8, untracked = 64;
}  // namespace ct

/// Numbers are {0, n}; addresses as they are; names of interfaces: {0, 1} is "lo", {0, 2} any other.
using Value = Address;
inline constexpr uint64_t kLoopback = 1, kOtherInterface = 2;

struct Range {
  Value low, high;
};

/// True where the field, masked, lies in one of the ranges (or, `negated`, in none). Of a packet that has no
/// such field every test is false, negated or not.
struct Test {
  Field field{};
  uint16_t only = 0;  ///< the transport protocol that the field belongs to; 0 = any that has it
  uint64_t mask = 0;  ///< 0 = none
  bool negated = false;
  std::vector<Range> ranges;    ///< sorted, disjoint
  bool refuses_pieces = false;  ///< false of all later pieces (iptables' multiport)
};

/// A token bucket. `over`: true for what exceeds it.
struct Limit {
  uint64_t rate = 0;  ///< packets or bytes in `per_ns`
  int64_t per_ns = 0;
  uint64_t burst = 0;
  bool bytes = false, over = false;
};

enum class Verdict : uint8_t { accept, drop, jump, go_to, back };  // `back`: return

struct Statement {
  enum class Kind : uint8_t { test, limit, counter, verdict } kind{};
  Test test{};
  Limit limit{};
  Verdict verdict{};
  std::string target{};  ///< chain of jump and goto
};

struct Rule {
  std::vector<Statement> statements;
  uint32_t line = 0;  ///< in the file, from 1
  std::string text;   ///< as it stands there
};

struct Chain {
  std::string name;
  std::optional<Hook> hook;  ///< none = only jumped to
  int priority = 0;
  bool drops = false;  ///< policy drop
  std::vector<Rule> rules;
};

struct Table {
  Family family{};
  std::string name;
  std::vector<Chain> chains;
};

struct Ruleset {
  std::vector<Table> tables;
  /// Where a hook sees a later piece of a datagram, what stands there is taken for ports and flags.
  /// (nftables: measured on Linux 6.18; iptables over nf_tables does the same, the older one refuses pieces.)
  bool reads_pieces = false;
  bool tracks4 = false, tracks6 = false;  ///< a rule asks for connection state: pieces are put together first
};

/// Sorts the ranges and joins those that touch.
void tidy(std::vector<Range>& ranges);
bool contains(const std::vector<Range>& ranges, const Value& value);

}  // namespace culprit::firewall
