#include "detect/flood.h"

#include "detect/tries.h"

#include <gtest/gtest.h>

#include <deque>

#include "packet/build_test.h"

namespace culprit::detect {
namespace {

using namespace culprit::test;

constexpr uint32_t kUs = 0xc0000214, kPeer = 0xcb007107;

struct Lab {
  flow::Traffic traffic;
  flow::HistogramPool pool;
  std::vector<flow::Rush> rushes;
  flow::Local local;
  std::deque<Buffer> kept;
  uint64_t number = 0;

  void send(uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport, int64_t ns,
            const std::string& payload) {
    kept.push_back(ethernet(ip4({.src = src, .dst = dst, .ttl = 128}, udp(sport, dport, payload))));
    packet::Packet p;
    packet::decode(frame(kept.back(), ++number, ns), p);
    traffic.add(p);
  }
  /// The log odds of the largest rush from us.
  double odds() {
    local.machine = Address::ip4(kUs);
    local.hosts = {*local.machine};
    rushes = flow::rushes(traffic, 64, pool);
    for (const flow::Rush& r : rushes) {
      if (r.source == *local.machine) return is_heavy(r) ? udp_odds({traffic, local, rushes, pool, sight_of(traffic), {}, {}}, r).sum() : -10;
    }
    return -99;
  }
};

std::string noise(size_t n, uint64_t seed) {
  std::string out;
  for (size_t i = 0; i < n; ++i) out += static_cast<char>(mix(seed * 7919 + i));
  return out;
}

TEST(Flood, RandomPortsOneByte) {
  Lab lab;
  for (int i = 0; i < 300; ++i)
    lab.send(kUs, kPeer, static_cast<uint16_t>(50000 + i), static_cast<uint16_t>(1 + i * 211), i * 77'000,
             std::string(18, 'x'));
  EXPECT_GT(lab.odds(), 2);
}

TEST(Flood, FixedPortOneByteATenthOfTheRate) {
  Lab lab;
  for (int i = 0; i < 300; ++i)
    lab.send(kUs, kPeer, static_cast<uint16_t>(50000 + i / 8), 80, i * 34 * kMillisecond,
             std::string(1000, 'x'));
  EXPECT_GT(lab.odds(), 0);
}

TEST(Flood, WhatIsAnsweredIsADialogue) {
  Lab lab;
  for (int i = 0; i < 2000; ++i) {
    lab.send(kUs, kPeer, 50000, 443, i * 100'000, noise(1200, static_cast<uint64_t>(i)));
    if (i % 4 == 0) lab.send(kPeer, kUs, 443, 50000, i * 100'000 + 50, noise(40, static_cast<uint64_t>(i)));
  }
  EXPECT_LT(lab.odds(), -2);
}

TEST(Flood, LogLinesToOneCollectorAreNone) {
  Lab lab;
  for (int i = 0; i < 500; ++i)
    lab.send(kUs, kPeer, 514, 514, i * 200 * kMillisecond,
             "<134>web: request " + std::to_string(i) + " served");
  EXPECT_LT(lab.odds(), 0);
}

TEST(Flood, ANetworkAsAWhole) {
  Lab lab;
  for (uint32_t i = 0; i < 900; ++i)
    lab.send(kUs, 0xcb007100 + 1 + i % 225, 40000, 22, i * 5 * kMillisecond, noise(256, i));
  lab.send(kPeer - 256, kUs, 53, 4000, 1, "x");
  lab.send(kUs, kPeer - 256, 4000, 53, 2, "x");
  EXPECT_GT(lab.odds(), 0);
}

/// 300 SYNs without an answer, to ever new ports.
flow::Rush knocks(bool steady, double seconds) {
  flow::Rush r;
  r.source = Address::ip4(kUs);
  r.target = Address::ip4(kPeer);
  r.burst.packets = r.burst.datagrams = r.burst.tcp.syn = 300;
  r.burst.last = Time{static_cast<int64_t>(seconds * 1e9)};
  r.steady = steady;
  for (int i = 0; i < 300; ++i) {
    r.burst.dst_ports.add(static_cast<uint16_t>(1 + i * 211));
    r.burst.src_ports.add(static_cast<uint16_t>(2000 + i * 97));
  }
  return r;
}

TEST(Tries, WhoWaitsForAnswersOrKnocksFromOnePortLooksForDoors) {
  EXPECT_TRUE(is_probing(knocks(true, 0.1)));
  EXPECT_TRUE(is_probing(knocks(false, 30)));
  EXPECT_FALSE(is_probing(knocks(false, 0.1)));
}

TEST(Flood, MulticastIsNone) {
  Lab lab;
  for (int i = 0; i < 5000; ++i) lab.send(kUs, 0xef010101, 5004, 5004, i * 100'000, std::string(1316, 'G'));
  EXPECT_LT(lab.odds(), 0);
}

TEST(Flood, DirectionBySide) {
  flow::Local local;
  local.machine = Address::ip4(kUs);
  local.hosts = {*local.machine};
  local.how = "inferred";
  local.macs = {42};
  flow::Rush r;
  r.source = Address::ip4(kUs);
  r.target = Address::ip4(kPeer);
  EXPECT_EQ(direction_of(local, r).role, "source");
  std::swap(r.source, r.target);
  EXPECT_EQ(direction_of(local, r).role, "victim");
  r.source = {};
  r.target = Address::ip4(kPeer);
  r.source_mac = 42;
  EXPECT_EQ(direction_of(local, r).role, "spoofing-source");
  r.source_mac = 7;
  EXPECT_EQ(direction_of(local, r).way, Way::transit);
}

}  // namespace
}  // namespace culprit::detect
