#include <gtest/gtest.h>

#include <algorithm>

#include "firewall/iptables.h"
#include "firewall/nft.h"
#include "packet/build_test.h"
#include "prove/looks.h"
#include "prove/replay.h"

namespace culprit::prove {
namespace {

using test::Buffer;

/// Packets from 192.0.2.20 (ours) and back, replayed through one chain.
class Bench {
 public:
  Bench(const std::string& hook, const std::string& rules, const std::string& family = "inet")
      : rules_(*firewall::parse_nft("table " + family + " t {\n chain c {\n type filter hook " + hook +
                                    " priority 0; policy accept;\n" + rules + "\n}\n}\n")),
        replay_(rules_, {*Prefix::parse("192.0.2.20/32")}, {{"rest", false, true}, {"flood", true, false}}) {}

  void send(const Buffer& frame, int64_t at_ns = 0, uint32_t group = 1) {
    packet::Packet p;
    capture::Frame f;
    f.data = Bytes(frame.data(), frame.size());
    f.wire = static_cast<uint32_t>(frame.size());
    f.link = capture::link::ethernet;
    f.time = {at_ns};
    f.ref.frame = ++frame_;
    packet::decode(f, p);
    replay_.feed(p, group);
  }
  Proof finish() { return replay_.finish(); }

 private:
  firewall::Ruleset rules_;
  Replay replay_;
  uint64_t frame_ = 0;
};

Buffer ip4(Buffer payload, unsigned id, unsigned flags_and_offset, unsigned proto = 17, bool back = false) {
  Buffer b{0x45, 0};
  test::put16(b, static_cast<unsigned>(20 + payload.size()));
  test::put16(b, id);
  test::put16(b, flags_and_offset);
  b.push_back(64);
  b.push_back(static_cast<uint8_t>(proto));
  test::put16(b, 0);
  test::put32(b, back ? 0xcb007107 : 0xc0000214);
  test::put32(b, back ? 0xc0000214 : 0xcb007107);
  test::put(b, payload);
  return test::ethernet(b);
}
Buffer udp(unsigned size, unsigned to = 80, unsigned from = 4000) {
  Buffer b;
  test::put16(b, from);
  test::put16(b, to);
  test::put16(b, 8 + size);
  test::put16(b, 0);
  return b;
}
Buffer udp_whole(unsigned size, unsigned to = 80, bool back = false) {
  Buffer b = back ? udp(size, 4000, to) : udp(size, to);
  b.resize(8 + size, 'x');
  return ip4(b, 1, 0, 17, back);
}
/// A datagram of 3000 bytes in three pieces.
std::vector<Buffer> pieces(unsigned id) {
  Buffer first = udp(3000);
  first.resize(1480, 'x');
  return {ip4(first, id, 0x2000), ip4(Buffer(1480, 'x'), id, 0x2000 | 185), ip4(Buffer(48, 'x'), id, 370)};
}
GroupFate fate(const Proof& p, const std::string& group) {
  for (const GroupFate& g : p.groups)
    if (g.group == group) return g;
  return {};
}

TEST(Replay, AtOutputADatagramInPiecesCountsOnceAndWhole) {
  Bench b("output", "udp dport 80 counter drop");
  for (const Buffer& piece : pieces(7)) b.send(piece);
  const Proof p = b.finish();
  EXPECT_EQ(p.rules[0].packets, 1U);
  EXPECT_EQ(p.rules[0].bytes, 3028U);
  EXPECT_EQ(fate(p, "flood").dropped, 3U);
}

TEST(Replay, OrderOfPiecesDoesNotMatter) {
  Bench b("output", "udp dport 80 counter drop");
  const auto all = pieces(7);
  for (size_t i = all.size(); i-- > 0;) b.send(all[i]);
  const Proof p = b.finish();
  EXPECT_EQ(p.rules[0].bytes, 3028U);
  EXPECT_EQ(fate(p, "flood").dropped, 3U);
}

TEST(Replay, AtEgressThePiecesAfterADroppedOneAreNotSent) {
  Bench b("egress device \"eth0\"", "udp dport 80 counter drop", "netdev");
  for (const Buffer& piece : pieces(7)) b.send(piece);
  const Proof p = b.finish();
  EXPECT_EQ(p.rules[0].packets, 1U);
  EXPECT_EQ(p.rules[0].bytes, 1514U);
  EXPECT_EQ(fate(p, "flood").dropped, 3U);
}

TEST(Replay, ARateInPacketsCountsDatagramsNotFrames) {
  Bench b("output", "limit rate over 10/second burst 5 packets counter drop");
  for (unsigned i = 0; i < 20; ++i)
    for (const Buffer& piece : pieces(i)) b.send(piece, int64_t{i} * kMillisecond);
  EXPECT_EQ(b.finish().rules[0].packets, 15U);
}

TEST(Replay, ARateInBytesHoldsASecondsWorthAndTheBurst) {
  Bench b("output", "limit rate over 10 kbytes/second counter drop");
  for (unsigned i = 0; i < 20; ++i) b.send(udp_whole(1000));
  EXPECT_EQ(b.finish().rules[0].packets, 11U);  // 9 of 1028 bytes fit into 10,240
}

TEST(Replay, ConnectionsAreNewUntilTheyAreAnswered) {
  Bench b("output", "ct state new counter\nct state established counter");
  b.send(udp_whole(10));
  b.send(udp_whole(10), 1);
  b.send(udp_whole(10, 80, true), 2);
  b.send(udp_whole(10), 3);
  const Proof p = b.finish();
  EXPECT_EQ(p.rules[0].packets, 2U);
  EXPECT_EQ(p.rules[1].packets, 1U);
}

TEST(Replay, WhatArrivesMeetsInputNotOutput) {
  Bench b("input", "counter");
  b.send(udp_whole(10));
  b.send(udp_whole(10, 80, true));
  EXPECT_EQ(b.finish().rules[0].packets, 1U);
}

TEST(Replay, TheUserIsAnAssumption) {
  Bench b("output", "meta skuid 33 meta l4proto udp counter drop");
  b.send(udp_whole(10), 0, 1);
  b.send(udp_whole(10, 53), 0, 0);
  const Proof p = b.finish();
  EXPECT_EQ(fate(p, "flood").dropped, 1U);
  EXPECT_EQ(fate(p, "rest").dropped, 0U);
  EXPECT_EQ(fate(p, "rest").unsure, 1U);
  EXPECT_TRUE(std::ranges::any_of(p.assumptions, [](const Sentence& s) { return s.key == "prove.user"; }));
}

TEST(Replay, JumpsReturnAndGotoDoesNot) {
  for (const auto& [word, last] : {std::pair<const char*, unsigned>{"jump", 1}, {"goto", 0}}) {
    const auto rules = firewall::parse_nft(
        std::string("table inet t {\n chain a {\n udp dport 80 counter\n}\n chain c {\n type filter "
                    "hook output priority 0;\n") +
        word + " a\n counter\n}\n}\n");
    ASSERT_TRUE(rules);
    Replay r(*rules, {*Prefix::parse("192.0.2.20/32")}, {{"all", false, true}});
    packet::Packet p;
    const Buffer frame = udp_whole(10);
    capture::Frame f;
    f.data = Bytes(frame.data(), frame.size());
    f.wire = static_cast<uint32_t>(frame.size());
    f.link = capture::link::ethernet;
    packet::decode(f, p);
    r.feed(p, 0);
    const Proof proof = r.finish();
    EXPECT_EQ(proof.rules[0].packets, 1U);
    EXPECT_EQ(proof.rules[2].packets, last) << word;
  }
}

packet::Packet decoded(const Buffer& frame) {
  packet::Packet p;
  capture::Frame f;
  f.data = Bytes(frame.data(), frame.size());
  f.wire = static_cast<uint32_t>(frame.size());
  f.link = capture::link::ethernet;
  packet::decode(f, p);
  return p;
}

TEST(Looks, AFloodByItsValuesAndTheOthersByTheirAddresses) {
  LookReader reader({*Prefix::parse("192.0.2.20/32")}, {{"rest", false, true}, {"flood", true, false}});
  const Buffer flood = udp_whole(10), visit = udp_whole(10, 53, true);
  for (int i = 0; i < 3; ++i) reader.feed(decoded(flood), 1);
  reader.feed(decoded(visit), 0);
  const Looks looks = reader.finish();
  ASSERT_EQ(looks.floods.size(), 1U);
  const Look& l = looks.floods[0];
  EXPECT_EQ(l.packets, 3U);
  EXPECT_EQ(l.remote.most_of(1, 1), std::vector{*Address::parse("203.0.113.7")});
  EXPECT_EQ(l.lengths.most_of(1, 1), std::vector<uint16_t>{38});
  EXPECT_EQ(l.remote_ports.most_of(1, 1), std::vector<uint16_t>{80});
  EXPECT_TRUE(looks.visitors.has(*Address::parse("203.0.113.7")));
}

TEST(Replay, OfATunnelThatEndsElsewhereTheInsideIsSeen) {
  // IP in IP (RFC 2003) from 203.0.113.7 to 192.0.2.20, around a datagram of our own.
  const Buffer inside = udp_whole(10);
  const Buffer frame = ip4(Buffer(inside.begin() + 14, inside.end()), 1, 0, 4, true);
  const packet::Packet p = decoded(frame);
  EXPECT_EQ(seen_here(p, {*Prefix::parse("192.0.2.20/32")}, false).transport, 4);
  EXPECT_EQ(seen_here(p, {*Prefix::parse("198.51.100.1/32")}, false).transport, 17);
  EXPECT_EQ(seen_here(p, {}, true).transport, 4);
}

TEST(Replay, FramesThatAreDroppedCanBeListed) {
  const auto rules = firewall::parse_nft(
      "table inet t {\n chain c {\n type filter hook output priority 0;\n udp dport 80 drop\n}\n}\n");
  Replay r(*rules, {*Prefix::parse("192.0.2.20/32")}, {{"all", false, true}});
  r.list_dropped();
  const Buffer one = udp_whole(10), other = udp_whole(10, 81);
  packet::Packet p = decoded(one);
  p.ref.frame = 5;
  r.feed(p, 0);
  p = decoded(other);
  p.ref.frame = 6;
  r.feed(p, 0);
  const Proof proof = r.finish();
  ASSERT_EQ(proof.dropped.size(), 1U);
  EXPECT_EQ(proof.dropped[0].frame, 5U);
}

TEST(Replay, TheFirstLeakIsNamed) {
  Bench b("output", "udp dport 80 drop");
  b.send(udp_whole(10));
  b.send(udp_whole(10, 81), 5 * kSecond);
  const GroupFate f = fate(b.finish(), "flood");
  EXPECT_EQ(f.first_passed.frame, 2U);
  EXPECT_EQ(f.first_passed_at->ns, 5 * kSecond);
}

}  // namespace
}  // namespace culprit::prove
