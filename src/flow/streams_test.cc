#include "flow/streams.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <string>

namespace culprit::flow {
namespace {

struct Seen {
  std::string bytes[2];
  uint64_t gaps[2] = {};
  int ends[2] = {};
  Endpoints endpoints;
};

class Recorder final : public StreamReader {
 public:
  Recorder(Seen& seen, size_t wants) : seen_(seen), wants_(wants) {}
  void data(Side side, Bytes bytes, const Stamp&) override { seen_.bytes[side] += bytes.text(); }
  void gap(Side side, uint64_t missing, const Stamp&) override {
    seen_.bytes[side] += '[' + std::to_string(missing) + ']';
    ++seen_.gaps[side];
  }
  void end(Side side, const Stamp&) override { ++seen_.ends[side]; }
  bool interested() const override { return seen_.bytes[0].size() + seen_.bytes[1].size() < wants_; }

 private:
  Seen& seen_;
  size_t wants_;
};

class Recorders final : public StreamReaders {
 public:
  std::unique_ptr<StreamReader> open(const Endpoints& ends, uint32_t) override {
    seen.push_back({});
    seen.back().endpoints = ends;
    return std::make_unique<Recorder>(seen.back(), wants);
  }
  std::deque<Seen> seen;
  size_t wants = SIZE_MAX;
};

constexpr uint8_t kSyn = packet::tcp_flag::syn, kAck = packet::tcp_flag::ack, kFin = packet::tcp_flag::fin,
                  kRst = packet::tcp_flag::rst;

class StreamsTest : public testing::Test {
 protected:
  // `side` as the test means it: 0 is 192.0.2.1:40000, 1 is 198.51.100.2:80.
  packet::Packet make(unsigned side, uint32_t seq, std::string_view text, uint8_t flags = kAck,
                      uint32_t ack = 0) {
    packet::Packet p;
    p.protocol = packet::proto::tcp;
    p.ip = true;
    p.src = Address::ip4(side == 0 ? 0xc0000201 : 0xc6336402);
    p.dst = Address::ip4(side == 0 ? 0xc6336402 : 0xc0000201);
    p.src_port = side == 0 ? port : uint16_t{80};
    p.dst_port = side == 0 ? uint16_t{80} : port;
    p.seq = seq;
    p.ack = ack;
    p.tcp_flags = ack == 0 ? static_cast<uint8_t>(flags & ~kAck) : flags;
    p.payload = Bytes(text);
    p.payload_wire = static_cast<uint32_t>(text.size());
    p.time.ns = ++clock;
    p.ref.frame = static_cast<uint64_t>(clock);
    return p;
  }
  void send(unsigned side, uint32_t seq, std::string_view text, uint8_t flags = kAck, uint32_t ack = 0) {
    streams.feed(make(side, seq, text, flags, ack), 7);
  }
  void shake(uint32_t client, uint32_t server) {
    send(0, client, "", kSyn);
    send(1, server, "", kSyn | kAck, client + 1);
  }
  std::string got(unsigned side) { return readers.seen.back().bytes[side]; }

  uint16_t port = 40000;
  int64_t clock = 0;
  Recorders readers;
  StreamLimits limits{.connections = 4, .direction_bytes = 1024, .total_bytes = 4096};
  Streams streams{readers, limits};
};

TEST_F(StreamsTest, NothingOpensWithoutPayload) {
  shake(10, 20);
  send(0, 11, "", kAck, 21);
  EXPECT_TRUE(readers.seen.empty());
  send(1, 21, "220 hello", kAck, 11);
  ASSERT_EQ(readers.seen.size(), 1u);
  EXPECT_EQ(readers.seen[0].endpoints.client_port, 40000);
  EXPECT_TRUE(readers.seen[0].endpoints.client_known);
  EXPECT_EQ(got(1), "220 hello");
}

TEST_F(StreamsTest, ClientIsWhoSentTheSynWhateverThePorts) {
  send(1, 20, "", kSyn);
  send(1, 21, "x");
  EXPECT_EQ(readers.seen[0].endpoints.client_port, 80);
  EXPECT_EQ(got(0), "x");
}

TEST_F(StreamsTest, GuessesTheServerByPortFromTheMiddle) {
  send(1, 500, "answer");
  EXPECT_FALSE(readers.seen[0].endpoints.client_known);
  EXPECT_EQ(readers.seen[0].endpoints.server_port, 80);
  EXPECT_EQ(got(1), "answer");
}

TEST_F(StreamsTest, PutsSegmentsInOrderAcrossTheWrap) {
  shake(0xfffffffd, 1);
  send(0, 3, "fgh");
  send(0, 0xfffffffe, "ab");
  EXPECT_EQ(got(0), "ab");
  send(0, 0, "cde");
  EXPECT_EQ(got(0), "abcdefgh");
  EXPECT_EQ(streams.stats().early, 1u);
}

TEST_F(StreamsTest, FirstBytesWin) {
  shake(0, 0);
  send(0, 4, "DEF");
  send(0, 1, "abcxeyz");
  EXPECT_EQ(got(0), "abcDEFz");
  EXPECT_EQ(streams.stats().differing, 1u);
  send(0, 1, "-------!");
  EXPECT_EQ(got(0), "abcDEFz!");
  send(0, 1, "abc");
  EXPECT_EQ(streams.stats().repeated, 3u);
}

TEST_F(StreamsTest, AcknowledgedHolesAreGaps) {
  shake(0, 100);
  send(0, 1, "ab");
  send(0, 6, "f");
  send(1, 101, "", kAck, 3);
  EXPECT_EQ(got(0), "ab");
  send(1, 101, "", kAck, 7);
  EXPECT_EQ(got(0), "ab[3]f");
  send(1, 101, "", kAck, 10);
  send(0, 9, "i");
  EXPECT_EQ(got(0), "ab[3]f[2]i") << "already acknowledged: no waiting";
  EXPECT_EQ(streams.stats().gap_bytes, 5u);
  EXPECT_EQ(streams.stats().gave_up, 0u);
}

TEST_F(StreamsTest, CutPacketsLeaveGaps) {
  packet::Packet p = make(0, 1, "abc");
  p.payload_wire = 10;
  streams.feed(p, 0);
  send(0, 11, "k");
  EXPECT_EQ(got(0), "abc[7]k");
}

TEST_F(StreamsTest, KeepAlivesAreNoData) {
  send(0, 1, "abc");
  send(0, 3, "\0");
  send(0, 3, std::string_view("\0", 1));
  EXPECT_EQ(streams.stats().keep_alives, 1u);
  EXPECT_EQ(got(0), "abc");
}

TEST_F(StreamsTest, EndsOnceBothSidesSaidSo) {
  shake(0, 0);
  send(0, 4, "d", kFin | kAck, 1);
  send(0, 1, "abc", kAck, 1);
  EXPECT_EQ(got(0), "abcd");
  EXPECT_EQ(readers.seen[0].ends[0], 1);
  EXPECT_EQ(readers.seen[0].ends[1], 0);
  send(1, 1, "", kFin | kAck, 6);
  EXPECT_EQ(readers.seen[0].ends[1], 1);
  send(0, 4, "d", kFin | kAck, 1);
  EXPECT_EQ(readers.seen.size(), 1u) << "retransmitted after the end: no new connection";
  streams.close();
  EXPECT_EQ(readers.seen[0].ends[0], 1);
}

TEST_F(StreamsTest, ResetEndsItsSideUnlessForged) {
  send(0, 1, "abc");
  send(0, 900'000'000, "", kRst);
  EXPECT_EQ(readers.seen[0].ends[0], 0);
  send(0, 4, "", kRst);
  EXPECT_EQ(readers.seen[0].ends[0], 1);
  streams.close();
  EXPECT_EQ(readers.seen[0].ends[1], 1);
}

TEST_F(StreamsTest, WhatWasOnItsWayWhenTheOtherSideResetIsRead) {
  shake(0, 100);
  send(0, 1, "GET");
  send(1, 101, "long ", kAck, 4);
  send(0, 4, "", kRst);
  send(1, 106, "answer", kAck, 4);
  EXPECT_EQ(readers.seen.size(), 1u);
  EXPECT_EQ(got(1), "long answer");
  clock += 6 * kSecond;
  port = 50000;
  send(0, 1, "another");
  EXPECT_EQ(readers.seen[0].ends[1], 1) << "after a while nothing more is expected";
  EXPECT_EQ(streams.stats().evicted, 0u);
}

TEST_F(StreamsTest, AForgedEndDoesNotBlind) {
  shake(0, 0);
  send(0, 1, "abc");
  send(0, 2, "", kFin | kAck, 1);  // behind: old or forged
  send(0, 4, "def");
  EXPECT_EQ(got(0), "abcdef");
  send(0, 7, "", kRst);
  EXPECT_EQ(readers.seen[0].ends[0], 1);
  send(0, 4, "def");
  EXPECT_EQ(readers.seen.size(), 1u) << "retransmitted";
  send(0, 7, "ghi");
  ASSERT_EQ(readers.seen.size(), 2u);
  EXPECT_EQ(got(0), "ghi");
}

TEST_F(StreamsTest, NothingFollowsTheEnd) {
  shake(0, 0);
  send(0, 1, "abc");
  send(0, 10, "beyond");
  send(0, 4, "", kFin | kAck, 1);
  streams.close();
  EXPECT_EQ(got(0), "abc");
  EXPECT_EQ(readers.seen[0].gaps[0], 0u);
}

TEST_F(StreamsTest, NewHandshakeIsANewConnection) {
  shake(0, 0);
  send(0, 1, "one");
  send(0, 0, "", kSyn);  // retransmitted
  send(0, 4, "more");
  shake(5000, 7000);
  send(0, 5001, "two");
  ASSERT_EQ(readers.seen.size(), 2u);
  EXPECT_EQ(readers.seen[0].bytes[0], "onemore");
  EXPECT_EQ(readers.seen[0].ends[0], 1);
  EXPECT_EQ(readers.seen[1].bytes[0], "two");
}

TEST_F(StreamsTest, PayloadInTheSynIsRead) {
  send(0, 99, "GET", kSyn);
  send(1, 500, "", kSyn | kAck, 103);
  send(1, 501, "200", kAck, 103);
  send(0, 103, " /");
  ASSERT_EQ(readers.seen.size(), 1u);
  EXPECT_EQ(got(0), "GET /");
  EXPECT_EQ(got(1), "200");
}

TEST_F(StreamsTest, FarSegmentsAreNotBelievedUntilContinued) {
  send(0, 1, "abc");
  send(0, 1'500'000'000, "evil");
  send(0, 4, "def");
  EXPECT_EQ(got(0), "abcdef");
  EXPECT_EQ(streams.stats().strays, 1u);
  send(0, 1'500'000'100, "xx");
  send(0, 1'500'000'102, "yy");
  EXPECT_EQ(got(0), "abcdef[1500000095]yy");
}

TEST_F(StreamsTest, FullWindowGivesUpTheOldestHole) {
  shake(0, 0);
  const std::string part(400, 'x');
  send(0, 11, part);
  send(0, 421, part);
  EXPECT_EQ(got(0), "");
  send(0, 831, part);
  EXPECT_EQ(got(0), "[10]" + part);
  EXPECT_EQ(streams.stats().gave_up, 1u);
  streams.close();
  EXPECT_EQ(got(0), "[10]" + part + "[10]" + part + "[10]" + part);
}

TEST_F(StreamsTest, MemoryForHolesIsSharedOldestFirst) {
  for (uint16_t i = 0; i < 5; ++i) {  // 4,096 bytes are four windows
    port = static_cast<uint16_t>(50000 + i);
    if (i == 4) break;
    shake(0, 0);
    send(0, 5, "late");
  }
  port = 50000;
  send(1, 1, "srv", kAck, 1);
  send(1, 10, "later", kAck, 1);
  EXPECT_EQ(readers.seen[0].bytes[0], "[4]late");
  EXPECT_EQ(readers.seen[1].bytes[0], "");
}

TEST_F(StreamsTest, TheLongestUnusedConnectionGoesFirst) {
  for (uint16_t i = 0; i < 6; ++i) {
    port = static_cast<uint16_t>(50000 + i);
    send(0, 1, "a");
    port = 50000;
    if (i != 0) send(0, 1 + i, "b");
  }
  EXPECT_EQ(streams.stats().evicted, 2u);
  EXPECT_EQ(readers.seen[0].bytes[0], "abbbbb");
  EXPECT_EQ(readers.seen[1].ends[0], 1);
  EXPECT_EQ(readers.seen[2].ends[0], 1);
}

TEST_F(StreamsTest, NobodyInterestedNothingKept) {
  readers.wants = 3;
  send(0, 1, "abc");
  send(0, 9, "late");
  send(0, 4, "def");
  EXPECT_EQ(got(0), "abc");
  EXPECT_EQ(readers.seen.size(), 1u);
}

TEST_F(StreamsTest, SynFloodLeavesConnectionsAlone) {
  send(0, 1, "abc");
  for (uint32_t i = 0; i < 100'000; ++i) {
    packet::Packet p = make(0, i * 77, "", kSyn);
    p.src = Address::ip4(i * 2654435761u);
    streams.feed(p, 0);
  }
  send(0, 4, "def");
  EXPECT_EQ(got(0), "abcdef");
  EXPECT_EQ(streams.stats().connections, 1u);
  EXPECT_GT(streams.stats().untracked, 80'000u);
}

// Any order, splitting, duplication and overlap of segments gives the bytes in order, as long as they fit the
// window.
TEST_F(StreamsTest, AnyOrderGivesTheSameBytes) {
  uint64_t seed = 1;
  const auto random = [&](uint64_t below) { return mix(seed += 0x9e3779b97f4a7c15ULL) % below; };
  for (int round = 0; round < 500; ++round) {
    std::string text;
    const uint32_t isn = round % 2 == 0 ? static_cast<uint32_t>(random(UINT32_MAX)) : 0xffffff00u;
    for (size_t i = 0, n = 1 + random(900); i < n; ++i) text += static_cast<char>('a' + random(26));
    std::vector<std::pair<size_t, size_t>> pieces;
    for (size_t at = 0; at < text.size(); at += pieces.back().second)
      pieces.emplace_back(at, 1 + random(200));
    for (int i = 0; i < 10; ++i) pieces.emplace_back(random(text.size()), 1 + random(200));
    for (size_t i = pieces.size(); i > 1; --i) std::swap(pieces[i - 1], pieces[random(i)]);
    port = static_cast<uint16_t>(round + 1000);
    shake(isn, 5);
    const std::string answer = "answer";
    send(1, 6, answer);  // opens it, so that the first segment may be any
    for (const auto& [at, size] : pieces)
      send(0, isn + 1 + static_cast<uint32_t>(at), std::string_view(text).substr(at, size));
    ASSERT_EQ(got(0), text) << round;
    ASSERT_EQ(got(1), answer);
  }
  EXPECT_EQ(streams.stats().gaps, 0u);
  EXPECT_EQ(streams.stats().differing, 0u);
}

}  // namespace
}  // namespace culprit::flow
