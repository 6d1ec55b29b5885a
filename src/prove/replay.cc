#include "prove/replay.h"

#include <algorithm>

namespace culprit::prove {
namespace {

using firewall::Hook;
using packet::Packet;

}  // namespace

Replay::Replay(const firewall::Ruleset& rules, std::vector<Prefix> local, std::vector<GroupFate> groups)
    : machine_(rules),
      tracks4_(rules.tracks4),
      tracks6_(rules.tracks6),
      reads_pieces_(rules.reads_pieces),
      local_(std::move(local)) {
  proof_.groups = std::move(groups);
}

void Replay::count_flow(const Piece& piece, bool hit) {
  GroupFate& g = proof_.groups[piece.group];
  const View& v = piece.view;
  const uint64_t a = v.src.hash() + (uint64_t{v.src_port} << 17),
                 b = v.dst.hash() + (uint64_t{v.dst_port} << 17);
  const uint64_t flow = mix(mix(a + b, a ^ b) + v.transport, piece.group + uint64_t{1});
  if (flows_.size() < kMaxFlows && flows_.insert(flow).second) ++g.flows;
  if (hit && hit_.size() < kMaxFlows && hit_.insert(flow).second) ++g.flows_hit;
}

void Replay::settle(const Piece& piece, const Ruling& ruling) {
  GroupFate& g = proof_.groups[piece.group];
  const bool unsure = ruling.dropped && ruling.assumed && !g.flood;
  const bool dropped = ruling.dropped && !unsure;
  ++g.packets;
  g.bytes += piece.view.frame_length;
  g.unsure += unsure;
  g.dropped += dropped;
  if (dropped) g.dropped_bytes += piece.view.frame_length;
  if (dropped && lists_ && proof_.dropped.size() < kMaxListed) proof_.dropped.push_back(piece.ref);
  if (!g.flood || dropped) count_flow(piece, dropped);
  FrameRef& first = dropped ? g.first_dropped : g.first_passed;
  if (first.frame != 0) return;
  first = piece.ref;
  if (!dropped) g.first_passed_at = piece.view.time;
}

// Hooks in the order in which the kernel passes them, until one drops.
Ruling Replay::at_hooks(std::initializer_list<Hook> hooks, View& v, const Packet& p) {
  if (tracks(v)) v.ct_state = track_.state(v, p);
  Ruling r;
  for (const Hook hook : hooks) {
    if (!machine_.has(hook)) continue;
    r = machine_.run(hook, v);
    if (r.dropped) return r;
  }
  if (tracks(v)) track_.confirm(v);
  return r;
}

void Replay::feed(const Packet& p, uint32_t group) {
  ++proof_.frames;
  Piece piece{seen_here(p, local_, proof_.groups[group].outside), p.ref, group};
  if (piece.view.version != 0 && piece.view.src != p.src) ++tunnelled_;
  const Way way = piece.view.version == 0 ? Way::in : way_of(piece.view, local_, proof_.groups[group].leaves);
  piece.view.outbound = way == Way::out;
  const bool later = !piece.view.has_transport && piece.view.version != 0;
  piece.view.has_transport = piece.view.has_transport || (later && reads_pieces_);
  if (way == Way::out)
    leaving(p, std::move(piece));
  else
    arriving(p, std::move(piece), way == Way::in);
  close_gone();
}

void Replay::leaving(const Packet& p, Piece piece) {
  if (!p.is_fragment() || piece.view.src != p.src) {
    View v = piece.view;
    Ruling r = at_hooks({Hook::output, Hook::postrouting}, v, p);
    if (!r.dropped && machine_.has(Hook::egress)) r = machine_.run(Hook::egress, piece.view);
    settle(piece, r);
    return;
  }
  Datagram& d = pieces_.add(p, piece.view, gone_);
  d.waiting.push_back(std::move(piece));
  // The sender made it in one piece: of UDP its first piece tells how long it was.
  if (!d.decided && d.has_first && d.total != 0) decide_leaving(d);
  if (d.decided) settle(d);
}

void Replay::decide_leaving(Datagram& d) {
  View v = d.whole_view();
  d.ruling = at_hooks({Hook::output, Hook::postrouting}, v, d.packet);
  d.decided = true;
  ++proof_.datagrams;
}

void Replay::settle(Datagram& d) {
  for (Piece& piece : d.waiting) {
    Ruling r = d.ruling;
    // The kernel does not send the pieces that follow one that was dropped on its way out.
    if (d.broken) r.dropped = true;
    if (!r.dropped && piece.view.outbound && machine_.has(Hook::egress))
      r = machine_.run(Hook::egress, piece.view);
    d.broken = d.broken || (r.dropped && piece.view.outbound);
    settle(piece, r);
  }
  d.waiting.clear();
}

void Replay::arriving(const Packet& p, Piece piece, bool here) {
  if (machine_.has(Hook::ingress)) {
    const Ruling r = machine_.run(Hook::ingress, piece.view);
    if (r.dropped) {
      settle(piece, r);
      if (p.is_fragment() && piece.view.version != 0) pieces_.add(p, piece.view, gone_).broken = true;
      return;
    }
  }
  const bool whole_first = tracks(piece.view);
  const bool whole_last = here && piece.view.version == 4;
  const bool apart = p.is_fragment() && piece.view.src == p.src && piece.view.version != 0;
  if (!apart || (!whole_first && !whole_last)) {
    View v = piece.view;
    Ruling r;
    if (v.version != 0)
      r = here ? at_hooks({Hook::prerouting, Hook::input}, v, p)
               : at_hooks({Hook::prerouting, Hook::forward, Hook::postrouting}, v, p);
    if (!r.dropped && !here && machine_.has(Hook::egress)) r = machine_.run(Hook::egress, piece.view);
    settle(piece, r);
    return;
  }
  Datagram& d = pieces_.add(p, piece.view, gone_);
  if (!whole_first) {  // prerouting sees the pieces, input the whole
    const Ruling r = machine_.run(Hook::prerouting, piece.view);
    if (r.dropped) {
      settle(piece, r);
      d.broken = true;
      return;
    }
  }
  d.waiting.push_back(std::move(piece));
  if (!d.decided && d.whole() && !d.broken) decide_arriving(d, here);
  if (d.decided) settle(d);
}

void Replay::decide_arriving(Datagram& d, bool here) {
  View v = d.whole_view();
  v.time = d.waiting.back().view.time;
  if (!tracks(v))
    d.ruling = at_hooks({Hook::input}, v, d.packet);
  else if (here)
    d.ruling = at_hooks({Hook::prerouting, Hook::input}, v, d.packet);
  else
    d.ruling = at_hooks({Hook::prerouting, Hook::forward, Hook::postrouting}, v, d.packet);
  d.decided = true;
  ++proof_.datagrams;
}

// A datagram that will not become whole: one that left was whole once, one that arrived goes nowhere.
void Replay::close(Datagram& d) {
  if (d.waiting.empty()) return;
  if (d.waiting.front().view.outbound && !d.decided) {
    if (!d.has_first) d.first = d.waiting.front().view;
    decide_leaving(d);
  }
  if (!d.decided) proof_.incomplete += d.waiting.size();
  settle(d);
}

void Replay::close_gone() {
  for (Datagram& d : gone_) close(d);
  gone_.clear();
}

Proof Replay::finish() {
  gone_ = pieces_.rest();
  close_gone();
  proof_.rules = machine_.counts();
  std::erase_if(proof_.groups, [](const GroupFate& g) { return g.packets == 0; });
  const auto assume = [&](const char* key, uint64_t n) {
    if (n != 0) proof_.assumptions.push_back(Sentence(std::string("prove.") + key).count("n", n));
  };
  proof_.assumptions.emplace_back("prove.replayed");
  if (machine_.asks_user()) proof_.assumptions.emplace_back("prove.user");
  if (local_.empty()) proof_.assumptions.emplace_back("prove.no-local");
  assume("incomplete", proof_.incomplete);
  assume("tunnelled", tunnelled_);
  assume("track-overflow", track_.overflow());
  return std::move(proof_);
}

}  // namespace culprit::prove
