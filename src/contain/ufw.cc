// ufw (ufw(8)). It knows no users.
#include <string_view>

#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

std::string rule(const FilterRule& r, const std::string& remote) {
  std::string text = r.allow ? "allow " : "deny ";
  text += r.outbound ? "out" : "in";
  if (r.protocol != 0) text += " proto " + protocol_name(r.protocol);
  const std::string far = " " + (remote.empty() ? std::string("any") : remote) +
                          (r.remote_ports.empty() ? "" : " port " + joined(r.remote_ports, ","));
  const std::string here = r.local.size() == 1 ? joined(r.local, "") : "any";
  const std::string near = " " + here + (r.local_ports.empty() ? "" : " port " + joined(r.local_ports, ","));
  return text + " from" + (r.outbound ? near : far) + " to" + (r.outbound ? far : near) + '\n';
}

Printed print(const Measure& m) {
  if (!is_plain(m)) return {};
  Printed p;
  int place = 1;
  const auto add = [&](const std::string& text) {
    p.text += "ufw insert " + std::to_string(place++) + ' ' + text;
    p.undo += "ufw delete " + text;
  };
  for (const FilterRule& r : m.rules) {
    if (!r.user.empty() || (r.protocol != 0 && r.protocol != 6 && r.protocol != 17)) return {};
    if (r.remote.empty()) add(rule(r, ""));
    for (const Prefix& remote : r.remote) add(rule(r, joined(std::vector{remote}, "")));
  }
  return p;
}

}  // namespace

extern const Printer ufw;
const Printer ufw{.id = "ufw", .proven = false, .print = print};

}  // namespace culprit::contain
