#include "attribute/owner.h"

#include <algorithm>
#include <optional>
#include <set>

namespace culprit::attribute {
namespace {

bool is_sent_by_us(const Finding& f) {
  const bool flood = f.kind.ends_with("-flood");
  return flood && (f.way == Way::outbound || f.way == Way::internal) && !f.sources.empty() &&
         !f.targets.empty();
}

/// 0 = any: a flood of bare fragments may be of any protocol.
uint16_t protocol_of(const Finding& f) {
  if (f.kind.starts_with("udp")) return packet::proto::udp;
  if (f.kind.starts_with("icmp")) return packet::proto::icmp;
  return f.kind.starts_with("fragment") ? uint16_t{0} : packet::proto::tcp;
}

bool has(const std::vector<Endpoint>& ends, const Address& a) {
  return std::ranges::any_of(ends, [&](const Endpoint& e) {
    return e.prefix_bits ? Prefix{e.ip, *e.prefix_bits}.contains(a) : e.ip == a;
  });
}

Sentence words(const std::string& key, const Process& p) {
  const std::string whole = key + (p.exe.empty() ? "-number" : "");
  return Sentence("answer." + whole)
      .path("exe", p.exe)
      .text("pid", std::to_string(p.pid))
      .path("source", p.source);
}

void name_by_notes(Finding& f, const ProcessTally& tally,
                   std::span<const std::vector<capture::ProcessClaim>> processes) {
  std::map<std::pair<uint32_t, uint16_t>, ProcessTally::Share> found;
  const uint16_t protocol = protocol_of(f);
  for (const auto& [key, share] : tally.all()) {
    if (protocol != 0 && key.protocol != protocol) continue;
    if (!has(f.sources, key.source) || !has(f.targets, key.destination)) continue;
    auto& sum = found[{key.file, key.process}];
    if (sum.packets == 0 || share.first < sum.first) sum.first = share.first;
    sum.packets += share.packets;
  }
  const auto best = std::ranges::max_element(found, {}, [](const auto& one) { return one.second.packets; });
  if (best == found.end()) return;
  const auto [file, number] = best->first;
  if (file >= processes.size() || number == 0 || number > processes[file].size()) return;
  const capture::ProcessClaim& claim = processes[file][number - 1u];
  Process p{claim.pid, claim.name, {}, claim.source, {}};
  p.says = words("process-note", p).count("n", best->second.packets);
  Evidence e;
  e.ref = best->second.first;
  e.quote = claim.name.empty() ? "PID=" + std::to_string(claim.pid) : claim.name;
  e.reason = Sentence("evidence.process-note").text("source", claim.source);
  f.evidence.push_back(std::move(e));
  f.process = std::move(p);
}

/// How a list's socket fits: its far end is the victim, or the flood came from its port, or it heard the
/// order.
enum class Fit : uint8_t { none, listener, port, victim };

Fit fit(const capture::Socket& s, const Finding& f) {
  const uint16_t protocol = protocol_of(f);
  const bool same = protocol == 0 || s.protocol == protocol;
  const bool ours = s.local.is_none() || has(f.sources, s.local);
  if (same && ours && !s.remote.is_none() && has(f.targets, s.remote)) return Fit::victim;
  const bool from = std::ranges::any_of(
      f.sources, [&](const Endpoint& e) { return std::ranges::binary_search(e.ports, s.local_port); });
  if (same && ours && s.remote.is_none() && s.local_port != 0 && from) return Fit::port;
  const bool heard =
      f.trigger && s.protocol == packet::proto::tcp && s.remote.is_none() && s.remote_port == 0;
  return heard && (s.local_port == 80 || s.local_port == 443 || s.local_port == 8080) ? Fit::listener
                                                                                      : Fit::none;
}

}  // namespace

void ProcessTally::add(const packet::Packet& p) {
  const Key key{p.src, p.dst, p.protocol, p.ref.file, p.process};
  auto at = shares_.find(key);
  if (at == shares_.end()) {
    if (shares_.size() >= kMost) return;
    at = shares_.emplace(key, Share{0, p.ref}).first;
  }
  ++at->second.packets;
}

void own_by_notes(Case& c, const ProcessTally& tally,
                  std::span<const std::vector<capture::ProcessClaim>> processes) {
  for (Finding& f : c.findings)
    if (is_sent_by_us(f)) name_by_notes(f, tally, processes);
}

bool own_by_sockets(Case& c, const capture::ProcessList& list, const std::string& source) {
  bool any = false;
  for (Finding& f : c.findings) {
    if (!is_sent_by_us(f) || f.process) continue;
    Fit best = Fit::none;
    std::set<uint64_t> owners;
    for (const capture::Socket& s : list.sockets) {
      const Fit one = s.pid == 0 ? Fit::none : fit(s, f);
      if (one < best || one == Fit::none) continue;
      if (one > best) owners.clear();
      best = one;
      owners.insert(s.pid);
    }
    // Two programs that fit alike: the list does not tell which.
    std::set<std::string_view> names;
    for (const uint64_t pid : owners) names.insert(list.name_of(pid));
    if (owners.empty() || (owners.size() > 1 && (names.size() > 1 || names.contains({})))) continue;
    Process p{*owners.begin(), std::string(list.name_of(*owners.begin())), {}, source, {}};
    if (const auto user = list.users.find(p.pid); user != list.users.end()) p.user = user->second;
    p.says = words(best == Fit::listener ? "process-listener"
                   : best == Fit::port   ? "process-port"
                                         : "process-victim",
                   p);
    f.process = std::move(p);
    any = true;
  }
  return any;
}

}  // namespace culprit::attribute
