#include "flow/reassembly.h"

#include <gtest/gtest.h>

#include <string>

#include "packet/build_test.h"

namespace culprit::flow {
namespace {

using namespace culprit::test;
using packet::Packet;

const std::string kText = "abcdefghijklmnopqrstuvwxyz0123456789";

/// A piece of a UDP datagram to port 53 that carries `text`: bytes from `offset` on, of the IP payload.
Packet piece(size_t offset, size_t size, uint16_t id = 7, const std::string& text = kText) {
  const Buffer all = udp(4000, 53, text);
  const size_t end = std::min(offset + size, all.size());
  const Buffer part(all.begin() + static_cast<std::ptrdiff_t>(offset),
                    all.begin() + static_cast<std::ptrdiff_t>(end));
  return decoded(
      ethernet(ip4({.id = id, .offset = static_cast<unsigned>(offset), .more = end != all.size()}, part)));
}

std::string text_of(const Packet& last, Bytes whole) {
  if (whole.empty()) return "";
  Packet p;
  packet::decode_whole(last, whole, p);
  EXPECT_EQ(p.dst_port, 53);
  EXPECT_FALSE(p.is_fragment());
  return std::string(p.payload.text());
}

TEST(Reassembly, PiecesInAnyOrder) {
  const size_t orders[][3] = {{0, 16, 32}, {32, 16, 0}, {16, 32, 0}, {0, 32, 16}};
  for (const auto& order : orders) {
    Reassembly r;
    std::string got;
    for (const size_t at : order) {
      const Packet p = piece(at, 16);
      EXPECT_EQ(got, "");
      got = text_of(p, r.add(p, true));
    }
    EXPECT_EQ(got, kText.substr(0, 36)) << order[0] << order[1];
    EXPECT_EQ(r.stats().whole, 1u);
  }
}

TEST(Reassembly, RepeatedAndOverlappingPiecesThatAgree) {
  Reassembly r;
  r.add(piece(0, 24), true);
  r.add(piece(0, 24), true);
  r.add(piece(8, 24), true);
  const Packet last = piece(24, 100);
  EXPECT_EQ(text_of(last, r.add(last, true)), kText);
}

TEST(Reassembly, ContradictionsAreGivenUp) {
  Reassembly r;
  r.add(piece(0, 24), true);
  r.add(piece(16, 16, 7, std::string(36, 'X')), true);
  const Packet last = piece(24, 100);
  EXPECT_EQ(text_of(last, r.add(last, true)), "");
  EXPECT_EQ(r.stats().conflicting, 1u);
  EXPECT_EQ(r.stats().whole, 0u);
}

TEST(Reassembly, ADatagramHasOneSize) {
  Reassembly r;
  r.add(piece(32, 100), true);
  const Packet shorter = piece(16, 100, 7, kText.substr(0, 20));
  r.add(shorter, true);
  EXPECT_EQ(r.stats().conflicting, 1u);
}

TEST(Reassembly, NotWantedNotKept) {
  Reassembly r;
  for (uint16_t id = 0; id < 1000; ++id) {
    r.add(piece(0, 16, id), false);
    r.add(piece(16, 16, id), false);
    const Packet last = piece(32, 16, id);
    EXPECT_TRUE(r.add(last, false).empty());
  }
  EXPECT_EQ(r.stats().whole + r.stats().given_up, 0u);
}

TEST(Reassembly, AFloodOfLaterPiecesRunsOutOfCredit) {
  Reassembly r;
  for (uint16_t id = 0; id < 5000; ++id) r.add(piece(16, 16, id), false);
  EXPECT_LE(r.stats().given_up, 64u + 5u);
  r.add(piece(0, 16, 6000), true);
  r.add(piece(16, 16, 6000), false);
  const Packet last = piece(32, 16, 6000);
  EXPECT_EQ(text_of(last, r.add(last, false)), kText) << "first pieces still count";
}

TEST(Reassembly, OldPiecesAreForgotten) {
  Reassembly r;
  Packet first = piece(0, 24), last = piece(24, 100);
  r.add(first, true);
  last.time.ns += 31 * kSecond;
  EXPECT_TRUE(r.add(last, true).empty());
  EXPECT_EQ(r.stats().given_up, 1u);
}

TEST(Reassembly, OverIpv6) {
  const Buffer all = udp(4000, 53, kText);
  const auto six = [&](size_t from, size_t to) {
    Buffer b = hex("11 00");
    put16(b, static_cast<unsigned>(from | (to != all.size() ? 1 : 0)));
    put32(b, 99);
    b.insert(b.end(), all.begin() + static_cast<std::ptrdiff_t>(from),
             all.begin() + static_cast<std::ptrdiff_t>(to));
    return decoded(ethernet(ip6(44, b), 0x86dd));
  };
  Reassembly r;
  r.add(six(0, 24), true);
  const Packet last = six(24, all.size());
  EXPECT_EQ(text_of(last, r.add(last, true)), kText);
}

}  // namespace
}  // namespace culprit::flow
