// Segments of known streams in any order, cut, repeated, reset: whatever is passed on is what was sent at
// that place, and nothing is passed on after the end.
#include <cstdlib>
#include <string>

#include "flow/streams.h"

namespace {

using namespace culprit;

constexpr uint8_t kStrictPorts = 3;
constexpr uint32_t kStart[2] = {0xfffff000u, 77};
char sent_at(flow::Side side, uint32_t seq) { return static_cast<char>(mix(uint64_t{side} << 32 | seq)); }

class Checker final : public flow::StreamReader {
 public:
  explicit Checker(bool strict) : strict_(strict) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp&) override {
    if (bytes.empty() || ended_[side]) std::abort();
    for (const char c : bytes.text()) {
      if (strict_ && c != sent_at(side, next_[side])) std::abort();
      ++next_[side];
    }
    seen_ += bytes.size();
  }
  void gap(flow::Side side, uint64_t missing, const flow::Stamp&) override {
    if (missing == 0 || ended_[side]) std::abort();
    next_[side] += static_cast<uint32_t>(missing);
  }
  void end(flow::Side side, const flow::Stamp&) override {
    if (ended_[side]) std::abort();
    ended_[side] = true;
  }
  bool interested() const override { return seen_ < 20'000; }

 private:
  bool strict_;
  bool ended_[2] = {};
  uint32_t next_[2] = {kStart[0], kStart[1]};
  uint64_t seen_ = 0;
};

class Checkers final : public flow::StreamReaders {
 public:
  explicit Checkers(bool strict) : strict_(strict) {}
  std::unique_ptr<flow::StreamReader> open(const flow::Endpoints&, uint32_t) override {
    return std::make_unique<Checker>(strict_ && opened_++ < kStrictPorts);  // later ones join in the middle
  }

 private:
  bool strict_;
  unsigned opened_ = 0;
};

packet::Packet blank(uint8_t port, flow::Side side) {
  packet::Packet p;
  p.protocol = packet::proto::tcp;
  p.src = Address::ip4(side == flow::from_client ? 1 : 2);
  p.dst = Address::ip4(side == flow::from_client ? 2 : 1);
  p.src_port = static_cast<uint16_t>(side == flow::from_client ? 40000 + port : 80);
  p.dst_port = static_cast<uint16_t>(side == flow::from_client ? 80 : 40000 + port);
  return p;
}

// The handshake and the first byte of each side.
void shake(flow::Streams& streams, uint8_t port) {
  packet::Packet syn = blank(port, flow::from_client);
  syn.seq = kStart[0] - 1;
  syn.tcp_flags = packet::tcp_flag::syn;
  streams.feed(syn, 0);
  packet::Packet answer = blank(port, flow::from_server);
  answer.seq = kStart[1] - 1;
  answer.ack = kStart[0];
  answer.tcp_flags = packet::tcp_flag::syn | packet::tcp_flag::ack;
  streams.feed(answer, 0);
  for (const flow::Side side : {flow::from_client, flow::from_server}) {
    const char byte = sent_at(side, kStart[side]);
    packet::Packet first = blank(port, side);
    first.seq = kStart[side];
    first.payload = Bytes(std::string_view(&byte, 1));
    first.payload_wire = 1;
    streams.feed(first, 0);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // Strict: few connections, each from its handshake on. Else: more than fit, handshakes anywhere, any flags.
  const bool strict = (data[0] & 1) != 0;
  const uint8_t ports = strict ? kStrictPorts : 31;
  Checkers readers(strict);
  flow::Streams streams(readers, {.tracked = 64, .connections = 8, .direction_bytes = 512, .total_bytes = 1024});
  for (uint8_t port = 0; strict && port < ports; ++port) shake(streams, port);
  const Bytes input(data, size);
  std::string text;
  for (size_t at = 1; input.has(at, 8); at += 8) {
    const auto side = static_cast<flow::Side>(input[at] & 1);
    packet::Packet p = blank(static_cast<uint8_t>((input[at] >> 1) % ports), side);
    const uint32_t offset = (input[at + 1] & 0x80) != 0 ? input.be32(at + 4) : input.be16(at + 2) & 0x1fffu;
    p.seq = kStart[side] + offset;
    p.ack = kStart[1 - side] + input[at + 4] * 16u;
    p.tcp_flags = input[at + 5] & (strict ? ~packet::tcp_flag::syn : 0xff);
    text.clear();
    for (uint32_t i = 0; i < input.be16(at + 6) % 700u; ++i) text += sent_at(side, p.seq + i);
    p.payload = Bytes(text);
    p.payload_wire = static_cast<uint32_t>(text.size()) + ((input[at + 1] & 0x40) != 0 ? input[at + 3] : 0);
    streams.feed(p, 0);
  }
  streams.close();
  return 0;
}
