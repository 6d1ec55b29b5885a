// iptables and ip6tables (iptables-extensions(8)).
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string rule(const FilterRule& r, const std::string& remote) {
  const bool out = r.outbound;
  std::string text = out ? "OUTPUT ! -o lo" : "INPUT";
  if (!remote.empty()) text += (out ? " -d " : " -s ") + remote;
  if (r.protocol != 0) text += " -p " + protocol_name(r.protocol);
  if (!r.local_ports.empty())
    text += std::string(" -m multiport --") + (out ? "sports " : "dports ") + joined(r.local_ports, ",");
  if (!r.remote_ports.empty())
    text += std::string(" -m multiport --") + (out ? "dports " : "sports ") + joined(r.remote_ports, ",");
  if (!r.user.empty()) text += " -m owner --uid-owner " + r.user;
  return text + " -m comment --comment culprit -j " + (r.allow ? "ACCEPT" : "DROP") + '\n';
}

Printed print(const Measure& m) {
  Printed p;
  for (const bool four : {true, false}) {
    const std::string program = four ? "iptables " : "ip6tables ";
    int place = 1;
    for (const FilterRule& r : m.rules) {
      if (!concerns(r, four)) continue;
      const std::string text = rule(r, joined(of_version(r.remote, four), ","));
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
