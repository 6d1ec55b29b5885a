// pf of OpenBSD, FreeBSD and macOS (pf.conf(5)); the rules go into an anchor of their own. The last match
// wins but for "quick".
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string side(const std::string& hosts, const std::vector<uint16_t>& ports) {
  return (hosts.empty() ? std::string("any") : "{ " + hosts + " }") +
         (ports.empty() ? "" : " port { " + joined(ports, ", ") + " }");
}

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  for (const FilterRule& r : m.rules) {
    p.text += std::string(r.allow ? "pass " : "block drop ") + (r.outbound ? "out" : "in") + " quick";
    if (r.protocol == 58) p.text += " inet6";
    if (r.protocol != 0)
      p.text += " proto " + std::string(r.protocol == 58 ? "icmp6" : protocol_name(r.protocol));
    const std::string far = side(joined(r.remote, ", "), r.remote_ports),
                      near = side(joined(r.local, ", "), r.local_ports);
    p.text += " from " + (r.outbound ? near : far) + " to " + (r.outbound ? far : near);
    if (!r.user.empty()) p.text += " user www";
    p.text += '\n';
  }
  p.undo = "pfctl -a culprit -F rules\n";
  return p;
}

}  // namespace

extern const Printer pf;
const Printer pf{.id = "pf", .proven = false, .print = print};

}  // namespace culprit::contain
