// A drop-in for the web server's unit (systemd.resource-control(5), systemd.exec(5)): what holds for the
// service and all that it starts, whatever user that runs as. It knows addresses, both ways, but no ports and
// no protocols.
#include <algorithm>

#include "contain/pieces.h"
#include "contain/printer.h"

namespace culprit::contain {
namespace {

constexpr size_t kMaxAddresses = 256;
constexpr const char* kFolder = "/etc/systemd/system/apache2.service.d";

/// Senders' addresses are forged with raw sockets or beneath IP; a web server needs neither.
constexpr const char* kNoForging =
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK\nCapabilityBoundingSet=~CAP_NET_RAW\n";

bool is_by_address(const Measure& m) {
  return is_plain(m) && std::ranges::all_of(m.rules, [](const FilterRule& r) {
           return !r.allow && !r.remote.empty() && r.remote.size() <= kMaxAddresses && r.user.empty() &&
                  r.local_ports.empty() && r.remote_ports.empty();
         });
}

std::string settings(const Measure& m) {
  if (m.scope == "own-names") return kNoForging;
  if (!is_by_address(m)) return {};
  std::string out;
  for (const FilterRule& r : m.rules) out += "IPAddressDeny=" + joined(r.remote, " ") + '\n';
  return out;
}

Printed print(const Measure& m) {
  const std::string lines = settings(m);
  if (lines.empty()) return {};
  const std::string folder = kFolder, restart = "systemctl daemon-reload\nsystemctl restart apache2\n";
  return {
      "# Or nginx, php8.2-fpm ... instead of apache2. The restart ends what the service has started: save "
      "the\n"
      "# evidence before.\n"
      "mkdir -p " +
          folder + "\ncat > " + folder + "/culprit.conf <<END\n[Service]\n" + lines + "END\n" + restart,
      "rm " + folder + "/culprit.conf\n" + restart};
}

}  // namespace

extern const Printer systemd;
const Printer systemd{.id = "systemd", .proven = false, .print = print};

}  // namespace culprit::contain
