// Windows without PowerShell (netsh advfirewall). As in New-NetFirewallRule what blocks wins over what
// allows.
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  for (const FilterRule& r : m.rules) {
    if (r.allow) {
      if (r.user.empty()) return {};
      continue;
    }
    p.text += "netsh advfirewall firewall add rule name=culprit action=block dir=";
    p.text += r.outbound ? "out" : "in";
    if (r.protocol != 0)
      p.text += " protocol=" + (r.protocol == 1 ? std::string("icmpv4") : protocol_name(r.protocol));
    if (!r.remote.empty()) p.text += " remoteip=" + joined(r.remote, ",");
    if (!r.local.empty()) p.text += " localip=" + joined(r.local, ",");
    if (!r.remote_ports.empty()) p.text += " remoteport=" + joined(r.remote_ports, ",");
    if (!r.local_ports.empty()) p.text += " localport=" + joined(r.local_ports, ",");
    if (!r.user.empty()) p.text += " program=\"C:\\xampp\\apache\\bin\\httpd.exe\"";
    p.text += '\n';
  }
  p.undo = "netsh advfirewall firewall delete rule name=culprit\n";
  return p;
}

}  // namespace

extern const Printer netsh;
const Printer netsh{.id = "netsh", .proven = false, .print = print};

}  // namespace culprit::contain
