// Windows (New-NetFirewallRule). A rule that blocks wins over one that allows: exceptions cannot be said, so
// a measure with one is left out where it is about ports.
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  for (const FilterRule& r : m.rules) {
    if (r.allow) {
      // What a user may not send is blocked by program; the resolver is another program.
      if (r.user.empty()) return {};
      continue;
    }
    p.text += "New-NetFirewallRule -DisplayName culprit -Action Block -Direction ";
    p.text += r.outbound ? "Outbound" : "Inbound";
    if (r.protocol != 0)
      p.text += " -Protocol " + (r.protocol == 58  ? std::string("ICMPv6")
                                 : r.protocol == 1 ? "ICMPv4"
                                                   : protocol_name(r.protocol));
    if (!r.remote.empty()) p.text += " -RemoteAddress " + joined(r.remote, ",");
    if (!r.local.empty()) p.text += " -LocalAddress " + joined(r.local, ",");
    if (!r.remote_ports.empty()) p.text += " -RemotePort " + joined(r.remote_ports, ",");
    if (!r.local_ports.empty()) p.text += " -LocalPort " + joined(r.local_ports, ",");
    if (!r.user.empty()) p.text += " -Program 'C:\\xampp\\apache\\bin\\httpd.exe'";
    p.text += '\n';
  }
  p.undo = "Remove-NetFirewallRule -DisplayName culprit\n";
  return p;
}

}  // namespace

extern const Printer windows;
const Printer windows{.id = "windows", .proven = false, .print = print};

}  // namespace culprit::contain
