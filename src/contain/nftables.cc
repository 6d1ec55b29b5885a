// nftables (nft(8)): a table of its own, so that the undo is one command.
#include <algorithm>
#include <string_view>

#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string ports(const FilterRule& r, const char* side, const std::vector<uint16_t>& list) {
  if (list.empty()) return {};
  const std::string name = protocol_name(r.protocol);
  return (name.empty() ? "th" : name) + ' ' + side + " { " + joined(list, ", ") + " } ";
}

std::string addresses(const std::vector<Prefix>& list, bool four, const char* side, bool but) {
  const auto some = of_version(list, four);
  if (some.empty()) return {};
  return std::string(four ? "ip " : "ip6 ") + side + (but ? " != { " : " { ") + joined(some, ", ") + " } ";
}

/// How the packets look. IPv6 counts its length without the header.
std::string look(const FilterRule& r, bool four) {
  const std::string ip = four ? "ip " : "ip6 ";
  std::string out;
  if (!r.lengths.empty()) out += ip + "length { " + joined(r.lengths, four ? 0 : 40) + " } ";
  if (!r.ttls.empty()) out += ip + (four ? "ttl { " : "hoplimit { ") + joined_bytes(r.ttls) + " } ";
  if (r.tcp_flags) out += "tcp flags & 0x3f == " + std::to_string(*r.tcp_flags) + ' ';
  if (r.icmp_type) out += (four ? "icmp type " : "icmpv6 type ") + std::to_string(*r.icmp_type) + ' ';
  if (r.pieces) out += "ip frag-off & 0x3fff != 0 ";
  return out;
}

std::string rule(const FilterRule& r, bool four, bool both) {
  std::string out = "    ";
  if (r.outbound) out += "oifname != \"lo\" ";
  if (!r.user.empty()) out += "meta skuid \"" + r.user + "\" ";
  const std::string sides = addresses(r.remote, four, r.outbound ? "daddr" : "saddr", r.but_remote) +
                            addresses(r.local, four, r.outbound ? "saddr" : "daddr", r.but_local);
  if (sides.empty() && !both) out += four ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
  const std::string local = ports(r, r.outbound ? "sport" : "dport", r.local_ports);
  const std::string far = ports(r, r.outbound ? "dport" : "sport", r.remote_ports);
  if (r.protocol != 0 && local.empty() && far.empty())
    out += "meta l4proto " + protocol_name(r.protocol) + ' ';
  return out + sides + local + far + look(r, four) + "counter " + (r.allow ? "accept" : "drop") + '\n';
}

/// Without ports what arrives is dropped before pieces are put together: those that will never be whole, too.
bool is_early(const Measure& m) {
  return std::ranges::none_of(m.rules, [](const FilterRule& r) {
    return !r.outbound && (!r.local_ports.empty() || !r.remote_ports.empty() || r.tcp_flags || r.icmp_type);
  });
}

std::string_view hook_of(const Measure& m, const FilterRule& r, bool early) {
  if (m.passing) return "forward";
  if (r.outbound) return "output";
  return early ? "prerouting" : "input";
}

std::string chain(const Measure& m, std::string_view hook) {
  const bool early = is_early(m);
  std::string rules;
  for (const FilterRule& r : m.rules) {
    if (hook_of(m, r, early) != hook) continue;
    if (r.version == 0 && r.remote.empty() && r.local.empty()) {
      rules += rule(r, true, true);
      continue;
    }
    for (const bool four : {true, false})
      if (concerns(r, four)) rules += rule(r, four, false);
  }
  if (rules.empty()) return rules;
  return "  chain " + std::string(hook) + " {\n    type filter hook " + std::string(hook) + " priority " +
         (hook == "prerouting" ? "-300" : "0") + "; policy accept;\n" + rules + "  }\n";
}

Printed print(const Measure& m) {
  std::string chains;
  for (const char* hook : {"output", "forward", "prerouting", "input"}) chains += chain(m, hook);
  return {"table inet culprit\ndelete table inet culprit\ntable inet culprit {\n" + chains + "}\n",
          "nft delete table inet culprit\n"};
}

}  // namespace

extern const Printer nftables;
const Printer nftables{.id = "nftables", .proven = true, .print = print};

}  // namespace culprit::contain
