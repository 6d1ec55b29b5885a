// firewalld (firewall-cmd(1)): direct rules, because rich ones know nothing that goes out.
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string rule(const FilterRule& r, bool four, int place, const std::string& remote) {
  const bool out = r.outbound;
  std::string text =
      std::string(four ? "ipv4" : "ipv6") + " filter " + (out ? "OUTPUT " : "INPUT ") + std::to_string(place);
  if (out) text += " ! -o lo";
  if (!remote.empty()) text += (out ? " -d " : " -s ") + remote;
  if (const std::string local = joined(of_version(r.local, four), ","); !local.empty())
    text += (out ? " -s " : " -d ") + local;
  if (r.protocol != 0) text += " -p " + protocol_name(r.protocol);
  if (!r.local_ports.empty())
    text += std::string(" -m multiport --") + (out ? "sports " : "dports ") + joined(r.local_ports, ",");
  if (!r.remote_ports.empty())
    text += std::string(" -m multiport --") + (out ? "dports " : "sports ") + joined(r.remote_ports, ",");
  if (!r.user.empty()) text += " -m owner --uid-owner " + r.user;
  return text + (r.allow ? " -j ACCEPT\n" : " -j DROP\n");
}

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  for (const bool four : {true, false}) {
    int place = 0;
    for (const FilterRule& r : m.rules) {
      if (!concerns(r, four)) continue;
      const std::string text = rule(r, four, place++, joined(of_version(r.remote, four), ","));
      p.text += "firewall-cmd --direct --add-rule " + text;
      p.undo += "firewall-cmd --direct --remove-rule " + text;
    }
  }
  return p;
}

}  // namespace

extern const Printer firewalld;
const Printer firewalld{.id = "firewalld", .proven = false, .print = print};

}  // namespace culprit::contain
