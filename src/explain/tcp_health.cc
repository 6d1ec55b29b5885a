#include "explain/tcp_health.h"

#include "base/hash.h"

namespace culprit::explain {
namespace {

using packet::Packet;
using namespace packet::tcp_flag;

constexpr int64_t kReordered = 3 * kMillisecond;

/// Sequence numbers wrap; they are compared by signed distance (RFC 9293 section 3.4).
int32_t distance(uint32_t from, uint32_t to) { return static_cast<int32_t>(to - from); }

bool is_low(const Packet& p) { return p.src < p.dst || (p.src == p.dst && p.src_port < p.dst_port); }

uint64_t hash_of(const Packet& p, bool low) {
  const Address &a = low ? p.src : p.dst, &b = low ? p.dst : p.src;
  const uint16_t x = low ? p.src_port : p.dst_port, y = low ? p.dst_port : p.src_port;
  return mix(a.hash() + x, b.hash() + (uint64_t{y} << 32)) | 1;
}

}  // namespace

uint16_t TcpHealth::data(Way& w, const Packet& p, uint32_t size) {
  uint16_t out = 0;
  const int32_t ahead = distance(w.next, p.seq);
  if (ahead > 0) {
    out = kSegmentLost;
    w.hole = p.time;
  } else if (ahead < 0 && size != 0) {
    // Many systems give a SYN-ACK the identification 0. Nothing is sent again so soon (RFC 6298: a second at
    // first).
    const bool told = p.ip_id != 0 || p.time - w.time < kReordered;
    const bool same = p.seq == w.seq && p.ip_id == w.ip_id && told;
    if (ahead == -1 && size <= 1 && (p.tcp_flags & (syn | fin)) == 0)
      out = kKeepAlive;
    else if (same)
      out = kCapturedTwice;
    else
      out = p.time - w.hole < kReordered && w.hole.ns != 0 ? kOutOfOrder : kSentAgain;
  }
  if (ahead >= 0 || distance(w.next, p.seq + size) > 0) w.next = p.seq + size;
  return out;
}

/// An acknowledgement that says the same again: without data, with the same window, while the other side has
/// sent more.
uint16_t TcpHealth::receipt(Way& w, const Way& other, const Packet& p) {
  const bool bare = p.payload_wire == 0 && (p.tcp_flags & (syn | fin | rst)) == 0;
  const bool again = bare && w.acked && p.ack == w.ack && p.window == w.window && other.seen &&
                     distance(p.ack, other.next) > 0 && p.ip_id != w.ip_id;
  w.acked = true;
  w.ack = p.ack;
  return again ? kDuplicateAck : 0;
}

uint16_t TcpHealth::see(const Packet& p) {
  const bool low = is_low(p);
  const uint64_t hash = hash_of(p, low);
  Slot& s = table_[hash >> 8 & (kSlots - 1)];
  if (s.hash != hash) s = {.hash = hash, .way = {}};
  if ((p.tcp_flags & (syn | ack)) == syn && s.way[low ? 0 : 1].seq != p.seq) s = {.hash = hash, .way = {}};
  Way &w = s.way[low ? 0 : 1], &other = s.way[low ? 1 : 0];
  const uint32_t size = p.payload_wire + ((p.tcp_flags & syn) != 0) + ((p.tcp_flags & fin) != 0);
  uint16_t out = 0;
  if ((p.tcp_flags & rst) != 0) return 0;
  if (w.seen)
    out = data(w, p, size);
  else
    w.next = p.seq + size;
  if ((p.tcp_flags & ack) != 0) out |= receipt(w, other, p);
  if (p.window == 0 && (p.tcp_flags & syn) == 0) out |= kZeroWindow;
  w.seen = true;
  w.time = p.time;
  w.seq = p.seq;
  w.window = p.window;
  w.ip_id = static_cast<uint16_t>(p.ip_id);
  return out;
}

}  // namespace culprit::explain
