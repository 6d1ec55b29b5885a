// Somebody guesses passwords.
#include <algorithm>
#include <map>
#include <tuple>

#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;
using message::NoteKind;

/// What one client tried at one service.
struct Attempts {
  Deed deed;
  uint64_t tried = 0, refused = 0, accepted = 0;
  uint32_t accounts = 0;
  uint64_t count() const { return std::max(tried, refused + accepted); }
};
using Service = std::tuple<Address, Address, uint16_t>;

/// By what the protocols say.
std::map<Service, Attempts> said(const message::Notes& notes) {
  std::map<Service, Attempts> out;
  for (const message::Tally& t : notes.all()) {
    const bool login = t.kind == NoteKind::login, refused = t.kind == NoteKind::login_refused;
    if (!login && !refused && t.kind != NoteKind::login_accepted) continue;
    Attempts& a = out[{t.client, t.server, t.server_port}];
    (login ? a.tried : refused ? a.refused : a.accepted) += t.count;
    a.accounts = std::max(a.accounts, t.distinct());
    const uint64_t before = a.deed.count;
    extend(a.deed, t);
    a.deed.count = std::max(before, t.count);
  }
  return out;
}

/// SSH and RDP hide what is said, but not how often somebody came and how soon he went.
bool hides_logins(const flow::Conversation& c) {
  return c.content == "ssh" || c.content == "rdp" ||
         (c.content.empty() && (c.key.service == 22 || c.key.service == 3389));
}

/// A login that fails takes a few kilobytes; work takes more.
bool comes_and_goes(const flow::Conversation& c, double least) {
  if (!hides_logins(c) || c.key.protocol != packet::proto::tcp || c.is_crowd() || !c.answered()) return false;
  const double each = static_cast<double>(c.bytes()) / std::max<double>(c.rhythm.beats, 1);
  return c.rhythm.beats >= least && each < threshold("logins.hidden-bytes") &&
         c.with_payload > c.rhythm.beats;
}

void tell(const Scene& scene, Found& found, Attempts a, double confidence,
          std::span<const Address> all = {}) {
  Finding f = deed_finding(scene, a.deed);
  for (const Address& client : all)
    if (client != a.deed.doer && f.sources.size() < 8)
      f.sources.push_back({.ip = client, .ports = {}, .name = {}, .prefix_bits = {}});
  f.source_count = std::max<uint64_t>(all.size(), 1);
  const bool inside = a.accepted != 0;
  f.severity = f.way == Way::outbound || inside ? Severity::high : Severity::medium;
  f.confidence = confidence;
  f.attack = {"T1110"};
  std::vector<flow::Share> shares = shares_between(scene.traffic, a.deed.doer, a.deed.other, a.deed.port);
  for (const Address& client : all) {
    if (client == a.deed.doer) continue;
    for (const flow::Share& s : shares_between(scene.traffic, client, a.deed.other, a.deed.port))
      shares.push_back(s);
  }
  const bool udp = std::ranges::any_of(shares, [&](const flow::Share& s) {
    return scene.traffic[s.conversation].key.protocol == packet::proto::udp;
  });
  f.filter = all.empty() ? filter_between(a.deed.doer, a.deed.other, "tcp", a.deed.port)
                         : filter_between(a.deed.other, Address{}, "tcp", a.deed.port);
  if (udp)
    f.filter =
        '(' + f.filter + ") || (" + filter_between(a.deed.doer, a.deed.other, "udp", a.deed.port) + ')';
  f.what.count("refused", a.refused).count("accounts", a.accounts);
  if (inside) f.what.key = "finding.brute-force.inside";
  found.add(std::move(f), shares);
}

void by_words(const Scene& scene, Found& found) {
  for (auto& [at, a] : said(scene.notes)) {
    const uint64_t failed = a.refused != 0 ? a.refused : a.accepted == 0 ? a.tried : 0;
    if (static_cast<double>(failed) < threshold("logins.least-refused")) continue;
    if (a.accepted > a.refused) continue;
    std::tie(a.deed.doer, a.deed.other, a.deed.port) = at;
    a.deed.kind = "brute-force";
    a.deed.count = a.count();
    tell(scene, found, a, a.refused != 0 ? 0.95 : 0.8);
  }
}

void by_visits(const Scene& scene, Found& found) {
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    if (!comes_and_goes(c, threshold("logins.least-hidden"))) continue;
    Attempts a;
    const bool from_a = c.opener == 0;
    a.deed = {.kind = "brute-force",
              .doer = from_a ? c.key.a : c.key.b,
              .other = from_a ? c.key.b : c.key.a,
              .port = static_cast<uint16_t>(c.key.service),
              .start = c.first,
              .end = c.last,
              .first = c.first_ref,
              .last = c.way[c.opener].run.last_ref,
              .count = c.rhythm.beats};
    tell(scene, found, a, 0.75);
  }
}

/// Several come a few times each, to the same door: together they guess as one does alone.
void by_many(const Scene& scene, Found& found) {
  struct Door {
    Attempts attempts;
    std::vector<Address> clients;
    std::vector<flow::Share> shares;
    uint32_t most = 0;
  };
  std::map<std::pair<Address, flow::Service>, Door> doors;
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    if (!comes_and_goes(c, threshold("logins.least-each"))) continue;
    const Address &client = c.opener == 0 ? c.key.a : c.key.b, &server = c.opener == 0 ? c.key.b : c.key.a;
    Door& door = doors[{server, c.key.service}];
    Deed& d = door.attempts.deed;
    if (d.count == 0 || c.first < d.start) d.start = c.first, d.first = c.first_ref;
    if (d.count == 0 || c.last > d.end) d.end = c.last, d.last = c.way[c.opener].run.last_ref;
    d.count += c.rhythm.beats;
    if (c.rhythm.beats > door.most) door.most = c.rhythm.beats, d.doer = client;
    door.clients.push_back(client);
    for (const flow::Share& s :
         shares_between(scene.traffic, client, server, static_cast<uint16_t>(c.key.service)))
      door.shares.push_back(s);
  }
  for (auto& [at, door] : doors) {
    Deed& d = door.attempts.deed;
    const bool many = static_cast<double>(door.clients.size()) >= threshold("logins.least-clients");
    if (!many || static_cast<double>(d.count) < 2 * threshold("logins.least-hidden") ||
        found.is_taken(door.shares))
      continue;
    d.kind = "brute-force";
    d.other = at.first;
    d.port = static_cast<uint16_t>(at.second);
    tell(scene, found, door.attempts, 0.7, door.clients);
  }
}

void run(const Scene& scene, Found& found) {
  by_words(scene, found);
  by_visits(scene, found);
  by_many(scene, found);
}

}  // namespace

extern const Detector brute_force;
const Detector brute_force{.id = "brute-force", .run = run};

}  // namespace culprit::detect
