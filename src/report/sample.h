// A case for the tests of reports: the flood of the question that the project began with, with made-up
// addresses.
#pragma once
#include "case/case.h"

namespace culprit::report {

inline Order sample_order() {
  Order o;
  o.client = Address::ip4(0xc6336407);  // 198.51.100.7
  o.server = Address::ip4(0xc0000202);  // 192.0.2.2
  o.frame = {0, 12};
  o.time = {1'299'262'800'250'000'000};
  o.request = "GET /webdav/..php?act=phptools&host=203.0.113.9&time=60 HTTP/1.1";
  o.host = "192.0.2.2";
  o.script = "C:\\xampp\\webdav\\..php";
  o.parameters = {{"victim", "203.0.113.9"}, {"seconds", "60"}};
  o.probability = 0.9997;
  o.lag_ms = 0.4;
  o.status = 200;
  o.rivals = 3;
  o.effect = "fragment-flood";
  o.evidence.push_back({.ref = o.frame,
                        .path = {},
                        .quote = o.request,
                        .reason = Sentence("evidence.order").address("client", o.client)});
  o.reasons.push_back(
      {Sentence("reason.seconds-fit").count("asked", 60).duration("lasted", 60 * kSecond), 6.0});
  o.reasons.push_back({Sentence("reason.refused").text("status", "404"), -2.5});
  return o;
}

inline Finding sample_flood() {
  Finding f;
  f.id = f.kind = "fragment-flood";
  f.key = "fragment-flood:192.0.2.2>203.0.113.9";
  f.severity = Severity::critical;
  f.confidence = 0.99;
  f.way = Way::outbound;
  f.role = "source";
  f.start = {1'299'262'800'251'000'000};
  f.end = f.start + 60 * kSecond;
  f.packets = 775'961;
  f.bytes = 1'174'804'954;
  f.datagrams = 17'635;
  f.peak_pps = 13'002.04;
  f.sources.push_back(
      {.ip = Address::ip4(0xc0000202), .mac = 0x02005e100001, .ports = {}, .name = {}, .prefix_bits = {}});
  f.targets.push_back({.ip = Address::ip4(0xcb007109), .ports = {}, .name = {}, .prefix_bits = {}});
  f.payload = PayloadNature{.checked = 775'961,
                            .total = 775'961,
                            .fill = uint8_t{'X'},
                            .distinct_bytes = 1,
                            .printable = 1,
                            .code = false,
                            .fragments_per_datagram = 44,
                            .datagram_bytes = 65'000};
  f.filter = "ip.src == 192.0.2.2 && ip.dst == 203.0.113.9 && ip.proto == 17";
  f.filter_exact = true;
  f.first = {0, 13};
  f.last = {0, 775'973};
  f.evidence.push_back({.ref = f.first, .path = {}, .quote = {}, .reason = Sentence("evidence.flood-first")});
  f.attack = {"T1498.001"};
  f.trigger = sample_order();
  f.orders = {sample_order()};
  return f;
}

/// Not concluded yet.
inline Case sample() {
  Case c;
  const Finding f = sample_flood();
  c.files.push_back({.name = "strange.pcap",
                     .format = "pcap",
                     .packets = f.packets + 12,
                     .bytes = f.bytes + 900,
                     .link_types = {"ethernet"},
                     .interfaces = {},
                     .start = {},
                     .end = {},
                     .sha256 = {}});
  c.packets = f.packets + 12;
  c.bytes = f.bytes + 900;
  c.start = sample_order().time;
  c.end = f.end;
  c.local = {"192.0.2.2"};
  c.local_how = "inferred";
  c.highest_protocol = "HTTP";
  c.findings.push_back(f);
  c.groups.push_back({.id = f.id,
                      .kind = f.kind,
                      .params = {},
                      .packets = f.packets,
                      .bytes = f.bytes,
                      .ordinary = false,
                      .conditions = {},
                      .filter = f.filter,
                      .filter_exact = true,
                      .first = f.first,
                      .first_time = f.start,
                      .last_time = f.end,
                      .hosts = {f.sources[0].ip, f.targets[0].ip},
                      .finding = f.id});
  c.groups.push_back({.id = "webshell-order",
                      .kind = "webshell-order",
                      .params = {},
                      .packets = 12,
                      .bytes = 900,
                      .ordinary = false,
                      .conditions = {},
                      .filter = "http.request",
                      .first = {0, 1},
                      .first_time = *c.start,
                      .last_time = *c.end,
                      .hosts = {},
                      .finding = {}});
  return c;
}

}  // namespace culprit::report
