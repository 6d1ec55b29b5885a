#include "flow/burst.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace culprit::flow {
namespace {

uint32_t size_of(const packet::Packet& p) {
  return p.protocol == packet::proto::udp ? p.datagram : p.payload_wire;
}

}  // namespace

void Ports::add_new(uint16_t port) {
  if (seen_ < 4) {
    few_[seen_++] = port;
    return;
  }
  many_ = true;
  for (const uint16_t known : few_) mark(known);
  mark(port);
}

void Ports::merge(const Ports& other) {
  for (unsigned i = 0; i < other.seen_; ++i) add(other.few_[i]);
  if (!other.many_) return;
  if (!many_)
    for (unsigned i = 0; i < seen_; ++i) mark(few_[i]);
  many_ = true;
  for (size_t i = 0; i < 4; ++i) bits_[i] |= other.bits_[i];
}

unsigned Ports::count() const {
  if (!many_) return seen_;
  int set = 0;
  for (const uint64_t word : bits_) set += std::popcount(word);
  const double empty = std::max(256.0 - set, 1.0);
  return std::max(5u, static_cast<unsigned>(std::lround(-256.0 * std::log(empty / 256.0))));
}

void Sizes::merge(const Sizes& more) {
  for (size_t i = 0; i < 4; ++i) {
    if (more.count[i] != 0) add(more.size[i], more.count[i]);
  }
  other += more.other;
}

double Sizes::top_share() const {
  if (total() == 0) return 0;
  std::array<uint64_t, 4> sorted = count;
  std::sort(sorted.begin(), sorted.end());
  return static_cast<double>(sorted[1] + sorted[2] + sorted[3]) / static_cast<double>(total());
}

uint32_t Sizes::mode() const {
  return size[static_cast<size_t>(std::max_element(count.begin(), count.end()) - count.begin())];
}

// Every packet comes through here or the next one: what they call is inlined into them.
void Burst::add(const packet::Packet& p, bool look_at_payload, HistogramPool& pool) {
  if (packets == 0) {
    first = last = p.time;
    first_ref = p.ref;
  }
  last = std::max(last, p.time);
  last_ref = p.ref;
  ++packets;
  bytes += p.wire;
  payload_bytes += p.payload_wire;
  if (p.is_fragment()) ++fragments;
  if (!p.is_later_fragment()) {
    ++datagrams;
    first_fragments += p.more_fragments ? 1 : 0;
    src_ports.add(p.src_port);
    dst_ports.add(p.dst_port);
    sizes.add(size_of(p));
    if (p.protocol == packet::proto::tcp) tcp.add(p);
  }
  const int64_t window = p.time.ns >> kWindowShift;
  if (window != window_) {
    window_ = window;
    window_packets_ = window_bytes_ = 0;
  }
  peak_packets = std::max(peak_packets, ++window_packets_);
  peak_bytes = std::max(peak_bytes, window_bytes_ += p.wire);
  if (look_at_payload) nature.add(p.payload, pool);
}

// Values that are those of the packet before are not looked up again.
void Burst::add(std::span<const packet::Packet> alike, bool look_at_payload, HistogramPool& pool) {
  uint64_t on_wire = 0, carried = 0, whole = 0, same = 0;
  const packet::Packet* before = nullptr;
  for (const packet::Packet& p : alike) {
    on_wire += p.wire;
    carried += p.payload_wire;
    if (look_at_payload) nature.add(p.payload, pool);
    if (p.is_later_fragment()) continue;
    ++whole;
    if (before == nullptr || p.src_port != before->src_port) src_ports.add(p.src_port);
    if (before == nullptr || p.dst_port != before->dst_port) dst_ports.add(p.dst_port);
    if (before != nullptr && size_of(p) != size_of(*before)) sizes.add(size_of(*before), std::exchange(same, 0));
    ++same;
    if (p.protocol == packet::proto::tcp) tcp.add(p);
    before = &p;
  }
  if (before != nullptr) sizes.add(size_of(*before), same);
  last = std::max(last, alike.back().time);
  last_ref = alike.back().ref;
  packets += alike.size();
  bytes += on_wire;
  payload_bytes += carried;
  datagrams += whole;
  fragments += alike.size() - whole;
  peak_packets = std::max(peak_packets, window_packets_ += alike.size());
  peak_bytes = std::max(peak_bytes, window_bytes_ += on_wire);
}

void Parcel::add(const packet::Packet& p) {
  if (packets == 0) {
    first = p.time;
    first_ref = p.ref;
  }
  ++packets;
  bytes += p.wire;
  payload_bytes += p.payload_wire;
}

void Burst::take(const Parcel& parcel) {
  if (packets == 0) {
    last = parcel.first;
    last_ref = parcel.first_ref;
  }
  if (packets == 0 || parcel.first < first) {
    first = parcel.first;
    first_ref = parcel.first_ref;
  }
  packets += parcel.packets;
  bytes += parcel.bytes;
  fragments += parcel.packets;
  payload_bytes += parcel.payload_bytes;
}

void Burst::release(const Parcel& parcel) {
  if (packets <= parcel.packets) {
    *this = Burst{};
    return;
  }
  packets -= parcel.packets;
  bytes -= parcel.bytes;
  fragments -= parcel.packets;
  payload_bytes -= parcel.payload_bytes;
}

void Burst::merge(const Burst& other, HistogramPool& pool, const HistogramPool& other_pool) {
  if (other.empty()) return;
  if (empty() || other.first < first || (other.first == first && other.first_ref < first_ref)) {
    first = other.first;
    first_ref = other.first_ref;
  }
  if (empty() || other.last > last || (other.last == last && other.last_ref > last_ref)) {
    last = other.last;
    last_ref = other.last_ref;
  }
  packets += other.packets;
  bytes += other.bytes;
  fragments += other.fragments;
  first_fragments += other.first_fragments;
  datagrams += other.datagrams;
  payload_bytes += other.payload_bytes;
  tcp.add(other.tcp);
  peak_packets = std::max(peak_packets, other.peak_packets);
  peak_bytes = std::max(peak_bytes, other.peak_bytes);
  src_ports.merge(other.src_ports);
  dst_ports.merge(other.dst_ports);
  sizes.merge(other.sizes);
  nature.merge(other.nature, pool, other_pool);
}

double Burst::over_time(uint64_t total, uint64_t peak) const {
  const double seconds = static_cast<double>(length()) / static_cast<double>(kSecond);
  if (seconds <= 0) return 0;
  const double mean = static_cast<double>(total) / seconds;
  return seconds < 2 * kWindow ? mean : std::max(mean, static_cast<double>(peak) / kWindow);
}

double Burst::rate() const {
  const double seconds = static_cast<double>(length()) / static_cast<double>(kSecond);
  return seconds > 0 ? static_cast<double>(packets) / seconds : 0;
}

double Burst::peak_pps() const { return over_time(packets, peak_packets); }
double Burst::peak_bps() const { return 8 * over_time(bytes, peak_bytes); }

}  // namespace culprit::flow
