#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <numeric>

#include "explain/explain.h"
#include "explain/talks.h"
#include "packet/build_test.h"

namespace culprit::explain {
namespace {

using namespace culprit::test;

struct Lab {
  flow::Traffic traffic;
  std::deque<Buffer> kept;
  uint32_t add(Buffer bytes, int64_t ns) {
    kept.push_back(std::move(bytes));
    packet::Packet p;
    packet::decode(frame(kept.back(), kept.size(), ns, capture::link::ethernet), p);
    return traffic.add(p);
  }
  Case told(std::vector<Claimed> claims, std::vector<Finding> findings) {
    Case c;
    c.findings = std::move(findings);
    const Rests rests = explain(traffic, claims, {}, {}, c);
    plot(traffic, claims, rests, c);
    tell_talks(traffic, claims, rests, c);
    return c;
  }
};

uint64_t sum(const std::vector<uint64_t>& v) { return std::accumulate(v.begin(), v.end(), uint64_t{0}); }

const Series* series(const Timeline& t, std::string_view group) {
  const auto at = std::ranges::find(t.series, group, &Series::group);
  return at == t.series.end() ? nullptr : &*at;
}

/// 600 packets of one conversation in six seconds of a minute, and one name query each second.
struct Flooded : Lab {
  static constexpr int64_t kStart = 1'300'000'000 * kSecond;
  Claimed claim;
  Finding flood;
  Flooded() {
    uint32_t hit = 0;
    for (int i = 0; i < 60; ++i)
      add(ethernet(ip4({.dst = 0xc6336405}, udp(40000, 53, "?"))), kStart + i * kSecond);
    for (int i = 0; i < 600; ++i)
      hit = add(ethernet(ip4({}, udp(5000, 6000, "xxxx"))), kStart + 20 * kSecond + i * 10 * kMillisecond);
    const unsigned way = traffic[hit].way[0].packets != 0 ? 0 : 1;
    claim = {"flood-1", "udp-flood", hit, way, 600, traffic[hit].bytes()};
    flood.id = "flood-1";
    flood.kind = "udp-flood";
    flood.start = {kStart + 20 * kSecond};
    flood.end = flood.start + 5990 * kMillisecond;
  }
};

TEST(Plot, GroupsAddUpToAll) {
  Flooded lab;
  const Case c = lab.told({lab.claim}, {lab.flood});
  ASSERT_TRUE(c.timeline);
  const Timeline& t = *c.timeline;
  ASSERT_EQ(t.series.size(), 3u);
  EXPECT_EQ(t.series[0].group, "all");
  EXPECT_EQ(t.series[1].group, "flood-1");
  EXPECT_EQ(sum(t.series[0].packets), 660u);
  EXPECT_EQ(sum(t.series[1].packets), 600u);
  EXPECT_EQ(sum(t.series[2].packets), 60u);
  EXPECT_EQ(sum(t.series[1].bytes) + sum(t.series[2].bytes), sum(t.series[0].bytes));
}

TEST(Plot, AFloodIsDrawnWhereItWas) {
  Flooded lab;
  const Case c = lab.told({lab.claim}, {lab.flood});
  const Series* s = series(*c.timeline, "flood-1");
  ASSERT_NE(s, nullptr);
  for (size_t i = 0; i < s->packets.size(); ++i) {
    const Time from = c.timeline->start + static_cast<int64_t>(i) * c.timeline->step_ns;
    const bool outside = from > lab.flood.end || from + c.timeline->step_ns < lab.flood.start;
    EXPECT_TRUE(!outside || s->packets[i] == 0) << i;
  }
}

// A conversation gets its timeline with its 64th packet; until then nothing is known but the first one's
// time.
TEST(Plot, TheFirstPacketsAreNoSpike) {
  Flooded lab;
  const Case c = lab.told({lab.claim}, {lab.flood});
  ASSERT_EQ(c.close_ups.size(), 1u);
  const Timeline& t = c.close_ups[0];
  ASSERT_EQ(t.series.size(), 1u);
  EXPECT_EQ(sum(t.series[0].packets), 600u);
  const double each = 100.0 * static_cast<double>(t.step_ns) / static_cast<double>(kSecond);
  for (const uint64_t n : t.series[0].packets) EXPECT_LE(static_cast<double>(n), each * 1.7 + 2);
}

TEST(Plot, WithoutPacketsThereIsNone) {
  Lab lab;
  EXPECT_FALSE(lab.told({}, {}).timeline);
}

TEST(Talks, ThoseWithMostPacketsFirstAndWhoBeganOnTheLeft) {
  Flooded lab;
  const Case c = lab.told({lab.claim}, {lab.flood});
  ASSERT_EQ(c.talks.size(), 2u);
  EXPECT_EQ(c.talks[0].group, "flood-1");
  EXPECT_EQ(c.talks[0].from.text(), "192.0.2.20");
  EXPECT_EQ(c.talks[0].to.text(), "203.0.113.7");
  EXPECT_EQ(c.talks[0].packets[0], 600u);
  EXPECT_EQ(c.talks[0].packets[1], 0u);
  EXPECT_EQ(c.talks[1].port, 53);
  EXPECT_EQ(c.talks[1].packets[0], 60u);
  EXPECT_EQ(c.more_talks, 0u);
  const auto known = std::ranges::find(c.groups, c.talks[1].group, &Group::id);
  EXPECT_NE(known, c.groups.end());
}

TEST(Talks, WhatDoesNotFitIsCounted) {
  Lab lab;
  for (uint32_t i = 0; i < 300; ++i)
    for (uint32_t k = 0; k < 20; ++k)
      lab.add(ethernet(ip4({.src = 0x0a000000 + i, .dst = 0xcb007100 + k}, udp(1000, 2000, "x"))),
              i * kSecond);
  const Case c = lab.told({}, {});
  EXPECT_EQ(c.talks.size(), kMaxTalks);
  EXPECT_EQ(c.talks.size() + c.more_talks, 6000u);
}

}  // namespace
}  // namespace culprit::explain
