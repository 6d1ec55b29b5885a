// More than one who hands out addresses on a network.
#include <map>
#include <set>

#include "detect/deed.h"

namespace culprit::detect {
namespace {

struct Server {
  Deed deed;
  std::set<std::string> offers;  ///< router and resolvers that it names
};

void run(const Scene& scene, Found& found) {
  std::map<Address, Server> servers;
  for (const message::Tally& t : scene.notes.all()) {
    if (t.kind != message::NoteKind::lease) continue;
    Server& s = servers[t.server];
    extend(s.deed, t);
    s.offers.insert(t.samples.begin(), t.samples.end());
  }
  if (servers.size() < 2) return;
  // The one that was there first, and hands out most, is taken for the usual one.
  const auto usual = std::ranges::max_element(servers, {}, [](const auto& x) {
    return std::pair(x.second.deed.count, -x.second.deed.start.ns);
  });
  for (auto& [address, s] : servers) {
    // A pair of servers that back each other up tells the same to everybody.
    if (address == usual->first || s.offers == usual->second.offers) continue;
    s.deed.kind = "rogue-dhcp";
    s.deed.doer = address;
    s.deed.port = 67;
    Finding f = deed_finding(scene, s.deed);
    f.way = Way::internal;
    f.severity = Severity::high;
    f.confidence = 0.85;
    f.attack = {"T1557.003"};
    f.filter = "dhcp && ip.src == " + address.text();
    f.what.address("usual", usual->first).text("offer", s.offers.empty() ? "" : *s.offers.begin());
    found.add(std::move(f), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector rogue_dhcp;
const Detector rogue_dhcp{.id = "rogue-dhcp", .run = run};

}  // namespace culprit::detect
