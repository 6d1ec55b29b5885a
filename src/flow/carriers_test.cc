#include "flow/carriers.h"

#include <gtest/gtest.h>

namespace culprit::flow {
namespace {

packet::Packet through(packet::Tunnel kind, uint32_t from, uint32_t to, uint64_t frame) {
  packet::Packet p;
  p.tunnel = kind;
  p.tunnel_depth = 1;
  p.outer.src = Address::ip4(from);
  p.outer.dst = Address::ip4(to);
  p.ref = {0, frame};
  return p;
}

TEST(Carriers, BothWaysAreOneTunnel) {
  Carriers one, other;
  one.take(through(packet::Tunnel::gre, 5, 6, 3));
  one.take(through(packet::Tunnel::vxlan, 1, 2, 4));
  other.take(through(packet::Tunnel::vxlan, 2, 1, 9));
  one.merge(other);
  const auto all = one.all();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, packet::Tunnel::vxlan);
  EXPECT_EQ(all[0].packets, 2u);
  EXPECT_EQ(all[0].first.frame, 4u);
  EXPECT_EQ(all[0].a, Address::ip4(1));
}

TEST(Carriers, AFloodOfTunnelsIsCountedTogether) {
  Carriers all;
  for (uint32_t i = 0; i < 1000; ++i) all.take(through(packet::Tunnel::gre, i, 7'000'000, i + 1));
  EXPECT_EQ(all.all().size(), Carriers::kMax);
  EXPECT_EQ(all.others(), 1000 - Carriers::kMax);
}

}  // namespace
}  // namespace culprit::flow
