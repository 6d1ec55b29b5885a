#include "engine/engine.h"

#include <gtest/gtest.h>

#include <deque>

#include "packet/build_test.h"
#include "packet/packet.h"
#include "report/exporter.h"

namespace culprit {
namespace {

using namespace culprit::test;

constexpr uint32_t kUs = 0xc0000214, kVictim = 0xcb007107, kBoss = 0xc6336442, kVisitor = 0xc6336405;

/// A small incident, frame by frame: visitors, an order, a flood over random ports.
struct Incident {
  std::deque<Buffer> kept;
  std::vector<capture::Frame> frames;

  void add(Buffer bytes, int64_t ns) {
    kept.push_back(std::move(bytes));
    frames.push_back(frame(kept.back(), frames.size() + 1, ns));
  }
  void web(uint32_t client, uint16_t port, const std::string& request, int64_t ns) {
    const auto to = [&](uint32_t seq, uint8_t flags, std::string_view text, int64_t at) {
      add(ethernet(
              ip4({.src = client, .dst = kUs, .proto = 6, .ttl = 52}, tcp(port, 80, seq, 501, flags, text)),
              0x0800, 2, 1),
          at);
    };
    const auto from = [&](uint32_t ack, uint8_t flags, std::string_view text, int64_t at) {
      const uint32_t seq = text.empty() ? 500 : 501;
      add(ethernet(
              ip4({.src = kUs, .dst = client, .proto = 6, .ttl = 128}, tcp(80, port, seq, ack, flags, text)),
              0x0800, 1, 2),
          at);
    };
    to(100, packet::tcp_flag::syn, "", ns);
    from(101, packet::tcp_flag::syn | packet::tcp_flag::ack, "", ns + 1000);
    to(101, packet::tcp_flag::ack | packet::tcp_flag::psh, request, ns + 2000);
    from(static_cast<uint32_t>(101 + request.size()), packet::tcp_flag::ack,
         "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", ns + 3000);
  }
  void flood(int packets, int64_t ns) {
    for (int i = 0; i < packets; ++i) {
      const auto port = static_cast<uint16_t>(1 + i * 37 % 60000);
      add(ethernet(ip4({.src = kUs, .dst = kVictim, .ttl = 128},
                       udp(static_cast<uint16_t>(50000 + i % 9000), port, std::string(18, 'x')))),
          ns + i * kMillisecond);
    }
  }
};

Incident incident(bool with_order) {
  Incident all;
  for (uint16_t i = 0; i < 10; ++i)
    all.web(kVisitor, static_cast<uint16_t>(40000 + i),
            "GET /index.html HTTP/1.1\r\nHost: www.example.org\r\n\r\n", i * kSecond);
  if (with_order)
    all.web(kBoss, 41000, "GET /up/x.php?host=203.0.113.7&time=3 HTTP/1.1\r\nHost: www.example.org\r\n\r\n",
            10 * kSecond);
  all.flood(3200, 10 * kSecond + 5 * kMillisecond);
  return all;
}

Case close(Engine& engine) {
  Case c = engine.close();
  put_in_order(c);
  conclude(c);
  return c;
}

TEST(Engine, FloodAndItsOrder) {
  const Incident all = incident(true);
  Engine engine;
  engine.feed(all.frames);
  const Case c = close(engine);
  EXPECT_TRUE(adds_up(c));
  EXPECT_EQ(c.verdict, Verdict::attacking);
  ASSERT_EQ(c.findings.size(), 1u);
  const Finding& f = c.findings.front();
  EXPECT_EQ(f.kind, "udp-flood");
  EXPECT_EQ(f.packets, 3200u);
  EXPECT_EQ(f.way, Way::outbound);
  ASSERT_TRUE(f.trigger);
  EXPECT_EQ(f.trigger->frame.frame, 43u);
  EXPECT_EQ(f.trigger->client.text(), "198.51.100.66");
  EXPECT_GT(f.trigger->probability, 0.99);
}

TEST(Engine, WithoutTheOrderNoneIsClaimed) {
  const Incident all = incident(false);
  Engine engine;
  engine.feed(all.frames);
  const Case c = close(engine);
  ASSERT_EQ(c.findings.size(), 1u);
  EXPECT_FALSE(c.findings.front().trigger);
  EXPECT_FALSE(c.findings.front().trigger_absent.empty());
}

TEST(Engine, NothingGivesAnEmptyCase) {
  Engine engine;
  const Case c = close(engine);
  EXPECT_EQ(c.verdict, Verdict::empty);
  EXPECT_TRUE(adds_up(c));
}

std::string json_of(Engine& engine) {
  const Case c = close(engine);
  for (const report::Exporter* e : report::all()) {
    if (std::string_view(e->id) == "json") return e->write(c, Words("en"), {});
  }
  return {};
}

// Law 2: how the frames come in does not matter.
TEST(Engine, TunnelsAreNamedWithTheirEnds) {
  Engine engine;
  const Buffer inner = ethernet(ip4({}, udp(40000, 9, "inside")));
  for (uint64_t i = 1; i <= 3; ++i) {
    const Buffer bytes = ethernet(ip4(
        {.src = 0xc0000201, .dst = 0xc0000202},
        udp(50000, 4789, std::string("\x08\0\0\0\0\0\x05\0", 8) + std::string(inner.begin(), inner.end()))));
    const capture::Frame f = frame(bytes, i, static_cast<int64_t>(i));
    engine.feed({&f, 1});
  }
  const Case c = engine.close();
  const auto w = std::ranges::find(c.warnings, "tunnel", &Warning::code);
  ASSERT_NE(w, c.warnings.end());
  EXPECT_EQ(w->params[0].integer, 3);
  EXPECT_EQ(w->params[1].text, "tunnel.vxlan");
  EXPECT_EQ(w->params[2].text + ' ' + w->params[3].text, "192.0.2.1 192.0.2.2");
  EXPECT_EQ(w->frame, 1u);
}

TEST(Engine, BatchSizesDoNotMatter) {
  const Incident all = incident(true);
  Engine whole, single;
  whole.feed(all.frames);
  for (const capture::Frame& f : all.frames) single.feed({&f, 1});
  EXPECT_EQ(json_of(whole), json_of(single));
}

// Law 6: parts cut by host pair merge to what one reading gives.
TEST(Engine, MergedPartsEqualTheWhole) {
  const Incident all = incident(true);
  Engine whole, left, right;
  whole.feed(all.frames);
  for (const capture::Frame& f : all.frames) {
    packet::Packet p;
    packet::decode(f, p);
    ((p.src.v4() ^ p.dst.v4()) % 2 == 0 ? left : right).feed({&f, 1});
  }
  left.merge(std::move(right));
  EXPECT_EQ(json_of(left), json_of(whole));
}

}  // namespace
}  // namespace culprit
