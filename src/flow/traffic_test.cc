#include "flow/traffic.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "packet/build_test.h"

namespace culprit::flow {
namespace {

using namespace culprit::test;

/// Packets made by hand, with the bytes they view.
struct Feed {
  std::deque<Buffer> kept;
  std::vector<packet::Packet> packets;
  void add(Buffer bytes, int64_t ns) {
    kept.push_back(std::move(bytes));
    packet::Packet p;
    packet::decode(frame(kept.back(), packets.size() + 1, ns), p);
    packets.push_back(p);
  }
  void udp_packet(uint32_t src, uint32_t dst, uint16_t sport, uint16_t dport, int64_t ns,
                  std::string_view payload = "xxxx") {
    add(ethernet(ip4({.src = src, .dst = dst}, udp(sport, dport, payload))), ns);
  }
  void into(Traffic& t) const {
    for (const packet::Packet& p : packets) t.add(p);
  }
};

uint64_t sum_packets(const Traffic& t) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < t.size(); ++i) n += t[i].packets();
  return n;
}
uint64_t sum_bytes(const Traffic& t) {
  uint64_t n = 0;
  for (uint32_t i = 0; i < t.size(); ++i) n += t[i].bytes();
  return n;
}

/// What conversations hold, whatever their order.
std::map<Key, std::tuple<uint64_t, uint64_t, uint64_t, uint64_t, int64_t, int64_t>> contents(
    const Traffic& t) {
  std::map<Key, std::tuple<uint64_t, uint64_t, uint64_t, uint64_t, int64_t, int64_t>> out;
  for (uint32_t i = 0; i < t.size(); ++i) {
    const Conversation& c = t[i];
    if (c.packets() != 0)
      out[c.key] = {c.way[0].packets, c.way[0].bytes, c.way[1].packets,
                    c.way[1].bytes,   c.first.ns,     c.last.ns};
  }
  return out;
}

/// The packets of every run that is kept, whatever their order.
std::multiset<uint64_t> runs_of(const Traffic& t) {
  std::multiset<uint64_t> out;
  for (const RunView& view : t.all_runs()) out.insert(view.burst->packets);
  return out;
}

TEST(Traffic, BothDirectionsAreOneConversation) {
  Feed feed;
  feed.udp_packet(1, 2, 40000, 53, 0);
  feed.udp_packet(2, 1, 53, 40000, 10);
  Traffic t;
  feed.into(t);
  const auto all = contents(t);
  ASSERT_EQ(all.size(), 1u);
  const auto& [key, c] = *all.begin();
  EXPECT_EQ(key.service, 53u);
  EXPECT_EQ(std::get<0>(c), 1u);
  EXPECT_EQ(std::get<2>(c), 1u);
}

TEST(Traffic, RandomPortsShareOneEntry) {
  Feed feed;
  for (uint16_t i = 0; i < 5000; ++i)
    feed.udp_packet(1, 2, static_cast<uint16_t>(50000 + i % 9000), static_cast<uint16_t>(1 + i * 7),
                    i * 1000);
  Traffic t;
  feed.into(t);
  EXPECT_LE(contents(t).size(), Traffic::kMaxServices + 1);
  EXPECT_EQ(sum_packets(t), 5000u);
}

TEST(Traffic, ForgedSourcesShareTheirTargetsCrowd) {
  Feed feed;
  for (uint32_t i = 0; i < 20000; ++i)
    feed.udp_packet(0x0a000000 + i * 977, 2, 50000, static_cast<uint16_t>(i), i * 1000);
  Traffic t;
  feed.into(t);
  EXPECT_EQ(sum_packets(t), 20000u);
  EXPECT_EQ(sum_bytes(t), t.bytes());
  EXPECT_LT(t.size(), 4000u);
  EXPECT_GT(t.overflow().folded_packets, 15000u);
}

TEST(Traffic, FragmentsFollowTheirFirstInAnyOrder) {
  for (const bool reversed : {false, true}) {
    Feed feed;
    for (uint16_t id = 1; id <= 5; ++id) {
      std::vector<Buffer> pieces;
      pieces.push_back(ethernet(ip4({.id = id, .more = true}, udp(900, 2049, std::string(1472, 'n'), 3008))));
      pieces.push_back(ethernet(ip4({.id = id, .offset = 1480, .more = true}, Buffer(1480, 'n'))));
      pieces.push_back(ethernet(ip4({.id = id, .offset = 2960}, Buffer(48, 'n'))));
      if (reversed) std::reverse(pieces.begin(), pieces.end());
      for (Buffer& piece : pieces) feed.add(std::move(piece), id * 1000);
    }
    Traffic t;
    feed.into(t);
    const auto all = contents(t);
    ASSERT_EQ(all.size(), 1u) << reversed;
    EXPECT_EQ(all.begin()->first.service, 2049u);
    EXPECT_EQ(sum_packets(t), 15u);
    for (uint32_t i = 0; i < t.size(); ++i) EXPECT_EQ(t[i].fragments_without_first, 0u);
  }
}

TEST(Traffic, APauseEndsARun) {
  Feed feed;
  for (int i = 0; i < 100; ++i) feed.udp_packet(1, 2, 4000, 9, i * kMillisecond);
  for (int i = 0; i < 200; ++i) feed.udp_packet(1, 2, 4000, 9, 3600 * kSecond + i * kMillisecond);
  Traffic t;
  feed.into(t);
  std::vector<uint64_t> lengths;
  for (const RunView& view : t.all_runs()) lengths.push_back(view.burst->packets);
  EXPECT_EQ(lengths, (std::vector<uint64_t>{100, 200}));
}

// Law 6: parts cut by host pair, or by time with a pause between them, merge to what one reading gives.
TEST(Traffic, MergeEqualsReadingInOneGo) {
  Feed feed;
  uint64_t seed = 1;
  for (int i = 0; i < 9000; ++i) {
    seed = mix(seed + static_cast<uint64_t>(i));
    const auto a = static_cast<uint32_t>(seed % 7), b = static_cast<uint32_t>(7 + seed / 7 % 5);
    const int64_t at = i * int64_t{500'000} + (i > 4500 ? 10 * kSecond : 0);
    feed.udp_packet(i % 2 ? a : b, i % 2 ? b : a, 40000, static_cast<uint16_t>(1 + seed % 3), at,
                    std::string(1 + seed % 9, 'x'));
  }
  Traffic whole, left, right, before, after;
  feed.into(whole);
  for (const packet::Packet& p : feed.packets) {
    (mix(p.src.lo ^ p.dst.lo) % 2 ? left : right).add(p);
    (p.ref.frame <= 4501 ? before : after).add(p);
  }
  left.merge(right);
  before.merge(after);
  for (const Traffic* t : {&left, &before}) {
    EXPECT_EQ(contents(*t), contents(whole));
    EXPECT_EQ(t->packets(), whole.packets());
    EXPECT_EQ(t->bytes(), whole.bytes());
    ASSERT_EQ(t->timeline().size(), whole.timeline().size());
    for (size_t i = 0; i < whole.timeline().size(); ++i)
      EXPECT_EQ(t->timeline().bin(i).packets, whole.timeline().bin(i).packets);
    EXPECT_EQ(runs_of(*t), runs_of(whole));
  }
}

}  // namespace
}  // namespace culprit::flow
