#include "explain/recogniser.h"

#include <gtest/gtest.h>

#include <deque>

#include "flow/traffic.h"
#include "packet/build_test.h"

namespace culprit::explain {
namespace {

using namespace culprit::test;
using namespace packet::tcp_flag;

constexpr uint32_t kA = 0xc0a80102, kB = 0xcb007150;

/// The kind of the one conversation that the packets make.
struct Talk {
  flow::Traffic traffic;
  std::deque<Buffer> kept;
  void add(Buffer bytes) {
    kept.push_back(std::move(bytes));
    packet::Packet p;
    packet::decode(frame(kept.back(), kept.size(), static_cast<int64_t>(kept.size())), p);
    traffic.add(p);
  }
  void tcp_flags(uint32_t from, uint32_t to, uint8_t flags) {
    add(ethernet(ip4({.src = from, .dst = to, .proto = 6}, tcp(40000, 8300, 1, 1, flags, ""))));
  }
  flow::Conversation& only() {
    uint32_t at = 0;
    while (traffic[at].packets() == 0) ++at;
    return traffic[at];
  }
  std::string kind(const message::Names& names = {}) { return id_of(Recogniser(names)(only()), only()); }
};

TEST(Recogniser, FlagsThatMakeNoSenseAreNoAttemptToConnect) {
  Talk odd, knock;
  odd.tcp_flags(kA, kB, fin | psh | urg);
  knock.tcp_flags(kA, kB, syn);
  EXPECT_EQ(odd.kind(), "tcp-odd-flags");
  EXPECT_EQ(knock.kind(), "tcp-connection-attempts");
}

TEST(Recogniser, WhatOneSaysToItselfIsAnswered) {
  Talk self;
  self.tcp_flags(0x7f000001, 0x7f000001, syn);
  EXPECT_FALSE(answers_itself(self.only()));
  self.tcp_flags(0x7f000001, 0x7f000001, syn | ack);
  EXPECT_TRUE(answers_itself(self.only()));
}

TEST(Recogniser, ANameDecidesWhereAllNamesOfTheAddressAgree) {
  Talk talk;
  talk.tcp_flags(kA, kB, syn);
  talk.only().content = "tls";
  message::Names names;
  names.add(
      {.name = "mtalk.google.com", .address = Address::ip4(kB), .source = message::NameSource::server_name});
  EXPECT_EQ(talk.kind(names), "google-push");
  names.add(
      {.name = "www.example.org", .address = Address::ip4(kB), .source = message::NameSource::server_name});
  EXPECT_EQ(talk.kind(names), "tls");
}

TEST(Recogniser, WhatAWitnessNamedStandsApart) {
  Talk talk;
  talk.tcp_flags(kA, kB, syn);
  talk.only().content = "tls";
  talk.only().by_witness = true;
  EXPECT_EQ(talk.kind(), "tls-by-ndpi");
}

}  // namespace
}  // namespace culprit::explain
