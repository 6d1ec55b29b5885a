#include "explain/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "packet/build_test.h"
#include "wording/words.h"

namespace culprit::explain {
namespace {

using namespace culprit::test;

struct Lab {
  flow::Traffic traffic;
  std::deque<Buffer> kept;
  void add(Buffer bytes, uint16_t link = capture::link::ethernet) {
    kept.push_back(std::move(bytes));
    packet::Packet p;
    packet::decode(frame(kept.back(), kept.size(), static_cast<int64_t>(kept.size()), link), p);
    traffic.add(p);
  }
  Case explained(std::span<const Claimed> claims = {}) {
    Case c;
    c.packets = traffic.packets();
    c.bytes = traffic.bytes();
    explain(traffic, claims, {}, {}, c);
    return c;
  }
};

// Law 1, with something of every transport, also what cannot be read.
TEST(Explain, EveryPacketIsInOneKnownGroup) {
  Lab lab;
  for (int proto = 0; proto < 256; ++proto)
    lab.add(ethernet(ip4({.proto = static_cast<uint8_t>(proto)}, Buffer(40, 1))));
  for (const unsigned type : {0x0806u, 0x86ddu, 0x88ccu, 0x888eu, 0x1234u, 0x0026u, 0x0500u})
    lab.add(ethernet(Buffer(60, 0x42), type));
  lab.add(Buffer(3, 1));
  lab.add(Buffer(50, 1), 999);
  const Case c = lab.explained();
  EXPECT_TRUE(adds_up(c));
  const Words words;
  for (const Group& g : c.groups) EXPECT_TRUE(words.has("kind." + g.kind + ".title")) << g.kind;
}

TEST(Explain, ClaimedPacketsLeaveTheirKind) {
  Lab lab;
  for (int i = 0; i < 10; ++i) lab.add(ethernet(ip4({}, udp(5000, 6000, "x"))));
  uint32_t at = 0;
  while (lab.traffic[at].packets() == 0) ++at;
  const unsigned way = lab.traffic[at].way[0].packets != 0 ? 0 : 1;
  const Claimed claims[] = {{"udp-flood-1", "udp-flood", at, way, 7, 7}};
  const Case c = lab.explained(claims);
  EXPECT_TRUE(adds_up(c));
  ASSERT_EQ(c.groups.size(), 2u);
}

const Group& of_kind(const Case& c, std::string_view kind) {
  const auto g = std::ranges::find(c.groups, kind, &Group::kind);
  static const Group none;
  EXPECT_NE(g, c.groups.end()) << kind;
  return g == c.groups.end() ? none : *g;
}

// "dns" selects what Wireshark calls DNS: on port 53, and all that comes from there.
TEST(Explain, AFilterByContentIsExactWhereNobodyElseUsesThePort) {
  const auto dns_group = [](uint16_t port, bool stranger) {
    Lab lab;
    lab.add(ethernet(ip4({.src = 0xc0a80102, .dst = 0xc0a80101}, udp(5000, port, "x"))));
    for (uint32_t i = 0; i < lab.traffic.size(); ++i)
      if (lab.traffic[i].packets() != 0) lab.traffic[i].content = "dns";
    if (stranger) lab.add(ethernet(ip4({.src = 0xc0a80105, .dst = 0xc0a80106}, udp(5000, port, "y"))));
    return of_kind(lab.explained(), "dns");
  };
  EXPECT_TRUE(dns_group(53, false).filter_exact);
  EXPECT_FALSE(dns_group(53, true).filter_exact);
  EXPECT_TRUE(dns_group(53, true).filter.ends_with(" || udp.port in {53}"));
  EXPECT_FALSE(dns_group(533, false).filter_exact);
}

TEST(Explain, AComputerThatTalksWithItselfIsAnswered) {
  using namespace packet::tcp_flag;
  constexpr uint32_t kSelf = 0x7f000001;
  Lab lab;
  lab.add(ethernet(ip4({.src = kSelf, .dst = kSelf, .proto = 6}, tcp(40000, 33333, 1, 0, syn, ""))));
  lab.add(ethernet(ip4({.src = kSelf, .dst = kSelf, .proto = 6}, tcp(33333, 40000, 1, 2, syn | ack, ""))));
  lab.add(ethernet(ip4({.src = kSelf, .dst = kSelf, .proto = 6}, tcp(40000, 33333, 2, 2, ack, "hello"))));
  const Case c = lab.explained();
  const Group& g = of_kind(c, "tcp-other");
  EXPECT_TRUE(std::ranges::none_of(g.conditions, [](const Condition& k) { return k.kind == "one-sided"; }));
}

}  // namespace
}  // namespace culprit::explain
