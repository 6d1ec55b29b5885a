#include "host/packet_filter.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::host {
namespace {

// UDP from 192.0.2.1 port 4000 to 192.0.2.7 port 53, over Ethernet.
const std::string kUdp =
    std::string("\x02\0\0\0\0\1\x02\0\0\0\0\2\x08\0", 14) +
    std::string("\x45\0\0\x1c\0\0\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\7\x0f\xa0\0\x35\0\x08\0\0", 28);

capture::Frame frame(const std::string& bytes, uint16_t link = capture::link::ethernet) {
  capture::Frame f;
  f.data = Bytes(bytes);
  f.wire = static_cast<uint32_t>(bytes.size());
  f.link = link;
  return f;
}

bool keeps(const char* expression, const capture::Frame& f) {
  auto filter = PacketFilter::compile(expression);
  EXPECT_TRUE(filter.has_value()) << expression;
  return filter && filter->keeps(f);
}

TEST(PacketFilter, KeepsWhatTcpdumpWouldKeep) {
  const auto f = frame(kUdp);
  for (const char* yes : {"udp", "host 192.0.2.7", "udp port 53", "not tcp", "less 100", "ip proto 17"})
    EXPECT_TRUE(keeps(yes, f)) << yes;
  for (const char* no : {"tcp", "host 192.0.2.8", "port 80", "greater 1000"})
    EXPECT_FALSE(keeps(no, f)) << no;
}

TEST(PacketFilter, EveryLinkTypeHasItsOwnProgram) {
  auto filter = PacketFilter::compile("dst host 192.0.2.7");
  ASSERT_TRUE(filter.has_value());
  const std::string ip = kUdp.substr(14);
  EXPECT_TRUE(filter->keeps(frame(kUdp)));
  EXPECT_TRUE(filter->keeps(frame(ip, capture::link::raw)));
  EXPECT_FALSE(filter->keeps(frame(ip, capture::link::ethernet)));
  EXPECT_EQ(filter->left_out(), 1U);
}

TEST(PacketFilter, WhereItHasNoMeaningNothingFits) {
  auto filter = PacketFilter::compile("ether broadcast");
  ASSERT_TRUE(filter.has_value());
  EXPECT_FALSE(filter->keeps(frame(kUdp.substr(14), capture::link::raw)));
  EXPECT_FALSE(filter->keeps(frame("1\t2\t3", capture::link::listed)));
  EXPECT_EQ(filter->meaningless(), 2U);
}

TEST(PacketFilter, AShortFrameIsNoDanger) {
  for (size_t n = 0; n < kUdp.size(); ++n) {
    const std::string cut = kUdp.substr(0, n);
    EXPECT_NO_FATAL_FAILURE(keeps("udp port 53 or (ip[40:4] = 7)", frame(cut)));
  }
}

TEST(PacketFilter, AWrongExpressionIsToldInOneSentence) {
  for (const char* wrong : {"udp.port == 53", "((", "host", "port 99999", "and"}) {
    const auto filter = PacketFilter::compile(wrong);
    ASSERT_FALSE(filter.has_value()) << wrong;
    EXPECT_NE(filter.error().what.find("libpcap"), std::string::npos);
  }
}

}  // namespace
}  // namespace culprit::host
