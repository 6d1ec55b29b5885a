#include "flow/handshakes.h"

namespace culprit::flow {

const Handshakes::Entry* Handshakes::find(const Tuple& tuple) const {
  const Entry* way = &entries_[(tuple.hash & (kSets - 1)) * kWays];
  for (size_t i = 0; i < kWays; ++i) {
    if (way[i].age != 0 && way[i].hash == tuple.hash) return &way[i];
  }
  return nullptr;
}

void Handshakes::forget(const Tuple& tuple) {
  Entry* way = set(tuple);
  for (size_t i = 0; i < kWays; ++i) {
    if (way[i].age != 0 && way[i].hash == tuple.hash) way[i] = {};
  }
}

// The entry of this connection, or a free one, or the oldest of its set.
Handshakes::Entry& Handshakes::place(const Tuple& tuple) {
  Entry* way = set(tuple);
  Entry* chosen = way;
  for (size_t i = 0; i < kWays; ++i) {
    if (way[i].age != 0 && way[i].hash == tuple.hash) return way[i];
    if (way[i].age < chosen->age) chosen = &way[i];
  }
  forgotten_ += chosen->age != 0;
  *chosen = {.hash = tuple.hash};
  return *chosen;
}

void Handshakes::note(const Tuple& tuple, const packet::Packet& packet) {
  const bool from_server = (packet.tcp_flags & packet::tcp_flag::ack) != 0;
  Entry& entry = place(tuple);
  const bool client_is_low = tuple.from_low != from_server;
  if (entry.client_is_low != client_is_low) entry = {.hash = tuple.hash, .client_is_low = client_is_low};
  if (++clock_ == 0) clock_ = 1;
  entry.age = clock_;
  // A SYN takes one sequence number (RFC 9293 section 3.4), and a SYN-ACK acknowledges the client's.
  (from_server ? entry.server_start : entry.client_start) = packet.seq + 1;
  (from_server ? entry.server_known : entry.client_known) = true;
  if (from_server) {
    entry.client_start = packet.ack;
    entry.client_known = true;
  }
}

}  // namespace culprit::flow
