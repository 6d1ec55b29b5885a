// nftables (nft(8)): a table of its own, so that the undo is one command.
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string ports(const FilterRule& r, const char* side, const std::vector<uint16_t>& list) {
  if (list.empty()) return {};
  const std::string name = protocol_name(r.protocol);
  return (name.empty() ? "th" : name) + ' ' + side + " { " + joined(list, ", ") + " } ";
}

std::string rule(const FilterRule& r, bool four, bool both) {
  std::string out = "    ";
  if (r.outbound) out += "oifname != \"lo\" ";
  if (!r.user.empty()) out += "meta skuid \"" + r.user + "\" ";
  const auto remote = of_version(r.remote, four);
  if (!remote.empty())
    out += std::string(four ? "ip " : "ip6 ") + (r.outbound ? "daddr { " : "saddr { ") +
           joined(remote, ", ") + " } ";
  else if (!both)
    out += four ? "meta nfproto ipv4 " : "meta nfproto ipv6 ";
  const std::string local = ports(r, r.outbound ? "sport" : "dport", r.local_ports);
  const std::string far = ports(r, r.outbound ? "dport" : "sport", r.remote_ports);
  if (r.protocol != 0 && local.empty() && far.empty())
    out += "meta l4proto " + protocol_name(r.protocol) + ' ';
  return out + local + far + "counter " + (r.allow ? "accept" : "drop") + '\n';
}

std::string chain(const Measure& m, bool outbound) {
  std::string rules;
  for (const FilterRule& r : m.rules) {
    if (r.outbound != outbound) continue;
    if (r.remote.empty()) {
      rules += rule(r, true, true);
      continue;
    }
    for (const bool four : {true, false})
      if (concerns(r, four)) rules += rule(r, four, false);
  }
  if (rules.empty()) return rules;
  const std::string name = outbound ? "output" : "input";
  return "  chain " + name + " {\n    type filter hook " + name + " priority 0; policy accept;\n" + rules +
         "  }\n";
}

Printed print(const Measure& m) {
  return {"table inet culprit\ndelete table inet culprit\ntable inet culprit {\n" + chain(m, true) +
              chain(m, false) + "}\n",
          "nft delete table inet culprit\n"};
}

}  // namespace

extern const Printer nftables;
const Printer nftables{.id = "nftables", .proven = true, .print = print};

}  // namespace culprit::contain
