#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "case/answer.h"
#include "case/incident.h"

namespace culprit {
namespace {

Event order_event(const Order& o) {
  Event e{o.time, "order", Sentence("event.order"), o.evidence};
  e.what.address("client", o.client).text("request", o.request);
  name_server(e.what, o);
  return e;
}

Event flood_event(const Finding& f, const char* kind, Time time, FrameRef frame) {
  Event e{time, kind, about(f, std::string("event.") + kind), {}};
  if (frame.frame != 0)
    e.evidence.push_back({.ref = frame, .reason = Sentence(std::string("reason.") + kind)});
  return e;
}

// Logs cut their times to seconds. Within one second things are told as they follow from each other.
size_t rank(std::string_view kind) {
  static constexpr std::array<std::string_view, 8> order{"probe",  "login", "upload",      "first-use",
                                                         "return", "order", "flood-start", "flood-end"};
  return static_cast<size_t>(std::ranges::find(order, kind) - order.begin());
}

// An order may stand in two findings: with the flood that it started, and with its script.
void tell(Case& c) {
  std::set<std::tuple<Time, FrameRef, std::string_view>> told;
  for (const Finding& f : c.findings) {
    for (const Order& o : f.orders)
      if (told.emplace(o.time, o.frame, o.request).second) c.events.push_back(order_event(o));
    if (!is_flood(f)) continue;
    c.events.push_back(flood_event(f, "flood-start", f.start, f.first));
    c.events.push_back(flood_event(f, "flood-end", f.end, f.last));
  }
  std::ranges::stable_sort(c.events, {}, [](const Event& e) { return std::pair(e.time, rank(e.kind)); });
}

}  // namespace

void word_findings(Case& c) {
  for (Finding& f : c.findings) {
    if (f.title.empty())
      f.title = is_flood(f) ? about(f, "finding.flood") : Sentence("kind." + f.kind + ".title");
    if (f.what.empty()) f.what = Sentence("kind." + f.kind + ".what");
    // Where there is no capture, nothing could have been seen in one.
    if (c.packets == 0 && f.what.key == "finding.webshell-order.what") f.what.key += "-log";
  }
  const bool told = std::ranges::any_of(
      c.events, [](const Event& e) { return e.kind == "order" || e.kind == "flood-start"; });
  if (!told) tell(c);
}

}  // namespace culprit
