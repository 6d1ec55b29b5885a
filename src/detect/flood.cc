#include "detect/flood.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "case/answer.h"
#include "knowledge/amplifier.h"

namespace culprit::detect {
namespace {

using flow::Burst;
using flow::Rush;
using knowledge::threshold;

double share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Random ports: what listens for many ports at once is no service.
void weigh_ports(Odds& odds, const Rush& r) {
  const Burst& b = r.burst;
  const unsigned to = b.dst_ports.count(), from = b.src_ports.count();
  // Each of several senders that say much may have a port of his own, at both ends.
  const bool own = r.source.is_none() && to <= r.sources && from <= r.sources && b.datagrams > 16 * r.sources;
  if (own) return;
  if (to >= 16)
    odds.fact("flood.ports.random");
  else if (to >= 4 && (!r.source.is_none() || to > r.sources))  // each of many senders may have his own
    odds.fact("flood.ports.several");
  if (from >= 16 || (from >= 4 && from * 2 > b.datagrams / 8)) odds.fact("flood.sender-ports.many");
}

/// The same message every time.
bool is_repeated(const Rush& r) { return r.burst.nature.alike() && r.burst.sizes.top_share() > 0.99; }

/// Nobody has so many computers, to send one packet from each.
bool is_forged(const Rush& r) { return r.sources >= 200 && r.sources * 2 > r.burst.datagrams; }

void weigh_payload(Odds& odds, const Rush& r, const flow::HistogramPool& pool) {
  const flow::Nature& n = r.burst.nature;
  if (n.total() == 0) return;
  if (n.uniform_share() > 0.9)
    odds.fact("flood.payload.one-byte");
  else if (is_repeated(r))
    odds.fact("flood.payload.same");
  else if (n.structured() && r.content.empty())
    odds.fact("flood.payload.structured");
  else if (n.checked() >= 16 && n.entropy(pool) > 7.2)
    odds.fact("flood.payload.random");
}

void weigh_fragments(Odds& odds, const Burst& b) {
  if (share(b.fragments, b.packets) <= 0.5) return;
  odds.fact(b.sizes.top_share() > 0.9 && b.sizes.mode() > 4000 ? "flood.fragments.one-size"
                                                               : "flood.fragments.most");
}

Endpoint endpoint(const Address& ip, const flow::Host* host) {
  Endpoint e;
  e.ip = ip;
  if (host != nullptr) e.mac = host->mac;
  return e;
}

/// Some of the many, so that one can look at them.
void put_some_sources(const Scene& scene, const Rush& r, Finding& f) {
  for (const flow::Share& s : r.shares) {
    const flow::Key& key = scene.traffic[s.conversation].key;
    const Address& source = s.way == 0 ? key.a : key.b;
    const bool known = std::ranges::find(f.sources, source, &Endpoint::ip) != f.sources.end();
    if (!source.is_none() && !known && f.sources.size() < 8) f.sources.push_back(endpoint(source, nullptr));
  }
}

void put_ends(const Scene& scene, const Rush& r, Finding& f) {
  f.source_count = r.sources;
  if (r.source.is_none())
    put_some_sources(scene, r, f);
  else
    f.sources.push_back(endpoint(r.source, scene.traffic.find_host(r.source)));
  Endpoint target = endpoint(r.target, nullptr);
  if (r.target.is_none()) {
    target.ip = r.block.base;
    target.prefix_bits = r.block.bits;
  }
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

/// Seconds since 1970, as display filters take them.
std::string epoch_seconds(Time time) {
  const int64_t part = (time.ns % kSecond + kSecond) % kSecond;
  const std::string digits = std::to_string(part);
  return std::to_string((time.ns - part) / kSecond) + '.' + std::string(9 - digits.size(), '0') + digits;
}

/// Frame numbers are those of one file; over several files the time tells.
std::string span_of(const flow::Burst& b) {
  const bool one_file = b.first_ref.file == b.last_ref.file;
  const auto end = [&](const char* than, FrameRef ref, Time time) {
    return one_file ? std::string("frame.number ") + than + std::to_string(ref.frame)
                    : std::string("frame.time_epoch ") + than + epoch_seconds(time);
  };
  return end(">= ", b.first_ref, b.first) + " && " + end("<= ", b.last_ref, b.last);
}

/// Frames between the first and the last. An ICMP error quotes our packet, and a display filter would match
/// the quote.
std::string filter_of(const Rush& r) {
  const bool four = r.target.is_none() ? r.block.base.is_ip4() : r.target.is_ip4();
  const std::string ip = four ? "ip" : "ipv6";
  std::string out;
  if (!r.source.is_none()) out = ip + ".src == " + r.source.text() + " && ";
  out += ip + ".dst == " + (r.target.is_none() ? r.block.text() : r.target.text());
  const bool icmp = r.protocol == packet::proto::icmp || r.protocol == packet::proto::icmp6;
  if (four && r.protocol == flow::kRareProtocol)
    out += " && !tcp && !udp && !icmp";
  else if (four)
    out += " && ip.proto == " + std::to_string(r.protocol) + (icmp ? "" : " && !icmp");
  else if (!icmp)
    out += std::string(r.protocol == packet::proto::udp   ? " && (udp || ipv6.fraghdr)"
                       : r.protocol == packet::proto::tcp ? " && tcp"
                                                          : "") +
           " && !icmpv6";
  else
    out += " && icmpv6";
  return out + " && " + span_of(r.burst);
}

Evidence frame_evidence(FrameRef ref, Sentence reason, double weight = 0) {
  Evidence e;
  e.ref = ref;
  e.reason = std::move(reason);
  e.weight = weight;
  return e;
}

/// The ends of the capture that a rush reaches: where neither side's address is known, its first share tells.
Address some_target(const Rush& r) { return r.target.is_none() ? r.block.base : r.target; }

bool touches(const flow::Local& local, const Rush& r) {
  if (!r.target.is_none()) return local.has(r.target);
  return std::ranges::any_of(local.hosts, [&](const Address& a) { return r.block.contains(a); }) ||
         std::ranges::any_of(local.prefixes, [&](const Prefix& p) { return p.contains(r.block.base); });
}

Severity severity_of(const Finding& f) {
  if (f.confidence < 0.7) return Severity::medium;
  return f.way == Way::outbound ? Severity::critical : Severity::high;
}

}  // namespace

bool is_heavy(const Rush& r) {
  return static_cast<double>(r.burst.packets) >= threshold("flood.least-packets") &&
         !is_group(some_target(r));
}

void weigh_volume(Odds& odds, const Rush& r, std::string_view scale) {
  const double rate = std::max(r.burst.peak_pps(), 1.0);
  const double w = std::clamp(std::log10(rate / threshold(scale)), threshold("flood.volume.least"),
                              threshold("flood.volume.most"));
  odds.fact(Sentence("weighed.flood.volume.rate").number("rate", rate), w);
  if (r.burst.peak_bps() > 10e6) odds.fact("flood.volume.fast-line");
}

/// Who is answered is in a dialogue. A flood's victim says nothing, or that nobody listens.
void weigh_replies(Odds& odds, const Scene& scene, const Rush& r) {
  if (r.refused >= 3) odds.fact("flood.refused");
  // A question for each of many pieces is a question for each message.
  const double replies = share(r.back_packets, r.burst.datagrams != 0 ? r.burst.datagrams : r.burst.packets);
  if (replies > 0.1)
    odds.fact("flood.replies.dialogue");
  else if (replies > 0.02)
    odds.fact("flood.replies.few");
  else if (scene.sight.sees_answers()) {
    odds.fact("flood.replies.none");
    const bool question = !r.content.empty() && knowledge::amplifier_of(r.content, 0) != nullptr;
    if (question && is_repeated(r) && r.burst.rate() > 100) odds.fact("flood.replies.unheeded");
  }
}

void weigh_content(Odds& odds, const Rush& r) {
  if (r.content.empty()) return;
  static constexpr std::array<std::string_view, 4> abused{"dns", "ntp", "ssdp", "memcached"};
  // Nobody who speaks a protocol says the same thing a hundred times a second, or to hundreds who never say
  // more than that.
  const bool weak = std::ranges::find(abused, r.content) != abused.end() ||
                    (is_repeated(r) && r.burst.rate() > 100) || is_forged(r);
  const std::string id = weak ? "flood.content.abused" : "flood.content.known";
  odds.fact(Sentence("weighed." + id).text("protocol", std::string(r.content)), threshold(id));
}

/// Very many senders; or one packet from each: nobody has so many computers.
void weigh_crowd(Odds& odds, const Rush& r) {
  if (r.sources >= 50) odds.fact("flood.crowd");
  if (is_forged(r)) odds.fact("flood.forged");
}

/// The same goes to all of a network, also to hosts that are not there.
void weigh_spread(Odds& odds, const Rush& r) {
  if (r.target.is_none() && static_cast<double>(r.targets) >= threshold("carpet.many-targets"))
    odds.fact("flood.carpet");
}

/// The two hosts talk over TCP as well, both ways.
void weigh_arranged(Odds& odds, const Scene& scene, const Rush& r) {
  if (r.source.is_none() || r.target.is_none()) return;
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    const bool same =
        (c.key.a == r.source && c.key.b == r.target) || (c.key.a == r.target && c.key.b == r.source);
    if (same && c.key.protocol == packet::proto::tcp && c.answered() && c.with_payload >= 2)
      return odds.fact("flood.arranged");
  }
}

Odds udp_odds(const Scene& scene, const Rush& r) {
  Odds odds("flood.udp.start");
  weigh_ports(odds, r);
  weigh_payload(odds, r, scene.histograms);
  weigh_volume(odds, r, "flood.volume.scale");
  weigh_fragments(odds, r.burst);
  weigh_replies(odds, scene, r);
  weigh_content(odds, r);
  weigh_crowd(odds, r);
  weigh_spread(odds, r);
  if (odds.sum() > 0) weigh_arranged(odds, scene, r);
  return odds;
}

Direction direction_of(const flow::Local& local, const Rush& r) {
  const bool from_machine = local.machine && r.source == *local.machine;
  const bool to_machine = local.machine && !r.target.is_none() && r.target == *local.machine;
  const bool from = local.has(r.source), to = touches(local, r);
  if (from_machine) return {Way::outbound, "source"};
  if (to_machine) return {Way::inbound, "victim"};
  if (from && to) return {Way::internal, "source"};
  if (from) return {Way::outbound, "source"};
  if (to) return {Way::inbound, "victim"};
  // Not our address, but our card, or no router between: the sender forges its source.
  if (local.how != "unknown" && (local.has_mac(r.source_mac) || r.near))
    return {Way::outbound, "spoofing-source"};
  if (local.how == "unknown") return {Way::unknown, "none"};
  return {Way::transit, "relay"};
}

Finding flood_finding(const Scene& scene, const Rush& r, const std::string& kind, const Odds& odds) {
  const Direction d = direction_of(scene.local, r);
  Finding f;
  f.kind = kind;
  f.way = d.way;
  f.role = d.role;
  f.confidence = odds.confidence();
  f.severity = severity_of(f);
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
  f.filter_exact = !r.source.is_none() && !r.target.is_none() && r.protocol != flow::kRareProtocol;
  f.first = r.burst.first_ref;
  f.last = r.burst.last_ref;
  f.evidence.push_back(frame_evidence(f.first, Sentence("evidence.flood-first")));
  f.evidence.push_back(frame_evidence(f.last, Sentence("evidence.flood-last")));
  for (Reason& reason : odds.reasons())
    f.evidence.push_back(frame_evidence(f.first, std::move(reason.what), reason.weight));
  f.attack = {"T1498.001"};
  f.key = kind + ':' + (r.source.is_none() ? "many" : r.source.text()) + '>' +
          (r.target.is_none() ? r.block.text() : r.target.text());
  const std::string words = std::string("finding.flood-of.") + name(f.way);
  f.title = about(f, words + ".title");
  f.what = about(f, words + ".what").duration("lasted", f.end - f.start);
  return f;
}

void find_flood(const Scene& scene, Found& found, const Rush& r, const std::string& kind, const Odds& odds) {
  if (odds.sum() > 0) found.add(flood_finding(scene, r, kind, odds), r);
}

}  // namespace culprit::detect
