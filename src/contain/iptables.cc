// iptables and ip6tables (iptables-extensions(8)).
#include <algorithm>
#include <array>

#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

/// iptables negates one address only, and its tests of looks take one value.
bool can_say(const FilterRule& r) {
  return (!r.but_remote || r.remote.size() == 1) && (!r.but_local || r.local.size() == 1) &&
         r.lengths.size() <= 1 && r.ttls.size() <= 1;
}

std::string addresses(const std::vector<Prefix>& list, bool four, const char* side, bool but) {
  const std::string some = joined(of_version(list, four), ",");
  return some.empty() ? some : (but ? " ! " : " ") + std::string(side) + ' ' + some;
}

std::string flags(uint8_t bits) {
  std::string out;
  for (size_t i = 0; i < 6; ++i)
    if ((bits >> i & 1) != 0)
      out += (out.empty() ? "" : ",") + std::string(std::array{"FIN", "SYN", "RST", "PSH", "ACK", "URG"}[i]);
  return out.empty() ? "NONE" : out;
}

std::string look(const FilterRule& r, bool four) {
  std::string out;
  for (const auto& [low, high] : r.lengths)
    out += " -m length --length " + std::to_string(low) + ':' + std::to_string(high);
  for (const uint8_t ttl : r.ttls)
    out += (four ? " -m ttl --ttl-eq " : " -m hl --hl-eq ") + std::to_string(ttl);
  if (r.tcp_flags) out += " --tcp-flags ALL " + flags(*r.tcp_flags);
  if (r.icmp_type) out += (four ? " --icmp-type " : " --icmpv6-type ") + std::to_string(*r.icmp_type);
  return out + (r.pieces ? " -f" : "");
}

std::string rule(const FilterRule& r, bool four, bool passing) {
  const bool out = r.outbound;
  std::string text = passing ? "FORWARD" : out ? "OUTPUT ! -o lo" : "INPUT";
  text += addresses(r.remote, four, out ? "-d" : "-s", r.but_remote);
  text += addresses(r.local, four, out ? "-s" : "-d", r.but_local);
  if (r.protocol != 0) text += " -p " + protocol_name(r.protocol);
  if (!r.local_ports.empty())
    text += std::string(" -m multiport --") + (out ? "sports " : "dports ") + joined(r.local_ports, ",");
  if (!r.remote_ports.empty())
    text += std::string(" -m multiport --") + (out ? "dports " : "sports ") + joined(r.remote_ports, ",");
  text += look(r, four);
  if (!r.user.empty()) text += " -m owner --uid-owner " + r.user;
  return text + " -m comment --comment culprit -j " + (r.allow ? "ACCEPT" : "DROP") + '\n';
}

Printed print(const Measure& m) {
  if (!std::ranges::all_of(m.rules, can_say)) return {};
  Printed p;
  for (const bool four : {true, false}) {
    const std::string program = four ? "iptables " : "ip6tables ";
    int place = 1;
    for (const FilterRule& r : m.rules) {
      if (!concerns(r, four)) continue;
      const std::string text = rule(r, four, m.passing);
      const size_t chain = text.find(' ');
      p.text += program + "-I " + text.substr(0, chain) + ' ' + std::to_string(place++) + text.substr(chain);
      p.undo += program + "-D " + text;
    }
  }
  return p;
}

}  // namespace

extern const Printer iptables;
const Printer iptables{.id = "iptables", .proven = false, .print = print};

}  // namespace culprit::contain
