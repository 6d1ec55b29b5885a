#include "flow/fragment.h"

#include <gtest/gtest.h>

namespace culprit::flow {
namespace {

packet::Packet piece(uint32_t id, uint32_t offset, int64_t ns = 0) {
  packet::Packet p;
  p.src = Address::ip4(1);
  p.dst = Address::ip4(2);
  p.protocol = 17;
  p.ip_id = id;
  p.fragment_offset = offset;
  p.time = {ns};
  return p;
}

TEST(Fragments, PiecesOfOneDatagramMeet) {
  Fragments f;
  f.find(piece(7, 0)).conversation = 42;
  EXPECT_EQ(f.find(piece(7, 1480)).conversation, 42u);
  EXPECT_EQ(f.find(piece(8, 1480)).conversation, Fragments::kUnknown);
}

TEST(Fragments, OldOnesAreForgotten) {
  Fragments f;
  f.find(piece(7, 0)).conversation = 42;
  EXPECT_EQ(f.find(piece(7, 1480, 60 * kSecond)).conversation, Fragments::kUnknown);
}

TEST(Fragments, ManyDatagramsStayBounded) {
  Fragments f;
  for (uint32_t id = 0; id < 100'000; ++id) f.find(piece(id, 0, id)).conversation = id;
  EXPECT_EQ(f.find(piece(99'999, 1480, 100'000)).conversation, 99'999u);
}

}  // namespace
}  // namespace culprit::flow
