#include "message/unnamed.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::message {
namespace {

struct Lab {
  flow::Traffic traffic;
  UnnamedPool pool;
  uint32_t send(uint32_t src, const std::string& payload) {
    packet::Packet p;
    p.protocol = packet::proto::udp;
    p.ip = true;
    p.src = Address::ip4(src);
    p.dst = Address::ip4(0xc0000201);
    p.src_port = 40000;
    p.dst_port = 50000;
    p.payload = Bytes(payload);
    p.payload_wire = static_cast<uint32_t>(payload.size());
    const uint32_t index = traffic.add(p);
    if (traffic[index].content.empty()) pool.keep(p, traffic[index], index, traffic);
    return index;
  }
};

TEST(Unnamed, KeepsTheFirstPackets) {
  Lab lab;
  for (int i = 0; i < 20; ++i) lab.send(1, "packet " + std::to_string(i));
  lab.send(2, "xxxxxxxxxx");
  const auto all = lab.pool.all(lab.traffic);
  ASSERT_EQ(all.size(), 1u) << "fill is nobody's";
  ASSERT_EQ(all[0].packets.size(), UnnamedPool::kPackets);
  EXPECT_EQ(all[0].packets[0].payload.text(), "packet 0");
  EXPECT_EQ(all[0].packets[7].payload.text(), "packet 7");
}

TEST(Unnamed, NamedOnesMakeRoom) {
  Lab lab;
  for (uint32_t i = 0; i < UnnamedPool::kMax; ++i)
    lab.traffic[lab.send(1000 + i, "who?")].content = i % 2 == 0 ? "dns" : "";
  EXPECT_EQ(lab.pool.all(lab.traffic).size(), UnnamedPool::kMax / 2);
  lab.send(1, "late");
  const auto all = lab.pool.all(lab.traffic);
  EXPECT_EQ(all.size(), UnnamedPool::kMax / 2 + 1);
  EXPECT_EQ(all.back().packets[0].payload.text(), "late");
}

TEST(Unnamed, IsBounded) {
  Lab lab;
  for (uint32_t i = 0; i < 4000; ++i) lab.send(1000 + i % 1500, std::string(1000, 'a') + std::to_string(i));
  size_t bytes = 0;
  for (const Unnamed& u : lab.pool.all(lab.traffic))
    for (const packet::Packet& p : u.packets) bytes += p.payload.size();
  EXPECT_LE(bytes, UnnamedPool::kTotal + UnnamedPool::kBytes);
  EXPECT_NE(lab.pool.left_out(), 0u);
}

}  // namespace
}  // namespace culprit::message
