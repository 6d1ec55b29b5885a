// Memcached (protocol.txt): text or binary over TCP; over UDP behind a frame header of eight bytes.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{11211};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.be16(4) == 0 || b.be16(2) >= b.be16(4) || b.be16(6) != 0) return Fit::no;
  if (b.be16(2) != 0) return b.size() > 8 && on_port(p, 11211) ? Fit::yes : Fit::no;
  for (const std::string_view word :
       {"get ", "gets ", "stats", "set ", "version", "VALUE ", "STAT ", "END", "ERROR", "VERSION"}) {
    if (b.sub(8).starts_with(word)) return Fit::yes;
  }
  return Fit::no;
}

// "set key 0 900 5", over TCP: flags, time and size are numbers.
bool stores(std::string_view line) {
  size_t numbers = 0;
  for (size_t at = line.find(' ', 4); at != std::string_view::npos; at = line.find(' ', at + 1))
    numbers += at + 1 < line.size() && line[at + 1] >= '0' && line[at + 1] <= '9';
  return numbers >= 3;
}

Fit probe_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (head[0] == 0x80 && side == flow::from_client && server_port == 11211)
    return head.size() < 24 ? Fit::unsure : yes_if(head[1] <= 0x4f && head[5] == 0 && head.be16(6) == 0);
  Fit best = Fit::no;
  if (side == flow::from_client) {
    for (const std::string_view word : {"set ", "add ", "cas ", "replace ", "append "})
      best = either(best, begins(head, word));
    const std::string_view line = head.text().substr(0, head.text().find('\n'));
    if (best == Fit::yes)
      best = stores(line) ? Fit::yes : head.size() < 64 && line.size() == head.size() ? Fit::unsure : Fit::no;
    if (server_port != 11211) return best;
    for (const std::string_view word :
         {"get ", "gets ", "stats", "version\r\n", "delete ", "incr ", "flush_all"})
      best = either(best, begins(head, word));
    return best;
  }
  for (const std::string_view word : {"STAT pid ", "STORED\r\n", "NOT_STORED\r\n", "VALUE "})
    best = either(best, begins(head, word));
  return server_port == 11211 || best == Fit::no ? best : head.starts_with("STAT pid ") ? Fit::yes : Fit::no;
}

void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload.sub(8);
  if (p.dst_port == 11211)
    note_amplifier(p, "memcached", b.sub(0, b.text().find_first_of(" \r\n")).text(), sink);
}

}  // namespace

extern const Protocol memcached;
const Protocol memcached{.id = "memcached",
                         .probe_stream = probe_stream,
                         .probe_datagram = probe,
                         .read_datagram = read,
                         .ports = kPorts};

}  // namespace culprit::message
