// Web requests in masses: one page over and over.
#include <algorithm>
#include <cmath>

#include "detect/web_load.h"
#include "knowledge/threshold.h"

namespace culprit::detect {
namespace {

using knowledge::threshold;

/// Programs that flood invent a name for themselves with each request.
bool changes_names(const WebLoad& load) {
  if (load.again >= 20 && load.renamed * 2 > load.again) return true;
  // A proxy passes on the names of its visitors, and what they ask for is of all sorts.
  if (load.page->count * 2 < load.requests) return false;
  const size_t programs = load.page->distinct();
  return programs >= 8 && programs > 2 * load.clients.size();
}

/// Several clients ask for the same page over and over: nobody reads it.
bool ask_again(const WebLoad& load) {
  const message::Tally& page = *load.page;
  const size_t clients = load.faithful.empty() ? load.clients.size() : load.faithful.size();
  const double each =
      static_cast<double>(load.faithful.empty() ? page.count : load.alone) / static_cast<double>(clients);
  const double lasted = static_cast<double>(page.last - page.first) / static_cast<double>(kSecond);
  return clients >= 3 && each >= 8 && each > lasted / 2;
}

Odds odds_of(const WebLoad& load) {
  const message::Tally& page = *load.page;
  Odds odds("flood.http.start");
  const double rate = std::max<double>(page.busiest, 1);
  odds.fact(Sentence("weighed.flood.http.rate").number("rate", rate),
            std::clamp(std::log10(rate / threshold("flood.http.volume-scale")),
                       threshold("flood.volume.least"), threshold("flood.volume.most")));
  if (static_cast<double>(page.count) > 0.9 * static_cast<double>(load.requests))
    odds.fact("flood.http.one-page");
  else if (static_cast<double>(load.alone) > 0.8 * static_cast<double>(page.count))
    odds.fact("flood.http.alone");
  if (page.other_numbers * 2 > page.count && page.count * 4 > load.requests)
    odds.fact("flood.http.any-query");
  if (ask_again(load)) odds.fact("flood.http.each");
  if (changes_names(load)) odds.fact("flood.http.names");
  if (load.faithful.size() >= 50) odds.fact("flood.crowd");
  return odds;
}

/// Who guesses passwords asks for one page, too: that is told as such.
bool are_logins(const message::Notes& notes, const WebLoad& load) {
  uint64_t logins = 0;
  for (const message::Tally& t : notes.all()) {
    const bool login = t.kind == message::NoteKind::login || t.kind == message::NoteKind::login_refused;
    if (login && t.server == load.server && t.server_port == load.port) logins += t.count;
  }
  return logins * 2 > load.page->count;
}

void run(const Scene& scene, Found& found) {
  for (WebLoad& load : web_loads(scene)) {
    if (load.page == nullptr ||
        static_cast<double>(load.page->count) < threshold("flood.http.least-requests"))
      continue;
    const Odds odds = odds_of(load);
    if (odds.sum() <= 0 || are_logins(scene.notes, load)) continue;
    if (load.alone * 2 > load.page->count) restrict_to(load, load.faithful);
    if (found.is_taken(load.shares)) continue;
    Finding f = web_finding(scene, load, "http-flood", odds);
    f.start = load.page->first;
    f.end = load.page->last;
    f.first = load.page->first_ref;
    f.last = load.page->last_ref;
    f.datagrams = load.page->count;
    found.add(std::move(f), load.shares);
  }
}

}  // namespace

extern const Detector http_flood;
const Detector http_flood{.id = "http-flood", .turn = 40, .run = run};

}  // namespace culprit::detect
