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

/// All that is told of a state, as text.
std::string story_of(const Traffic& t) {
  std::string out = std::to_string(t.packets()) + ' ' + std::to_string(t.bytes()) + ' ' +
                    std::to_string(t.overflow().folded_packets) + ' ' + std::to_string(t.duplicates().same()) + '\n';
  const auto add = [&](auto... n) { ((out += std::to_string(n) + ' '), ...); };
  for (size_t i = 0; i < t.timeline().size(); ++i) add(t.timeline().bin(i).packets, t.timeline().bin(i).bytes);
  for (uint32_t i = 0; i < t.size(); ++i) {
    const Conversation& c = t[i];
    out += '\n' + c.key.a.text() + ' ' + c.key.b.text() + ' ';
    add(c.key.service, c.first.ns, c.last.ns, c.with_payload, c.rhythm.beats, c.fragments_without_first);
    if (const PeerSketch* peers = t.sketch_of(c)) add(peers->count(), peers->lead());
    if (const Timeline* line = t.timeline_of(c))
      for (size_t bin = 0; bin < line->size(); ++bin) add(line->bin(bin).packets, line->bin(bin).bytes);
    for (const Direction& d : c.way) add(d.packets, d.bytes, d.ended.total());
  }
  for (const RunView& view : t.all_runs()) {
    const Burst& b = *view.burst;
    out += '\n';
    add(view.conversation, view.way, b.packets, b.bytes, b.datagrams, b.payload_bytes, b.fragments, b.first_fragments);
    add(b.first.ns, b.last.ns, b.first_ref.frame, b.last_ref.frame, b.peak_packets, b.peak_bytes);
    add(b.src_ports.count(), b.dst_ports.count(), b.sizes.total(), b.sizes.mode(), b.nature.total(), b.nature.checked());
    add(b.tcp.total(), b.tcp.ack, b.tcp.syn);
  }
  return out;
}

TEST(Traffic, HowPacketsCameInBatchesChangesNothing) {
  Feed feed;
  int64_t now = 0;
  for (uint32_t i = 0; i < 6000; ++i) {
    now += i % 1500 == 1499 ? 3 * kSecond : i % 97 == 0 ? -1000 : 70'000;
    const auto scattered = static_cast<uint16_t>(i * 7919 % 60000 + 1);
    feed.udp_packet(1, 2, 40000, scattered, now, i % 5 == 0 ? "abcd" : "xxxx");
    if (i % 3 == 0) feed.udp_packet(1000 + i, 9, scattered, 80, now);  // forged senders: soon a crowd
    if (i % 11 == 0) feed.udp_packet(2, 1, scattered, 40000, now);
    const uint8_t flags = i % 400 == 0 ? packet::tcp_flag::syn : packet::tcp_flag::ack;
    if (i % 4 == 0) feed.add(ethernet(ip4({.src = 5, .dst = 6, .proto = 6}, tcp(4000, 80, i, 0, flags, ""))), now);
    if (i % 13 != 0) continue;
    // A datagram in pieces, at times with its first one last.
    const auto piece = [&](unsigned offset) {
      const Buffer inner = offset == 0 ? udp(7, 7, std::string(72, 'x'), 1208) : Buffer(80, 'x');
      const auto id = static_cast<uint16_t>(i);
      feed.add(ethernet(ip4({.src = 3, .dst = 4, .id = id, .offset = offset, .more = offset < 1120}, inner)), now);
    };
    for (unsigned k = 0; k < 15; ++k) piece((k + (i % 26 == 0 ? 3 : 0)) % 15 * 80);
  }
  Traffic one;
  feed.into(one);
  const std::string wanted = story_of(one);
  for (const size_t size : {size_t{1}, size_t{7}, packet::kBatch}) {
    Traffic many;
    uint64_t told = 0;
    for (std::span<const packet::Packet> rest = feed.packets; !rest.empty();) {
      const size_t n = std::min(size, rest.size());
      many.add(rest.first(n), [&](std::span<const packet::Packet> counted, uint32_t conversation) {
        told += counted.size();
        EXPECT_GE(many[conversation].packets(), counted.size());
      });
      rest = rest.subspan(n);
    }
    EXPECT_EQ(told, feed.packets.size());
    EXPECT_EQ(story_of(many), wanted) << "batches of " << size;
  }
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
