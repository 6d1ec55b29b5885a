// BGP FlowSpec (RFC 8955) for the provider, as ExaBGP writes it. It matches destination and source, not
// users.
#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

/// FlowSpec wants a length always.
std::string with_length(const Prefix& p) {
  return p.base.text() + '/' + std::to_string(p.base.is_ip4() ? p.bits - 96 : p.bits);
}

std::string route(const FilterRule& r, const Prefix& remote) {
  std::string match = std::string(r.outbound ? "destination " : "source ") + with_length(remote) + "; ";
  if (r.protocol != 0) match += "protocol " + protocol_name(r.protocol) + "; ";
  const auto& to = r.outbound ? r.remote_ports : r.local_ports;
  const auto& from = r.outbound ? r.local_ports : r.remote_ports;
  if (!to.empty()) match += "destination-port [ =" + joined(to, " =") + " ]; ";
  if (!from.empty()) match += "source-port [ =" + joined(from, " =") + " ]; ";
  return "flow route { match { " + match + "} then { discard; } }\n";
}

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  for (const FilterRule& r : m.rules) {
    if (r.allow || !r.user.empty() || r.remote.empty()) return {};
    for (const Prefix& remote : r.remote) {
      const std::string text = route(r, remote);
      p.text += "announce " + text;
      p.undo += "withdraw " + text;
    }
  }
  return p;
}

}  // namespace

extern const Printer flowspec;
const Printer flowspec{.id = "flowspec", .proven = false, .print = print};

}  // namespace culprit::contain
