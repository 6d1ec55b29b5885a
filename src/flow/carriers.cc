#include "flow/carriers.h"

#include <algorithm>

namespace culprit::flow {

void Carriers::add(const Key& key, uint64_t packets, FrameRef first) {
  auto at = carriers_.find(key);
  if (at == carriers_.end()) {
    if (carriers_.size() >= kMax) {
      others_ += packets;
      return;
    }
    const auto& [kind, a, b] = key;
    at = carriers_.emplace(key, Carrier{kind, a, b, 0, first}).first;
  }
  at->second.packets += packets;
  at->second.first = std::min(at->second.first, first);
}

void Carriers::take(const packet::Packet& p) {
  const auto [a, b] = std::minmax(p.outer.src, p.outer.dst);
  add({p.tunnel, a, b}, 1, p.ref);
}

void Carriers::merge(const Carriers& other) {
  others_ += other.others_;
  for (const auto& [key, c] : other.carriers_) add(key, c.packets, c.first);
}

std::vector<Carrier> Carriers::all() const {
  std::vector<Carrier> out;
  out.reserve(carriers_.size());
  for (const auto& [key, c] : carriers_) out.push_back(c);
  std::ranges::sort(out, [](const Carrier& x, const Carrier& y) {
    return std::tuple(y.packets, x.first, x.kind) < std::tuple(x.packets, y.first, y.kind);
  });
  return out;
}

}  // namespace culprit::flow
