#include <gtest/gtest.h>

#include <random>

#include "packet/build_test.h"
#include "packet/fields_test.h"
#include "packet/layers.h"

namespace culprit::packet {
namespace {

using test::Buffer;

capture::Frame frame_of(const Buffer& bytes) {
  capture::Frame f;
  f.time = {1234567};
  f.data = {bytes.data(), bytes.size()};
  f.wire = static_cast<uint32_t>(bytes.size());
  f.link = capture::link::ethernet;
  f.ref = {0, 9};
  f.process = 3;
  f.direction = capture::Direction::outbound;
  return f;
}

/// True where the short way was taken; both ways must give the same.
bool agrees(const capture::Frame& frame, Packet& used) {
  Packet other;
  decode_layers(frame, other);
  const bool taken = plain(frame, used);
  if (taken) {
    EXPECT_EQ(fields(used), fields(other));
  }
  return taken;
}

std::string load(std::mt19937& random) { return std::string(random() % 40, 'x'); }
uint16_t port(std::mt19937& random) { return static_cast<uint16_t>(random()); }

Buffer some_udp(std::mt19937& random) {
  return test::ethernet(test::ip4({}, test::udp(port(random), port(random), load(random))));
}

Buffer some_tcp(std::mt19937& random) {
  const uint8_t flags = random() % 8 != 0 ? 0x10 : 0x02;
  return test::ethernet(test::ip4({.proto = 6}, test::tcp(40000, 80, 77, 7, flags, load(random))));
}

/// With padding, other bytes, or its end missing; most with none of that.
Buffer damaged(Buffer b, std::mt19937& random) {
  if (random() % 4 == 0) b.resize(std::max<size_t>(b.size(), 60), 0);
  for (size_t n = random() % 3; n > 0; --n) b[random() % b.size()] = static_cast<uint8_t>(random());
  if (random() % 16 == 0) b.resize(random() % b.size());
  return b;
}

TEST(Plain, GivesWhatTheLayersGive) {
  std::mt19937 random(7);
  Packet used;  // never cleared: nothing of the packet before may stay
  int taken = 0;
  for (int i = 0; i < 60000; ++i) {
    const Buffer b = damaged(random() % 2 ? some_udp(random) : some_tcp(random), random);
    capture::Frame f = frame_of(b);
    if (random() % 16 == 0) f.wire += static_cast<uint32_t>(random() % 3);
    taken += agrees(f, used) ? 1 : 0;
  }
  EXPECT_GT(taken, 20000);
}

TEST(Plain, LeavesWhatIsNotPlain) {
  Packet p;
  EXPECT_FALSE(agrees(frame_of(test::ethernet(test::ip4({.more = true}, test::udp(1, 2, "x")))), p))
      << "a piece";
  EXPECT_FALSE(agrees(frame_of(test::ethernet(test::ip4({}, test::udp(1, 4789, std::string(60, 'x'))))), p))
      << "may be a tunnel";
  EXPECT_FALSE(agrees(frame_of({}), p));
}

}  // namespace
}  // namespace culprit::packet
