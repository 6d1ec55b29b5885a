// A case for tests whose every text was written by an attacker.
#pragma once
#include "report/sample.h"

namespace culprit::report {

inline constexpr const char* kHostile =
    "<img src=x onerror=alert(1)></script><!--\u2028`a`|[link](http://evil.example)*b* "
    "www.evil.example\x1b[2J\"'&";

inline void spoil(Order& o) {
  o.request = std::string("GET /") + kHostile + " HTTP/1.1";
  o.host = o.script = kHostile;
  o.parameters = {{kHostile, kHostile}, {"victim", kHostile}};
  for (Evidence& e : o.evidence) e.quote = e.path = kHostile;
}

inline void spoil(Finding& f) {
  f.title.text("target", kHostile).text("client", kHostile).text("request", kHostile);
  for (Evidence& e : f.evidence) e.quote = e.path = kHostile;
  f.evidence.push_back({.kind = "log",
                        .file = 0,
                        .line = 7,
                        .path = kHostile,
                        .quote = kHostile,
                        .reason = Sentence("evidence.order").text("client", kHostile)});
  f.filter = "http.request.uri == \"<img src=x onerror=alert(1)>\"";
  f.process = Process{.pid = 1,
                      .exe = kHostile,
                      .user = kHostile,
                      .source = kHostile,
                      .says = Sentence("evidence.order").text("client", kHostile)};
  if (f.trigger) spoil(*f.trigger);
  for (Order& o : f.orders) spoil(o);
}

/// Concluded.
inline Case hostile() {
  Case c = sample();
  for (Finding& f : c.findings) spoil(f);
  put_in_order(c);
  conclude(c);
  for (Finding& f : c.findings) spoil(f);
  for (InputFile& f : c.files) f.name = kHostile;
  for (const Address& a : c.groups.front().hosts) {
    Host h;
    h.ip = a;
    h.name = h.network = h.maker = kHostile;
    c.hosts.push_back(std::move(h));
    c.talks.push_back({.from = a,
                       .to = {},
                       .protocol = 17,
                       .port = uint16_t{53},
                       .packets = {5, 6},
                       .bytes = {7, 8},
                       .first = *c.start,
                       .last = *c.end,
                       .group = c.groups.front().id});
  }
  c.warnings.push_back({"unreadable", Sentence().text("file", kHostile).text("why", kHostile).params, {}, 0});
  c.events.push_back(
      {*c.start, "upload",
       Sentence("event.order").text("client", kHostile).text("server", kHostile).text("request", kHostile),
       c.findings.front().evidence});
  c.scanned.push_back({kHostile, "00", "malicious", 0.9, {"flood"}, c.findings.front().evidence});
  c.timeline =
      Timeline{*c.start,
               kSecond,
               {{"all", {5, 9, 3}, {500, 900, 300}}, {c.groups.front().id, {1, 2, 3}, {100, 200, 300}}}};
  Excerpt e;
  e.ref = c.findings.front().trigger->frame;
  e.time = *c.start;
  e.wire = e.captured = 200;
  e.bytes = kHostile;
  e.marks.push_back(
      {0, 10, Sentence("mark.order-value").text("role", kHostile).text("value", kHostile), true});
  c.excerpts.push_back(e);
  return c;
}

}  // namespace culprit::report
