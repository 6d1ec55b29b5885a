#include "prove/track.h"

#include <tuple>

namespace culprit::prove {
namespace {

namespace proto = packet::proto;
namespace ct = firewall::ct;
namespace flag = packet::tcp_flag;

// nf_conntrack's defaults.
int64_t life(uint16_t transport, bool replied) {
  if (transport == proto::tcp) return replied ? 432'000 * kSecond : 120 * kSecond;
  if (transport == proto::udp) return replied ? 120 * kSecond : 30 * kSecond;
  return transport == proto::icmp || transport == proto::icmp6 ? 30 * kSecond : 600 * kSecond;
}

bool is_icmp(const View& v) { return v.transport == proto::icmp || v.transport == proto::icmp6; }
bool is_error(const View& v) {
  if (v.version == 6) return v.icmp_type < 128;
  return v.icmp_type == 3 || v.icmp_type == 4 || v.icmp_type == 5 || v.icmp_type == 11 || v.icmp_type == 12;
}
bool is_query(const View& v) {
  return v.version == 6 ? v.icmp_type == 128 : v.icmp_type == 8 || v.icmp_type == 13 || v.icmp_type == 17;
}
bool is_neighbour(const View& v) { return v.version == 6 && v.icmp_type >= 130 && v.icmp_type <= 137; }

// A connection may be picked up in its middle (nf_conntrack_tcp_loose), not by its end or by an answer.
bool may_begin(uint8_t flags) {
  return (flags & (flag::rst | flag::fin)) == 0 &&
         (flags & (flag::syn | flag::ack)) != (flag::syn | flag::ack) &&
         (flags & (flag::syn | flag::ack)) != 0;
}

}  // namespace

Track::Key Track::key_of(const View& v, bool& forward) {
  const bool ports = proto::has_ports(v.transport);
  const uint16_t s = ports ? v.src_port : 0, d = ports ? v.dst_port : 0;
  forward = std::tuple(v.src, s) <= std::tuple(v.dst, d);
  return forward ? Key{v.src, v.dst, s, d, v.transport} : Key{v.dst, v.src, d, s, v.transport};
}

Track::Entry* Track::find(const View& v, bool& forward) {
  const auto at = entries_.find(key_of(v, forward));
  if (at == entries_.end()) return nullptr;
  if (v.time - at->second.last > life(v.transport, at->second.replied)) {
    entries_.erase(at);
    return nullptr;
  }
  return &at->second;
}

uint8_t Track::state(const View& v, const packet::Packet& p) {
  bool forward = false;
  if (is_icmp(v) && v.has_transport) {
    if (is_neighbour(v)) return ct::untracked;
    if (is_error(v)) {
      packet::Packet quoted;
      if (!packet::decode_quoted(p, quoted)) return ct::invalid;
      View inner;
      inner.src = quoted.src;
      inner.dst = quoted.dst;
      inner.time = v.time;
      inner.transport = quoted.protocol;
      inner.src_port = quoted.src_port;
      inner.dst_port = quoted.dst_port;
      return find(inner, forward) != nullptr ? ct::related : ct::invalid;
    }
  }
  Entry* e = find(v, forward);
  if (e != nullptr) {
    e->last = v.time;
    if (forward != e->forward) {
      e->replied = true;
      return ct::established;
    }
    return e->replied ? ct::established : ct::fresh;
  }
  if (v.transport == proto::tcp && !may_begin(v.tcp_flags)) return ct::invalid;
  if (is_icmp(v) && !is_query(v)) return ct::invalid;
  return ct::fresh;
}

void Track::confirm(const View& v) {
  if (v.ct_state != ct::fresh) return;
  bool forward = false;
  const Key key = key_of(v, forward);
  if (entries_.size() >= kMax && !entries_.contains(key)) {
    ++overflow_;
    return;
  }
  const auto [at, made] = entries_.try_emplace(key);
  if (made) at->second.forward = forward;
  at->second.last = v.time;
}

}  // namespace culprit::prove
