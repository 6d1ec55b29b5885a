#include "prove/pieces.h"

#include <algorithm>
#include <utility>

namespace culprit::prove {

View Datagram::whole_view() const {
  View v = first;
  v.length = header + static_cast<uint32_t>(std::min<uint64_t>(total != 0 ? total : got, 65535));
  v.ip_length = static_cast<uint16_t>(v.version == 4 ? v.length : v.length - 40);
  v.frag_off &= 0xc000;
  if (v.version == 6 && v.next_header == 44) v.next_header = static_cast<uint8_t>(v.transport);
  return v;
}

void Pieces::make_room(Time now, std::vector<Datagram>& gone) {
  while (!order_.empty()) {
    const auto at = open_.find(order_.front());
    const bool old = at != open_.end() && now - at->second.begun > kLife;
    if (at != open_.end() && !old && open_.size() < kMax) return;
    if (at != open_.end()) {
      gone.push_back(std::move(at->second));
      open_.erase(at);
    }
    order_.pop_front();
  }
}

Datagram& Pieces::add(const packet::Packet& p, const View& view, std::vector<Datagram>& gone) {
  const Key key{p.src, p.dst, p.ip_id, p.protocol};
  auto at = open_.find(key);
  const bool first = p.fragment_offset == 0;
  // Ids come round again within seconds in a flood (RFC 6864).
  if (at != open_.end() && ((first && at->second.has_first) || at->second.whole())) {
    gone.push_back(std::move(at->second));
    at->second = Datagram();
    at->second.begun = p.time;
  }
  if (at == open_.end()) {
    make_room(p.time, gone);
    at = open_.try_emplace(key).first;
    at->second.begun = p.time;
    order_.push_back(key);
  }
  Datagram& d = at->second;
  const uint32_t fixed = view.version == 4 ? uint32_t{p.datagram_bytes[0] & 15U} * 4 : 48;
  const uint32_t payload = view.length > fixed ? view.length - fixed : 0;
  d.got += payload;
  if (!p.more_fragments) d.total = p.fragment_offset + uint64_t{payload};
  if (first) {
    d.has_first = true;
    d.first = view;
    d.packet = p;
    d.packet.payload = d.packet.datagram_bytes = d.packet.listed = {};
    d.header = view.version == 4 ? fixed : 40;
    if (p.protocol == packet::proto::udp && p.datagram != 0) d.total = p.datagram + 8;
  }
  return d;
}

std::vector<Datagram> Pieces::rest() {
  std::vector<Datagram> out;
  for (const Key& key : order_)
    if (const auto at = open_.find(key); at != open_.end()) {
      out.push_back(std::move(at->second));
      open_.erase(at);
    }
  order_.clear();
  return out;
}

}  // namespace culprit::prove
