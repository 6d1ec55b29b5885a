#include "packet/checksum.h"

#include <gtest/gtest.h>

#include "packet/build_test.h"

namespace culprit::packet {
namespace {

using namespace culprit::test;

// RFC 1071's own arithmetic, written a second time: word by word.
uint16_t sum16(const Buffer& b, uint32_t start = 0) {
  uint32_t sum = start;
  for (size_t i = 0; i < b.size(); i += 2) {
    sum += static_cast<uint32_t>(b[i] << 8 | (i + 1 < b.size() ? b[i + 1] : 0));
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<uint16_t>(sum);
}
void set16(Buffer& b, size_t at, uint16_t v) {
  b[at] = static_cast<uint8_t>(v >> 8);
  b[at + 1] = static_cast<uint8_t>(v);
}
uint16_t pseudo(uint16_t protocol, size_t size) {
  Buffer b;
  put32(b, 0xc0000214);
  put32(b, 0xcb007107);
  put16(b, protocol);
  put16(b, static_cast<unsigned>(size));
  return sum16(b);
}

Checksums of(const Buffer& datagram) {
  static Buffer kept;
  kept = ethernet(datagram);
  Packet p;
  decode(frame(kept), p);
  return checksums(p);
}
Buffer sealed(Buffer datagram) {
  Buffer head(datagram.begin(), datagram.begin() + 20);
  set16(datagram, 10, static_cast<uint16_t>(~sum16(head)));
  return datagram;
}

TEST(Checksum, GoodAbsentAndBad) {
  Buffer segment = tcp(1, 2, 3, 4, 16, "odd");
  set16(segment, 16, static_cast<uint16_t>(~sum16(segment, pseudo(6, segment.size()))));
  const Checksums good = of(sealed(ip4({.proto = 6}, segment)));
  EXPECT_EQ(good.ip, Checksum::good);
  EXPECT_EQ(good.transport, Checksum::good);
  segment.back() ^= 1;
  const Checksums bad = of(ip4({.proto = 6}, segment));
  EXPECT_EQ(bad.ip, Checksum::bad);
  EXPECT_EQ(bad.transport, Checksum::bad);
  EXPECT_EQ(of(ip4({}, udp(1, 2, "x"))).transport, Checksum::absent);
}

TEST(Checksum, LeftToTheCardIsToldApart) {
  Buffer datagram = udp(1, 2, "hello");
  set16(datagram, 6, pseudo(17, datagram.size()));
  EXPECT_EQ(of(ip4({}, datagram)).transport, Checksum::offloaded);
}

TEST(Checksum, WhatIsNotThereIsNotJudged) {
  EXPECT_EQ(of(ip4({.more = true}, udp(1, 2, "first piece"))).transport, Checksum::unknown);
  EXPECT_EQ(of(ip4({.proto = 89}, Buffer(20, 1))).transport, Checksum::unknown);
  Buffer cut = ip4({.proto = 6}, tcp(1, 2, 3, 4, 16, "all of this"));
  cut.resize(45);
  EXPECT_EQ(of(cut).transport, Checksum::unknown);
}

}  // namespace
}  // namespace culprit::packet
