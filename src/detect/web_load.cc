#include "detect/web_load.h"

#include <algorithm>
#include <map>
#include <utility>

#include "case/answer.h"
#include "detect/deed.h"

namespace culprit::detect {
namespace {

using message::NoteKind;
using Loads = std::map<std::pair<Address, uint16_t>, WebLoad>;

void take_notes(const message::Notes& notes, Loads& loads) {
  for (const message::Tally& t : notes.all()) {
    if (t.kind != NoteKind::request && t.kind != NoteKind::unfinished) continue;
    WebLoad& load = loads[{t.server, t.server_port}];
    if (t.kind == NoteKind::unfinished) {
      load.unfinished += t.count;
      continue;
    }
    load.requests += t.count;
    // Without a path: all those that were too many to be told apart.
    if (!t.subject.empty() && (load.page == nullptr || t.count > load.page->count)) load.page = &t;
  }
}

/// Who reads a page asks for all that belongs to it.
void take_visitors(const message::Notes& notes, Loads& loads) {
  for (const message::Tally& t : notes.all()) {
    if (t.kind != NoteKind::visitor || t.distinct() != 1) continue;
    const auto at = loads.find({t.server, t.server_port});
    if (at == loads.end()) continue;
    WebLoad& load = at->second;
    if (load.page == nullptr || t.samples.front() != load.page->subject) continue;
    load.alone += t.count;
    load.again += t.count - 1;
    load.renamed += std::min(t.numbers.size() + t.other_numbers, t.count) - 1;
    load.faithful.push_back(t.client);
  }
  for (auto& [at, load] : loads) std::ranges::sort(load.faithful);
}

/// The way of the clients; the server's end is a or b.
void take(WebLoad& load, const flow::Conversation& c, uint32_t index, unsigned way) {
  const flow::Direction& there = c.way[way];
  const flow::TcpMix asked = there.tcp(), back = c.way[1 - way].tcp();
  if (load.packets == 0 || c.first < load.start) {
    load.start = c.first;
    load.first = c.first_ref;
  }
  if (load.packets == 0 || there.run.last > load.end) {
    load.end = there.run.last;
    load.last = there.run.last_ref;
  }
  const uint64_t ended = std::min<uint64_t>(asked.syn, std::max(uint64_t{asked.fin} + asked.rst, uint64_t{back.fin} + back.rst));
  load.opened += asked.syn;
  load.ended += ended;
  if (ended * 5 < asked.syn) {
    load.held += asked.syn - ended;
    load.idle_acks += asked.ack - std::min(asked.ack, back.data + back.syn_ack);
    load.holders.push_back(way == 0 ? c.key.a : c.key.b);
  }
  load.packets += there.packets;
  load.bytes += there.bytes;
  load.shares.push_back({index, way, there.packets, there.bytes, c.first, c.last});
}

void take_traffic(const flow::Traffic& traffic, Loads& loads) {
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const flow::Conversation& c = traffic[i];
    if (c.key.protocol != packet::proto::tcp || c.is_crowd() || c.key.service > 0xffff) continue;
    for (const unsigned way : {0u, 1u}) {
      const auto at = loads.find({way == 0 ? c.key.b : c.key.a, static_cast<uint16_t>(c.key.service)});
      if (at != loads.end() && c.way[way].packets != 0) take(at->second, c, i, way);
    }
  }
}

/// What a proxy asks on behalf of its visitors is told of the proxy.
bool is_passed_on(const WebLoad& load, const Loads& all) {
  if (load.clients.size() != 1 || load.page == nullptr) return false;
  return std::ranges::any_of(all, [&](const auto& x) {
    const WebLoad& o = x.second;
    return x.first.first == load.clients.front() && o.page != nullptr && o.page->subject == load.page->subject &&
           o.requests * 2 > load.requests;
  });
}

const Address& client_of(const flow::Traffic& traffic, const flow::Share& s) {
  const flow::Key& key = traffic[s.conversation].key;
  return s.way == 0 ? key.a : key.b;
}

}  // namespace

std::vector<WebLoad> web_loads(const Scene& scene) {
  Loads loads;
  take_notes(scene.notes, loads);
  take_visitors(scene.notes, loads);
  take_traffic(scene.traffic, loads);
  std::vector<WebLoad> out;
  for (auto& [at, load] : loads) {
    std::tie(load.server, load.port) = at;
    std::ranges::stable_sort(load.shares, std::ranges::greater{}, &flow::Share::packets);
    for (const flow::Share& s : load.shares) load.clients.push_back(client_of(scene.traffic, s));
    std::ranges::sort(load.holders);
    if (!load.shares.empty() && !is_passed_on(load, loads)) out.push_back(load);
  }
  return out;
}

void restrict_to(WebLoad& load, const std::vector<Address>& whom) {
  const auto listed = [&](const Address& a) { return std::ranges::binary_search(whom, a); };
  if (std::ranges::none_of(load.clients, listed)) return;
  std::vector<Address> clients;
  std::vector<flow::Share> shares;
  load.packets = load.bytes = 0;
  for (size_t i = 0; i < load.clients.size(); ++i) {
    if (!listed(load.clients[i])) continue;
    clients.push_back(load.clients[i]);
    shares.push_back(load.shares[i]);
    load.packets += load.shares[i].packets;
    load.bytes += load.shares[i].bytes;
  }
  load.clients = std::move(clients);
  load.shares = std::move(shares);
}

Finding web_finding(const Scene& scene, const WebLoad& load, const std::string& kind, const Odds& odds) {
  Deed d{.kind = kind.c_str(),
         .doer = load.clients.front(),
         .other = load.server,
         .port = load.port,
         .start = load.start,
         .end = load.end,
         .first = load.first,
         .last = load.last,
         .count = load.packets};
  Finding f = deed_finding(scene, d);
  for (size_t i = 1; i < std::min<size_t>(load.clients.size(), 8); ++i)
    f.sources.push_back({.ip = load.clients[i], .ports = {}, .name = {}, .prefix_bits = {}});
  f.source_count = load.clients.size();
  f.bytes = load.bytes;
  f.confidence = odds.confidence();
  f.severity = f.confidence < 0.7 ? Severity::medium : f.way == Way::outbound ? Severity::critical : Severity::high;
  const double lasted = std::max(static_cast<double>(f.end - f.start) / static_cast<double>(kSecond), 1.0);
  f.peak_pps = static_cast<double>(load.packets) / lasted;
  f.peak_bps = 8 * static_cast<double>(load.bytes) / lasted;
  for (Reason& reason : odds.reasons()) {
    Evidence e;
    e.ref = f.first;
    e.reason = std::move(reason.what);
    e.weight = reason.weight;
    f.evidence.push_back(std::move(e));
  }
  f.attack = {"T1499.002"};
  f.filter = filter_between(load.clients.size() == 1 ? d.doer : Address{}, load.server, "tcp", load.port);
  if (load.clients.size() != 1) f.key = kind + ":many>" + load.server.text();
  const std::string words = std::string("finding.web-flood.") + name(f.way);
  f.title = about(f, words + ".title");
  f.what = about(f, words + ".what").duration("lasted", f.end - f.start);
  return f;
}

}  // namespace culprit::detect
