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

// MSS, window scale, SACK permitted, timestamps: what today's systems send.
Bytes Connection::options(Side from, bool syn) {
  End& sender = end(from);
  const bool stamped = timestamps() || (syn && from == Side::client && sender.host->stack.timestamps);
  Writer out;
  if (syn) out.u16(0x0204).u16(sender.host->address.v6 ? 1440 : 1460);
  if (syn && sender.host->stack.window_scale) out.u8(1).u16(0x0303).u8(sender.host->stack.window_scale);
  if (syn || stamped) out.u16(0x0101);
  if (syn) out.u16(0x0402);
  if (syn && stamped) out.u16(0x0101);
  if (stamped) {
    sender.clock = sender.host->ip_id + static_cast<std::uint32_t>(world_.now() / 1ms);
    out.u16(0x080a).u32(sender.clock).u32(end(other(from)).clock);
  }
  return out.take();
}

std::uint16_t Connection::window(Side from, std::uint8_t flags) const {
  if (flags & rst) return 0;
  const Stack& stack = end(from).host->stack;
  const std::uint32_t scaled = flags & syn ? stack.window : stack.window * 4u >> stack.window_scale;
  return stack.window_scale ? static_cast<std::uint16_t>(std::min(scaled, 65535u)) : stack.window;
}

std::uint64_t Connection::emit_at(Side from, std::uint8_t flags, std::uint32_t sequence,
                                  std::uint32_t acknowledged, View data) {
  const Bytes chosen = flags & rst ? Bytes{} : options(from, flags & syn);
  const End& sender = end(from);
  const End& receiver = end(other(from));
  const TcpFields fields{.from_port = sender.port,
                         .to_port = receiver.port,
                         .sequence = sequence,
                         .acknowledged = flags & ack ? acknowledged : 0,
                         .flags = flags,
                         .window = window(from, flags),
                         .options = chosen};
  const Bytes segment = tcp_segment(sender.host->address, receiver.host->address, fields, data);
  Mark marked = mark;
  if (data.empty()) marked.message = nullptr;
  marked.part = sequence;
  return send_ip(world_, *sender.host, *receiver.host, ip_protocol::tcp, segment, marked);
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
  const std::size_t fits = (end(from).host->address.v6 ? 1440 : 1460) - (timestamps() ? 12 : 0);
  const std::size_t most = largest ? largest : fits;
  const Side to = other(from);
  const Duration wait = delay(to);
  std::uint64_t first_frame = 0;
  std::uint32_t sent = 0;
  for (std::size_t at = 0; at < data.size();) {
    const std::size_t length = std::min(most, data.size() - at);
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
