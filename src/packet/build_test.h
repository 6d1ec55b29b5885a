// Frames for tests: built byte by byte, with no code shared with the decoder.
#pragma once
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capture/frame.h"
#include "packet/packet.h"

namespace culprit::test {

using Buffer = std::vector<uint8_t>;

inline void put16(Buffer& b, unsigned v) {
  b.push_back(static_cast<uint8_t>(v >> 8));
  b.push_back(static_cast<uint8_t>(v));
}
inline void put32(Buffer& b, uint32_t v) {
  put16(b, v >> 16);
  put16(b, v & 0xffff);
}
inline void put(Buffer& b, std::string_view text) { b.insert(b.end(), text.begin(), text.end()); }
inline void put(Buffer& b, const Buffer& more) { b.insert(b.end(), more.begin(), more.end()); }

/// "02 00 1f" and the like; spaces are left out.
inline Buffer hex(std::string_view digits) {
  Buffer b;
  const auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  unsigned high = 16;
  for (const char c : digits) {
    if (c == ' ') continue;
    if (high == 16) {
      high = value(c);
    } else {
      b.push_back(static_cast<uint8_t>(high * 16 + value(c)));
      high = 16;
    }
  }
  return b;
}
inline Buffer joined(Buffer front, const Buffer& more) {
  put(front, more);
  return front;
}

inline Buffer ethernet(const Buffer& inner, unsigned type = 0x0800, uint8_t to = 2, uint8_t from = 1) {
  Buffer b{2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from};
  put16(b, type);
  put(b, inner);
  return b;
}

struct Ip4 {
  uint32_t src = 0xc0000214, dst = 0xcb007107;  // 192.0.2.20 -> 203.0.113.7
  uint8_t proto = 17, ttl = 64;
  uint16_t id = 1;
  unsigned offset = 0;  ///< bytes
  bool more = false;
};
inline Buffer ip4(const Ip4& h, const Buffer& inner) {
  Buffer b{0x45, 0};
  put16(b, static_cast<unsigned>(20 + inner.size()));
  put16(b, h.id);
  put16(b, h.offset / 8 | (h.more ? 0x2000u : 0u));
  b.push_back(h.ttl);
  b.push_back(h.proto);
  put16(b, 0);
  put32(b, h.src);
  put32(b, h.dst);
  put(b, inner);
  return b;
}

inline Buffer ip6(uint8_t next, const Buffer& inner, uint32_t first = 0x20010db8) {
  Buffer b{0x60, 0, 0, 0};
  put16(b, static_cast<unsigned>(inner.size()));
  b.push_back(next);
  b.push_back(64);
  for (const uint32_t word : {first, 0u, 0u, 1u, 0x20010db8u, 0u, 0u, 2u}) put32(b, word);
  put(b, inner);
  return b;
}

inline Buffer udp(uint16_t sport, uint16_t dport, std::string_view payload, int length = -1) {
  Buffer b;
  put16(b, sport);
  put16(b, dport);
  put16(b, static_cast<unsigned>(length >= 0 ? length : static_cast<int>(8 + payload.size())));
  put16(b, 0);
  put(b, payload);
  return b;
}

inline Buffer tcp(uint16_t sport, uint16_t dport, uint32_t seq, uint32_t ack, uint8_t flags,
                  std::string_view payload = "") {
  Buffer b;
  put16(b, sport);
  put16(b, dport);
  put32(b, seq);
  put32(b, ack);
  b.push_back(0x50);
  b.push_back(flags);
  put16(b, 64240);
  put32(b, 0);
  put(b, payload);
  return b;
}

/// A frame over a buffer that must outlive it.
inline capture::Frame frame(const Buffer& bytes, uint64_t number = 1, int64_t ns = 0,
                            uint16_t link = capture::link::ethernet) {
  capture::Frame f;
  f.time = {ns};
  f.data = Bytes(bytes.data(), bytes.size());
  f.wire = static_cast<uint32_t>(bytes.size());
  f.link = link;
  f.ref = {0, number};
  return f;
}

/// The packet of a frame; its bytes live as long as the test program, for the views.
inline packet::Packet decoded(Buffer bytes, uint16_t link = capture::link::ethernet) {
  static std::deque<Buffer> kept;
  kept.push_back(std::move(bytes));
  packet::Packet p;
  packet::decode(frame(kept.back(), 7, 5, link), p);
  return p;
}

}  // namespace culprit::test
