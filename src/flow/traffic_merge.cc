// Law 6: the state of one part of the input joins that of another.
#include <algorithm>

#include "flow/traffic.h"

namespace culprit::flow {

void Traffic::merge_host(const Host& from) {
  Host* to = host_of(from.ip);
  if (to == nullptr) return;
  if (to->mac == 0) to->mac = from.mac;
  add_peers(*to, from.peers);
  to->direct += from.direct;
  to->routed += from.routed;
  to->outbound += from.outbound;
  to->inbound += from.inbound;
  to->answers += from.answers;
  to->stray_errors += from.stray_errors;
  to->claims_mac = to->claims_mac || from.claims_mac;
  to->sent = to->sent || from.sent;
}

/// Joins runs that touch; otherwise the later one goes on and the earlier one has ended. `ended`: the run is
/// in the sum of its way's ended runs already.
void Traffic::merge_run(uint32_t index, unsigned way, const Burst& run, const Traffic& other, bool ended) {
  if (run.empty()) return;
  Direction& d = conversations_[index].way[way];
  const bool apart = !d.run.empty() && (run.first - d.run.last > kPause || d.run.first - run.last > kPause);
  if (apart && run.first > d.run.last) end_run(index, way);
  if (!apart || d.run.empty()) {
    d.run.merge(run, histograms_, other.histograms_);
    if (ended) d.ended.take_away(run.tcp);
    return;
  }
  Burst copy;
  copy.merge(run, histograms_, other.histograms_);
  if (!ended) d.ended.add(copy.tcp);
  if (copy.packets >= kNotable && runs_.size() < kMaxRuns) runs_.push_back({index, way, copy});
}

void Traffic::merge_conversation(const Conversation& from, const Traffic& other) {
  const uint32_t index = locate(from.key);
  Conversation& to = conversations_[index];
  const bool fresh = to.packets() == 0;
  if (from.packets() != 0 &&
      (fresh || from.first < to.first || (from.first == to.first && from.first_ref < to.first_ref))) {
    to.first = from.first;
    to.first_ref = from.first_ref;
  }
  to.last = fresh ? from.last : std::max(to.last, from.last);
  for (unsigned way = 0; way < 2; ++way) {
    to.way[way].packets += from.way[way].packets;
    to.way[way].bytes += from.way[way].bytes;
    to.way[way].refused += from.way[way].refused;
    to.way[way].ended.add(from.way[way].ended);
    merge_run(index, way, from.way[way].run, other, false);
  }
  if (to.content.empty() || (to.by_witness && !from.by_witness && !from.content.empty())) {
    to.content = from.content;
    to.by_witness = from.by_witness;
  }
  if (fresh || (from.opened && !to.opened)) to.opener = from.opener;
  to.opened = to.opened || from.opened;
  to.rhythm.merge(from.rhythm);
  to.with_payload += from.with_payload;
  to.oddities |= from.oddities;
  to.fragments_without_first += from.fragments_without_first;
  if (const PeerSketch* peers = other.sketch_of(from)) {
    if (to.sketch == UINT32_MAX) {
      to.sketch = static_cast<uint32_t>(sketches_.size());
      sketches_.emplace_back();
    }
    sketches_[to.sketch].merge(*peers);
  }
  if (const Timeline* line = other.timeline_of(from)) {
    if (to.timeline == TimelinePool::kNone) to.timeline = timelines_.take();
    if (to.timeline != TimelinePool::kNone) timelines_[to.timeline].merge(*line);
  }
}

void Traffic::merge(const Traffic& other) {
  if (other.packets_ == 0) return;
  for (uint32_t i = 0; i < other.hosts_.size(); ++i) merge_host(other.hosts_[i]);
  for (const Run& run : other.runs_) {
    merge_run(locate(other.conversations_[run.conversation].key), run.way, run.burst, other, true);
  }
  for (uint32_t i = 0; i < other.conversations_.size(); ++i)
    merge_conversation(other.conversations_[i], other);
  first_ = packets_ == 0 ? other.first_ : std::min(first_, other.first_);
  last_ = packets_ == 0 ? other.last_ : std::max(last_, other.last_);
  latest_ = std::max(latest_, other.latest_);
  packets_ += other.packets_;
  bytes_ += other.bytes_;
  backwards_ += other.backwards_;
  all_.merge(other.all_);
  neighbours_.merge(other.neighbours_);
  duplicates_.merge(other.duplicates_);
  tunnels_.merge(other.tunnels_, histograms_, other.histograms_);
  for (size_t i = 0; i < oddities_.size(); ++i) oddities_[i] += other.oddities_[i];
  overflow_.folded_packets += other.overflow_.folded_packets;
  overflow_.hosts += other.overflow_.hosts;
  overflow_.runs += other.overflow_.runs;
  last_pair_ = 0;
  last_crowd_ = Pairs::kNone;
}

}  // namespace culprit::flow
