// Data that hides in names.
#include <algorithm>
#include <map>

#include "detect/deed.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;
using message::NoteKind;
using message::Tally;

/// Of letters and digits as even as an encoding makes them: hardly a vowel, or many digits.
bool looks_encoded(const Tally& t) {
  uint64_t letters = 0, telling = 0;
  for (const std::string& name : t.samples) {
    for (const char c : name.substr(0, name.size() - std::min(name.size(), t.subject.size()))) {
      letters += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? 1 : 0;
      telling += (c >= '0' && c <= '9') || std::string_view("jkqvwxyz").find(c) != std::string_view::npos ? 1 : 0;
    }
  }
  return letters >= 40 && telling * 100 > letters * 32;
}

double mean_length(const Tally& t) {
  return t.count == 0 ? 0 : static_cast<double>(t.text_bytes) / static_cast<double>(t.count);
}

bool is_tunnel(const Tally& t) {
  if (t.kind != NoteKind::question || t.subject.empty()) return false;
  if (t.distinct() < threshold("dns.tunnel-names") || t.distinct() * 10 < t.count * 5) return false;
  const double beyond = mean_length(t) - static_cast<double>(t.subject.size());
  if (beyond < threshold("dns.tunnel-length")) return false;
  return looks_encoded(t) || t.with(16) * 2 > t.count || t.with(10) * 2 > t.count || beyond > 60;
}

void run(const Scene& scene, Found& found) {
  for (const Tally& t : scene.notes.all()) {
    if (!is_tunnel(t)) continue;
    Deed d{.kind = "dns-tunnel", .doer = t.client, .other = t.server, .port = 53, .start = {}, .end = {}, .first = {}, .last = {}};
    extend(d, t);
    Finding f = deed_finding(scene, d);
    f.severity = Severity::high;
    f.confidence = 0.9;
    f.attack = {"T1071.004", "T1048"};
    f.filter = "dns && " + filter_between(t.client, t.server, "udp", 0);
    for (Sentence* s : {&f.title, &f.what})
      s->text("zone", t.subject).text("example", t.samples.empty() ? "" : t.samples.front()).count("names", t.distinct());
    found.add(std::move(f), std::span<const flow::Share>{});
  }
}

}  // namespace

extern const Detector dns_tunnel;
const Detector dns_tunnel{.id = "dns-tunnel", .run = run};

}  // namespace culprit::detect
