#include "explain/tcp_health.h"

#include <gtest/gtest.h>

namespace culprit::explain {
namespace {

using namespace packet::tcp_flag;

/// Packets between 10.0.0.1 and 10.0.0.2; the clock goes on by 10 ms with each.
class Health : public testing::Test {
 protected:
  uint16_t send(bool there, uint32_t seq, uint32_t size, uint32_t acked, uint8_t flags = ack,
                uint16_t window = 1000) {
    packet::Packet p;
    p.protocol = packet::proto::tcp;
    p.src = Address::ip4(there ? 0x0a000001 : 0x0a000002);
    p.dst = Address::ip4(there ? 0x0a000002 : 0x0a000001);
    p.src_port = there ? 4000 : 80;
    p.dst_port = there ? 80 : 4000;
    p.seq = seq;
    p.ack = acked;
    p.payload_wire = size;
    p.tcp_flags = flags;
    p.window = window;
    p.ip_id = ++id_;
    p.time = Time{now_ += 10 * kMillisecond};
    last_ = p;
    return health_.see(p);
  }
  uint16_t again() { return health_.see(last_); }

  TcpHealth health_;
  packet::Packet last_;
  uint32_t id_ = 0;
  int64_t now_ = kSecond;
};

TEST_F(Health, AQuietConnectionHasNoSigns) {
  EXPECT_EQ(send(true, 100, 0, 0, syn), 0);
  EXPECT_EQ(send(false, 900, 0, 101, syn | ack), 0);
  EXPECT_EQ(send(true, 101, 50, 901), 0);
  EXPECT_EQ(send(false, 901, 70, 151), 0);
  EXPECT_EQ(send(true, 151, 0, 971), 0);
  EXPECT_EQ(send(true, 151, 0, 971, ack | fin), 0);
}

TEST_F(Health, SentAgainIsNotCapturedTwice) {
  send(true, 100, 50, 1);
  EXPECT_EQ(send(true, 100, 50, 1), kSentAgain);
  EXPECT_EQ(again(), kCapturedTwice);
}

TEST_F(Health, AHoleIsToldAndSoIsWhatFillsIt) {
  send(true, 100, 50, 1);
  EXPECT_EQ(send(true, 200, 50, 1), kSegmentLost);
  now_ -= 9 * kMillisecond;  // one millisecond later
  EXPECT_EQ(send(true, 150, 50, 1), kOutOfOrder);
  EXPECT_EQ(send(true, 300, 50, 1), kSegmentLost);
  EXPECT_EQ(send(true, 250, 50, 1), kSentAgain);
}

TEST_F(Health, ReceiptsThatRepeatWaitForSomething) {
  send(true, 100, 50, 1);
  send(false, 1, 0, 150);
  EXPECT_EQ(send(false, 1, 0, 150), 0);  // nothing is missing
  send(true, 200, 50, 1);
  EXPECT_EQ(send(false, 1, 0, 150), kDuplicateAck);
}

TEST_F(Health, KeepAlivesAndFullReceivers) {
  send(true, 100, 50, 1);
  EXPECT_EQ(send(true, 149, 1, 1), kKeepAlive);
  EXPECT_EQ(send(false, 1, 0, 150, ack, 0), kZeroWindow);
}

TEST_F(Health, SequenceNumbersWrap) {
  send(true, 0xffffffe0, 64, 1);
  EXPECT_EQ(send(true, 0x20, 10, 1), 0);
  EXPECT_EQ(send(true, 0xffffffe0, 64, 1), kSentAgain);
}

}  // namespace
}  // namespace culprit::explain
