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

/// "4.3.2.1.", "f.e.d.c. ...", or a hash as one label.
bool begins_like_a_list(std::string_view name) {
  unsigned numbers = 0, nibbles = 0;
  for (std::string_view rest = name; !rest.empty();) {
    const std::string_view label = rest.substr(0, rest.find('.'));
    const bool decimal = !label.empty() && label.size() <= 3 && label.find_first_not_of("0123456789") == std::string_view::npos;
    const bool nibble = label.size() == 1 && label.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    if (!decimal && !nibble) break;
    numbers += decimal ? 1 : 0;
    nibbles += nibble ? 1 : 0;
    rest.remove_prefix(std::min(rest.size(), label.size() + 1));
  }
  const size_t first = name.find('.');
  const bool hash = (first == 32 || first == 40 || first == 64) &&
                    name.substr(0, first).find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return numbers == 4 || nibbles >= 16 || hash;
}

/// Lists of senders, hosts or files are asked about an address or a hash in the name (RFC 5782).
bool asks_a_list(const Tally& t) { return !t.samples.empty() && std::ranges::all_of(t.samples, begins_like_a_list); }

bool is_tunnel(const Tally& t) {
  if (t.kind != NoteKind::question || t.subject.empty() || asks_a_list(t)) return false;
  if (t.distinct() < threshold("dns.tunnel-names") || t.distinct() * 10 < t.count * 5) return false;
  const double beyond = mean_length(t) - static_cast<double>(t.subject.size());
  if (beyond < threshold("dns.tunnel-length")) return false;
  return looks_encoded(t) || t.with(16) * 2 > t.count || t.with(10) * 2 > t.count || beyond > 60;
}

void run(const Scene& scene, Found& found) {
  for (const Tally& t : scene.notes.all()) {
    if (!is_tunnel(t) || found.is_taken(shares_between(scene.traffic, t.client, t.server, t.server_port))) continue;
    Deed d{.kind = "dns-tunnel", .doer = t.client, .other = t.server, .port = 53, .start = {}, .end = {}, .first = {}, .last = {}};
    extend(d, t);
    Finding f = deed_finding(scene, d);
    // The name server of one's own network passes them on.
    if (f.way == Way::internal) {
      f.way = Way::outbound;
      f.title.key = "finding.dns-tunnel.outbound.title";
    }
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
const Detector dns_tunnel{.id = "dns-tunnel", .turn = 65, .run = run};

}  // namespace culprit::detect
