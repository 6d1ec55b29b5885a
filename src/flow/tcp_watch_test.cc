#include "flow/tcp_watch.h"

#include <gtest/gtest.h>

#include <string>

#include "flow/streams.h"

namespace culprit::flow {
namespace {

namespace flag = packet::tcp_flag;
using namespace tcp_seen;

class Nobody final : public StreamReaders {
 public:
  std::unique_ptr<StreamReader> open(const Endpoints&, uint32_t) override { return nullptr; }
};

/// 0 is the client 192.0.2.1:40000, 1 the server 198.51.100.2:80.
class TcpWatch : public testing::Test {
 protected:
  uint32_t send(unsigned side, uint32_t seq, uint32_t size, uint32_t ack, uint8_t flags = flag::ack,
                uint16_t window = 5000) {
    packet::Packet p;
    p.protocol = packet::proto::tcp;
    p.src = Address::ip4(side == 0 ? 0xc0000201 : 0xc6336402);
    p.dst = Address::ip4(side == 0 ? 0xc6336402 : 0xc0000201);
    p.src_port = side == 0 ? uint16_t{40000} : uint16_t{80};
    p.dst_port = side == 0 ? uint16_t{80} : uint16_t{40000};
    p.seq = seq;
    p.ack = ack;
    p.tcp_flags = flags;
    p.window = window;
    p.payload = Bytes(std::string_view(kText).substr(0, size));
    p.payload_wire = size;
    p.time.ns = clock += kMillisecond / 10;
    p.ip_id = id != 0 ? id : ++ids;
    p.tcp_options = options;
    p.window_scale = 3;
    return streams.feed(p, 0);
  }
  void shake() {  // the round trip takes 1.2 ms
    send(0, 0, 0, 0, flag::syn);
    clock += kMillisecond;
    send(1, 100, 0, 1, flag::syn | flag::ack);
    send(0, 1, 0, 101);
  }

  static inline const std::string kText = std::string(2000, 'x');
  int64_t clock = kSecond;
  uint32_t ids = 0, id = 0;
  uint8_t options = 0;
  Nobody nobody;
  Streams streams{nobody};
};

TEST_F(TcpWatch, AnOrdinaryConnectionSaysNothing) {
  EXPECT_EQ(send(0, 0, 0, 0, flag::syn), 0u);
  EXPECT_EQ(send(1, 100, 0, 1, flag::syn | flag::ack), 0u);
  EXPECT_EQ(send(0, 1, 0, 101), 0u);
  EXPECT_EQ(send(0, 1, 50, 101), 0u);
  EXPECT_EQ(send(1, 101, 200, 51), 0u);
  EXPECT_EQ(send(0, 51, 0, 301), 0u);
  EXPECT_EQ(send(0, 51, 0, 301, flag::fin | flag::ack), 0u);
  EXPECT_EQ(send(1, 301, 0, 52, flag::fin | flag::ack), 0u);
  EXPECT_EQ(send(0, 52, 0, 302), 0u);
}

TEST_F(TcpWatch, SentAgain) {
  shake();
  send(0, 1, 50, 101);
  clock += 200 * kMillisecond;
  EXPECT_EQ(send(0, 1, 50, 101), retransmission);
  send(1, 101, 0, 51);
  EXPECT_EQ(send(0, 1, 50, 101), spurious_retransmission) << "it was acknowledged";
  EXPECT_EQ(send(0, 0, 0, 0, flag::syn), retransmission);
}

TEST_F(TcpWatch, LossIsRepaired) {
  shake();
  send(0, 1, 100, 101);
  EXPECT_EQ(send(0, 201, 100, 101), segment_lost);
  send(1, 101, 0, 101);
  EXPECT_EQ(send(1, 101, 0, 101), duplicate_ack);
  EXPECT_EQ(send(1, 101, 0, 101), duplicate_ack);
  EXPECT_EQ(send(0, 101, 100, 101), fast_retransmission);
  EXPECT_EQ(send(1, 101, 0, 301), 0u);
}

TEST_F(TcpWatch, ReorderedIsNotSentAgain) {
  shake();
  send(0, 1, 100, 101);
  send(0, 201, 100, 101);
  EXPECT_EQ(send(0, 101, 100, 101), out_of_order);
  EXPECT_EQ(send(0, 101, 100, 101), retransmission) << "the hole is filled";
  send(0, 401, 100, 101);
  clock += 100 * kMillisecond;
  EXPECT_EQ(send(0, 301, 100, 101), retransmission) << "much later than a round trip";
}

TEST_F(TcpWatch, HalfOfAHole) {
  shake();
  send(0, 1001, 100, 101);
  EXPECT_EQ(send(0, 501, 500, 101), out_of_order);
  EXPECT_EQ(send(0, 1, 500, 101), out_of_order);
  EXPECT_EQ(send(0, 1, 500, 101), retransmission);
}

TEST_F(TcpWatch, AcknowledgedButNeverCaptured) {
  shake();
  send(0, 1, 100, 101);
  EXPECT_EQ(send(1, 101, 0, 501), ack_unseen);
}

TEST_F(TcpWatch, NoRoom) {
  options = packet::tcp_option::window_scale;
  shake();
  send(1, 101, 0, 1, flag::ack, 10);  // 80 bytes with the scale of 3
  EXPECT_EQ(send(0, 1, 80, 101), window_full);
  EXPECT_EQ(send(1, 101, 0, 81, flag::ack, 0), zero_window);
  clock += kSecond;
  EXPECT_EQ(send(0, 81, 1, 101), zero_window_probe);
  EXPECT_EQ(send(1, 101, 0, 81, flag::ack, 0), zero_window | zero_window_probe_ack);
  EXPECT_EQ(send(1, 101, 0, 81, flag::ack, 50), window_update);
  EXPECT_EQ(send(0, 81, 80, 101), 0u) << "the probe did not count as sent";
}

TEST_F(TcpWatch, WindowsAreScaledOnlyIfBothSidesWish) {
  options = packet::tcp_option::window_scale;
  send(0, 0, 0, 0, flag::syn);
  options = 0;
  send(1, 100, 0, 1, flag::syn | flag::ack, 80);
  send(0, 1, 0, 101);
  EXPECT_EQ(send(0, 1, 80, 101), window_full);
}

TEST_F(TcpWatch, KeepAlives) {
  shake();
  send(0, 1, 50, 101);
  send(1, 101, 0, 51);
  clock += 60 * kSecond;
  EXPECT_EQ(send(0, 50, 0, 101), keep_alive);
  EXPECT_EQ(send(1, 101, 0, 51), keep_alive_ack);
  EXPECT_EQ(send(0, 50, 1, 101), keep_alive);
}

TEST_F(TcpWatch, CapturedTwiceIsNotSentTwice) {
  shake();
  id = 77;
  send(0, 1, 50, 101);
  EXPECT_EQ(send(0, 1, 50, 101), retransmission | captured_twice);
}

TEST_F(TcpWatch, KindsOfResets) {
  EXPECT_EQ(send(1, 5, 0, 0, flag::rst), reset_stray);
  send(0, 0, 0, 0, flag::syn);
  EXPECT_EQ(send(1, 0, 0, 1, flag::rst | flag::ack, 0), reset_refused);
  clock += kSecond;
  send(0, 5000, 0, 0, flag::syn);
  send(1, 100, 0, 5001, flag::syn | flag::ack);
  EXPECT_EQ(send(0, 5001, 0, 0, flag::rst), reset_unused);
  send(0, 9000, 0, 0, flag::syn);
  send(1, 100, 0, 9001, flag::syn | flag::ack);
  send(0, 9001, 50, 101);
  EXPECT_EQ(send(1, 101, 0, 9051, flag::rst | flag::ack), reset_after_data);
  send(0, 20000, 0, 0, flag::syn);
  send(1, 100, 0, 20001, flag::syn | flag::ack);
  send(0, 20001, 50, 101);
  send(0, 20051, 0, 101, flag::fin | flag::ack);
  EXPECT_EQ(send(1, 101, 0, 20051, flag::rst | flag::ack), reset_after_end);
}

TEST_F(TcpWatch, ANewConnectionBetweenTheSameEnds) {
  shake();
  EXPECT_EQ(send(0, 70000, 0, 0, flag::syn), reused_ports);
  EXPECT_EQ(send(1, 900, 0, 70001, flag::syn | flag::ack), 0u);
}

TEST_F(TcpWatch, BothSidesAtTheSameTime) {
  EXPECT_EQ(send(0, 0, 0, 0, flag::syn), 0u);
  EXPECT_EQ(send(1, 100, 0, 0, flag::syn), 0u);
  EXPECT_EQ(send(0, 0, 0, 101, flag::syn | flag::ack) & ~sent_again, 0u);
}

TEST_F(TcpWatch, FromTheMiddleNothingIsAssumed) {
  EXPECT_EQ(send(1, 5000, 100, 300), 0u);
  EXPECT_EQ(send(0, 300, 0, 5100), 0u);
  EXPECT_EQ(send(1, 5100, 100, 300), 0u);
  EXPECT_EQ(send(1, 5000, 100, 300), spurious_retransmission);
}

TEST_F(TcpWatch, NumbersWrap) {
  send(0, 0xffffffd0, 0x20, 101);
  EXPECT_EQ(send(0, 0xfffffff0, 0x20, 101), 0u);
  EXPECT_EQ(send(0, 0x10, 0x20, 101), 0u);
  EXPECT_EQ(send(0, 0x50, 0x20, 101), segment_lost);
  EXPECT_EQ(send(0, 0xfffffff0, 0x20, 101), retransmission);
}

// A flood with forged senders takes the places of its own kind only.
TEST_F(TcpWatch, AFloodDoesNotForgetConnections) {
  shake();
  send(0, 1, 50, 101);
  send(1, 101, 0, 51);
  for (uint32_t i = 0; i < 200'000; ++i) {
    packet::Packet p;
    p.protocol = packet::proto::tcp;
    p.src = Address::ip4(static_cast<uint32_t>(mix(i)));
    p.dst = Address::ip4(0xc6336402);
    p.src_port = static_cast<uint16_t>(i);
    p.dst_port = 80;
    p.seq = i * 7;
    p.tcp_flags = flag::syn;
    streams.feed(p, 0);
    if (i % 4 == 0) {  // some are answered
      std::swap(p.src, p.dst);
      std::swap(p.src_port, p.dst_port);
      p.ack = p.seq + 1;
      p.tcp_flags = flag::syn | flag::ack;
      streams.feed(p, 0);
    }
  }
  EXPECT_EQ(send(0, 1, 50, 101), spurious_retransmission);
}

}  // namespace
}  // namespace culprit::flow
