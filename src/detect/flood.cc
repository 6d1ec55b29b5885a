#include "detect/flood.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace culprit::detect {
namespace {

using flow::Burst;
using flow::Rush;

double share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Random ports: what listens for many ports at once is no service.
double port_odds(const Burst& b) {
  const unsigned to = b.dst_ports.count(), from = b.src_ports.count();
  double odds = to >= 16 ? 3.0 : to >= 4 ? 1.5 : 0;
  if (from >= 16 || (from >= 4 && from * 2 > b.datagrams / 8)) odds += 1.5;
  return odds;
}

double payload_odds(const Burst& b, const flow::HistogramPool& pool) {
  if (b.nature.total() == 0) return 0;
  if (b.nature.uniform_share() > 0.9) return 3.0;
  return b.nature.checked() >= 16 && b.nature.entropy(pool) > 7.2 ? 0.5 : 0;
}

double volume_odds(const Burst& b) {
  const double rate = std::max(b.peak_pps(), 1.0);
  return std::clamp(std::log10(rate / 1000.0), -1.5, 2.0) + (b.peak_bps() > 10e6 ? 0.5 : 0);
}

double fragment_odds(const Burst& b) {
  if (share(b.fragments, b.packets) <= 0.5) return 0;
  return b.sizes.top_share() > 0.9 && b.sizes.mode() > 4000 ? 1.5 : 1.0;
}

/// Who is answered is in a dialogue. A flood's victim says nothing, or that nobody listens.
double reply_odds(const Rush& r) {
  const double replies = share(r.back_packets, r.burst.packets);
  return replies <= 0.02 ? 1.5 : replies <= 0.1 ? -1.0 : -6.0;
}

/// Protocols that are sent one way in good order: logs, measurements, voice, video, tunnels.
double content_odds(std::string_view content) {
  if (content.empty()) return 0;
  static constexpr std::array<std::string_view, 4> weak{"dns", "ntp", "ssdp", "memcached"};
  return std::ranges::find(weak, content) != weak.end() ? -2.0 : -4.0;
}

/// The two hosts talk over TCP as well, both ways: voice, games and measurements arrange their streams like
/// that.
double arranged_odds(const Scene& scene, const Rush& r) {
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    const bool same =
        (c.key.a == r.source && c.key.b == r.target) || (c.key.a == r.target && c.key.b == r.source);
    if (same && c.key.protocol == packet::proto::tcp && c.answered() && c.with_payload >= 2) return -3.0;
  }
  return 0;
}

double confidence_of(double log_odds) { return std::min(0.99, 1 / (1 + std::exp(-log_odds))); }

Endpoint endpoint(const Address& ip, const flow::Host* host) {
  Endpoint e;
  e.ip = ip;
  if (host != nullptr) e.mac = host->mac;
  return e;
}

void put_ends(const Scene& scene, const Rush& r, Finding& f) {
  if (!r.source.is_none()) f.sources.push_back(endpoint(r.source, scene.traffic.find_host(r.source)));
  f.source_count = r.sources;
  if (r.source.is_none()) {
    // Some of the many, so that one can look at them.
    for (const flow::Share& s : r.shares) {
      const flow::Key& key = scene.traffic[s.conversation].key;
      const Address& source = s.way == 0 ? key.a : key.b;
      if (!source.is_none() && f.sources.size() < 8) f.sources.push_back(endpoint(source, nullptr));
    }
  }
  Endpoint target = endpoint(r.target, nullptr);
  const flow::Ports& ports = r.burst.dst_ports;
  for (unsigned i = 0; i < ports.few_count(); ++i) target.ports.push_back(ports.few()[i]);
  std::ranges::sort(target.ports);
  f.many_ports = target.ports.empty() && ports.count() > 4;
  f.targets.push_back(std::move(target));
}

/// Machine code has many different bytes and is neither text nor as even as what is encrypted or compressed.
std::optional<bool> is_code(const flow::Nature& n, const flow::HistogramPool& pool) {
  if (n.checked() == 0) return std::nullopt;
  if (n.distinct(pool) <= 4 || n.printable(pool) > 0.95) return false;
  return std::nullopt;
}

PayloadNature payload_of(const Burst& b, const flow::HistogramPool& pool) {
  const flow::Nature& n = b.nature;
  PayloadNature p;
  p.checked = n.checked();
  p.total = n.total();
  if (n.one_byte()) p.fill = n.fill();
  p.distinct_bytes = n.distinct(pool);
  p.entropy = n.entropy(pool);
  p.printable = n.printable(pool);
  p.code = is_code(n, pool);
  p.fragments_per_datagram =
      b.first_fragments == 0 ? 0 : static_cast<double>(b.fragments) / static_cast<double>(b.first_fragments);
  p.datagram_bytes = b.sizes.mode();
  return p;
}

/// Frames between the first and the last. An ICMP error quotes our packet, and a display filter would match
/// the quote.
std::string filter_of(const Rush& r) {
  const std::string ip = r.target.is_ip4() ? "ip" : "ipv6";
  std::string out;
  if (!r.source.is_none()) out = ip + ".src == " + r.source.text() + " && ";
  out += ip + ".dst == " + r.target.text();
  if (r.target.is_ip4())
    out += " && ip.proto == " + std::to_string(r.protocol) + " && !icmp";
  else
    out += std::string(r.protocol == packet::proto::udp ? " && (udp || ipv6.fraghdr)" : "") + " && !icmpv6";
  return out + " && frame.number >= " + std::to_string(r.burst.first_ref.frame) +
         " && frame.number <= " + std::to_string(r.burst.last_ref.frame);
}

Evidence frame_evidence(FrameRef ref, std::string key) {
  Evidence e;
  e.ref = ref;
  e.reason = Sentence(std::move(key));
  return e;
}

}  // namespace

double flood_log_odds(const Scene& scene, const Rush& r) {
  if (is_group(r.target) || r.burst.packets < kFloodLeast) return -10;
  double odds = -2.0;
  odds += port_odds(r.burst) + payload_odds(r.burst, scene.histograms) + volume_odds(r.burst) +
          fragment_odds(r.burst);
  odds += reply_odds(r) + content_odds(r.content);
  if (odds > 0 && !r.source.is_none()) odds += arranged_odds(scene, r);
  return odds;
}

Direction direction_of(const flow::Local& local, const Rush& r) {
  const bool from_machine = local.machine && r.source == *local.machine;
  const bool to_machine = local.machine && r.target == *local.machine;
  const bool from = local.has(r.source), to = local.has(r.target);
  if (from_machine) return {Way::outbound, "source"};
  if (to_machine) return {Way::inbound, "victim"};
  if (from && to) return {Way::internal, "source"};
  if (from) return {Way::outbound, "source"};
  if (to) return {Way::inbound, "victim"};
  // Not our address, but our card, or no router between: the sender forges its source.
  if (local.how != "unknown" && (local.has_mac(r.source_mac) || r.near))
    return {Way::outbound, "spoofing-source"};
  return {local.how == "unknown" ? Way::unknown : Way::transit, "none"};
}

Finding flood_finding(const Scene& scene, const Rush& r, const std::string& kind, double log_odds) {
  const Direction d = direction_of(scene.local, r);
  Finding f;
  f.kind = kind;
  f.way = d.way;
  f.role = d.role;
  f.confidence = confidence_of(log_odds);
  f.severity = f.confidence < 0.7       ? Severity::medium
               : d.way == Way::outbound ? Severity::critical
                                        : Severity::high;
  f.start = r.burst.first;
  f.end = r.burst.last;
  f.packets = r.burst.packets;
  f.bytes = r.burst.bytes;
  f.datagrams = r.burst.datagrams;
  f.peak_pps = r.burst.peak_pps();
  f.peak_bps = r.burst.peak_bps();
  put_ends(scene, r, f);
  f.payload = payload_of(r.burst, scene.histograms);
  f.filter = filter_of(r);
  f.filter_exact = !r.source.is_none();
  f.first = r.burst.first_ref;
  f.last = r.burst.last_ref;
  f.evidence.push_back(frame_evidence(f.first, "evidence.flood-first"));
  f.evidence.push_back(frame_evidence(f.last, "evidence.flood-last"));
  f.attack = {"T1498.001"};
  f.key = kind + ':' + (r.source.is_none() ? "many" : r.source.text()) + '>' + r.target.text();
  const std::string prefix = "finding." + kind + '.' + name(d.way);
  f.title = Sentence(prefix + ".title").address("target", r.target);
  f.what = Sentence(prefix + ".what")
               .address("target", r.target)
               .count("n", f.packets)
               .duration("lasted", f.end - f.start);
  return f;
}

}  // namespace culprit::detect
