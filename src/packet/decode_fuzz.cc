// Any bytes, behind any link type: whatever comes out lies inside the frame, and the tunnels have an end;
// the short way through plain frames gives what the layers give.
#include <cstdlib>

#include "packet/checksum.h"
#include "packet/fields_test.h"
#include "packet/layers.h"

namespace {

using namespace culprit;

void check(bool holds) {
  if (!holds) std::abort();
}

void inside(Bytes part, Bytes whole) {
  if (part.empty()) return;
  check(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check(const packet::Packet& p, Bytes frame) {
  inside(p.payload, frame);
  inside(p.datagram_bytes, frame);
  check(p.payload.size() <= p.payload_wire || p.payload_wire == 0);
  check(p.tunnel_depth <= packet::kMaxTunnels);
  check((p.tunnel == packet::Tunnel::none) == (p.tunnel_depth == 0));
  check(p.tunnel == packet::Tunnel::none || (p.outer.all & 1u << static_cast<unsigned>(p.tunnel)) != 0);
  check(!p.ip || (!p.src.is_mac() && !p.dst.is_mac()));
  packet::checksums(p);
}

void both_ways(capture::Frame frame) {
  frame.link = capture::link::ethernet;
  frame.wire = static_cast<uint32_t>(frame.data.size());
  packet::Packet shortcut, layers;
  if (!packet::plain(frame, shortcut)) return;
  packet::decode_layers(frame, layers);
  check(packet::fields(shortcut) == packet::fields(layers));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 3) return 0;
  const Bytes input(data, size), bytes = input.sub(3);
  capture::Frame frame;
  frame.link = static_cast<uint16_t>(input.be16(0) % 310);
  frame.data = bytes;
  frame.wire = static_cast<uint32_t>(bytes.size()) + input[2] * input[2];
  packet::Packet p, quoted;
  packet::decode(frame, p);
  check(p, bytes);
  both_ways(frame);
  if (packet::decode_quoted(p, quoted)) check(quoted, bytes);
  packet::decode_whole(p, p.payload, quoted);
  check(quoted, bytes);
  return 0;
}
