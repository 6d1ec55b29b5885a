#include "tcp.h"

#include <algorithm>

namespace generate {

using namespace tcp_flag;

Connection::Connection(World& world, Host& client, Host& server, std::uint16_t server_port,
                       Duration round_trip)
    : world_(world),
      round_trip_(round_trip),
      client_{&client, client.next_port(), world.random.u32()},
      server_{&server, server_port, world.random.u32()} {}

std::uint64_t Connection::emit_at(Side from, std::uint8_t flags, std::uint32_t sequence,
                                  std::uint32_t acknowledged, View data) {
  const End& sender = end(from);
  const End& receiver = end(other(from));
  const TcpFields fields{.from_port = sender.port,
                         .to_port = receiver.port,
                         .sequence = sequence,
                         .acknowledged = flags & ack ? acknowledged : 0,
                         .flags = flags,
                         .window = static_cast<std::uint16_t>(flags & rst ? 0 : 65535)};
  const Bytes segment = tcp_segment(sender.host->address, receiver.host->address, fields, data);
  return send_ip(world_, *sender.host, *receiver.host, ip_protocol::tcp, segment);
}

std::uint64_t Connection::emit(Side from, std::uint8_t flags, View data) {
  End& sender = end(from);
  const std::uint32_t sequence = sender.next;
  sender.next += static_cast<std::uint32_t>(data.size()) + (flags & (syn | fin) ? 1 : 0);
  return emit_at(from, flags, sequence, end(other(from)).next, data);
}

void Connection::knock() { emit(Side::client, syn); }

Task Connection::open() {
  knock();
  co_await world_.pause(delay(Side::server));
  emit(Side::server, syn | ack);
  co_await world_.pause(delay(Side::client));
  emit(Side::client, ack);
}

Task Connection::acknowledge_with(Side side, std::uint32_t sequence, std::uint32_t acknowledged) {
  emit_at(side, ack, sequence, acknowledged, {});
  co_return;
}

Task Connection::send(Side from, Bytes data, bool answered) {
  const std::size_t largest = end(from).host->address.v6 ? 1440 : 1460;
  const Side to = other(from);
  const Duration wait = delay(to);
  std::uint64_t first_frame = 0;
  std::uint32_t sent = 0;
  for (std::size_t at = 0; at < data.size();) {
    const std::size_t length = std::min(largest, data.size() - at);
    const bool last = at + length == data.size();
    const std::uint64_t frame = emit(from, last ? psh | ack : ack, View(data).subspan(at, length));
    if (!at) first_frame = frame;
    at += length;
    ++sent;
    const bool burst_over = last || sent % burst == 0;
    if (last ? !answered : burst_over || sent % 2 == 0)
      world_.clock.play_at(world_.now() + wait, acknowledge_with(to, end(to).next, end(from).next));
    co_await world_.pause(burst_over ? wait : gap);
  }
  frame_ = first_frame;
}

void Connection::segment(Side from, View data) { frame_ = emit(from, psh | ack, data); }

void Connection::segment_again(Side from, View data, std::uint32_t back) {
  frame_ = emit_at(from, psh | ack, end(from).next - back, end(other(from)).next, data);
}

void Connection::acknowledge(Side from) { emit(from, ack); }

Task Connection::half_close(Side side) {
  emit(side, fin | ack);
  co_await world_.pause(delay(other(side)));
  emit(other(side), ack);
}

Task Connection::close(Side first) {
  emit(first, fin | ack);
  co_await world_.pause(delay(other(first)));
  emit(other(first), fin | ack);
  co_await world_.pause(delay(first));
  emit(first, ack);
}

void Connection::reset(Side side) { emit(side, rst | ack); }

}  // namespace generate
