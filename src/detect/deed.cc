#include "detect/deed.h"

#include <algorithm>

namespace culprit::detect {
namespace {

Way way_of(const flow::Local& local, const Deed& d) {
  const bool from = local.has(d.doer), to = !d.other.is_none() && local.has(d.other);
  if (from && to) return Way::internal;
  if (from) return Way::outbound;
  if (to) return Way::inbound;
  return local.how == "unknown" ? Way::unknown : Way::transit;
}

Evidence at_frame(FrameRef ref, const char* key, uint64_t count) {
  Evidence e;
  e.ref = ref;
  e.reason = Sentence(key).count("n", count);
  return e;
}

}  // namespace

Finding deed_finding(const Scene& scene, const Deed& d) {
  Finding f;
  f.kind = d.kind;
  f.way = way_of(scene.local, d);
  f.role = f.way == Way::inbound                            ? "victim"
           : f.way == Way::transit || f.way == Way::unknown ? "none"
                                                            : "source";
  f.start = d.start;
  f.end = d.end;
  f.first = d.first;
  f.last = d.last;
  f.packets = d.count;
  f.sources.push_back({.ip = d.doer, .ports = {}, .name = {}, .prefix_bits = {}});
  if (!d.other.is_none()) {
    f.targets.push_back({.ip = d.other, .ports = {}, .name = {}, .prefix_bits = {}});
    if (d.port != 0) f.targets.back().ports.push_back(d.port);
  }
  if (d.first.frame != 0) f.evidence.push_back(at_frame(d.first, "evidence.deed-first", d.count));
  if (d.last.frame != 0 && d.last != d.first)
    f.evidence.push_back(at_frame(d.last, "evidence.deed-last", d.count));
  f.key = f.kind + ':' + d.doer.text() + '>' + (d.other.is_none() ? "many" : d.other.text());
  const std::string words = "finding." + f.kind;
  f.title = Sentence(words + '.' + name(f.way) + ".title");
  f.what = Sentence(words + ".what");
  for (Sentence* s : {&f.title, &f.what}) {
    s->address("doer", d.doer)
        .text("other", d.other.is_none() ? "?" : d.other.text())
        .text("port", std::to_string(d.port))
        .count("n", d.count);
  }
  return f;
}

std::vector<flow::Share> shares_between(const flow::Traffic& traffic, const Address& a, const Address& b,
                                        uint16_t port) {
  std::vector<flow::Share> out;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    if (c.key.a != std::min(a, b) || c.key.b != std::max(a, b) || c.key.service != port) continue;
    for (unsigned way = 0; way < 2; ++way)
      if (c.way[way].packets != 0)
        out.push_back({i, way, c.way[way].packets, c.way[way].bytes, c.first, c.last});
  }
  return out;
}

void extend(Deed& d, const message::Tally& t) {
  if (d.count == 0 || t.first < d.start) {
    d.start = t.first;
    d.first = t.first_ref;
  }
  if (d.count == 0 || t.last > d.end) {
    d.end = t.last;
    d.last = t.last_ref;
  }
  d.count += t.count;
}

std::string filter_between(const Address& a, const Address& b, const char* transport, uint16_t port) {
  const std::string ip = a.is_ip4() || (a.is_none() && b.is_ip4()) ? "ip" : "ipv6";
  std::string out;
  for (const Address& end : {a, b})
    if (!end.is_none()) out += (out.empty() ? "" : " && ") + ip + ".addr == " + end.text();
  if (port != 0) out += std::string(" && ") + transport + ".port == " + std::to_string(port);
  return out;
}

}  // namespace culprit::detect
