// Mail to many strangers.
#include <map>
#include <set>

#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;
using message::NoteKind;

struct Sender {
  Deed deed;
  uint64_t mails = 0, recipients = 0, refused = 0;
  std::set<Address> servers;
};

void run(const Scene& scene, Found& found) {
  std::map<Address, Sender> senders;
  std::set<Address> gets;  // mail
  for (const message::Tally& t : scene.notes.all()) {
    const bool mail = t.kind == NoteKind::mail;
    if (!mail && t.kind != NoteKind::recipient) continue;
    Sender& s = senders[t.client];
    (mail ? s.mails : s.recipients) += t.count;
    for (const message::Tally::Number& n : t.numbers)
      if (!mail && n.value >= 500 && n.value < 600) s.refused += n.count;
    gets.insert(t.server);
    s.servers.insert(t.server);
    extend(s.deed, t);
  }
  for (auto& [client, s] : senders) {
    // A mail server is a sender too: it also gets mail, or sends to few at a time.
    const bool many = static_cast<double>(s.servers.size()) >= threshold("mail.least-servers");
    if (!many || static_cast<double>(std::max(s.mails, s.recipients)) < threshold("mail.least-mails")) continue;
    // A mail server gets mail as well, and knows whom it writes to.
    if (gets.contains(client) && static_cast<double>(s.refused) < threshold("mail.refused") * static_cast<double>(s.recipients)) continue;
    s.deed.kind = "spam-run";
    s.deed.doer = client;
    s.deed.port = 25;
    s.deed.count = std::max(s.mails, s.recipients);
    Finding f = deed_finding(scene, s.deed);
    f.severity = f.way == Way::outbound ? Severity::high : Severity::low;
    f.confidence = 0.85;
    f.attack = {"T1071.003"};
    f.filter = "smtp && " + filter_between(client, {}, "tcp", 0);
    for (const Address& server : s.servers)
      if (f.targets.size() < 8) f.targets.push_back({.ip = server, .ports = {25}, .name = {}, .prefix_bits = {}});
    f.what.count("servers", s.servers.size());
    found.add(std::move(f), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector spam_run;
const Detector spam_run{.id = "spam-run", .run = run};

}  // namespace culprit::detect
