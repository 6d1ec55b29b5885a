#include "evidence/excerpt.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/cited.h"
#include "packet/build_test.h"

namespace culprit::evidence {
namespace {

using namespace culprit::test;

Case with_flood() {
  Case c;
  Finding f;
  f.id = "udp-flood-1";
  f.kind = "udp-flood";
  f.first = {0, 13};
  f.last = {0, 99};
  f.targets.push_back(
      {.ip = Address::ip4(0xcb007107), .ports = {}, .name = {}, .network = {}, .prefix_bits = {}});
  f.payload = PayloadNature{.fill = uint8_t{'X'}};
  Order o;
  o.frame = {0, 12};
  o.request = "GET /..php?host=203.0.113.7&time=60 HTTP/1.1";
  o.parameters = {{"victim", "203.0.113.7"}, {"seconds", "60"}};
  f.orders = {o};
  f.trigger = o;
  for (uint64_t n : {13, 14, 15, 99})
    f.evidence.push_back(
        {.ref = {0, n}, .path = {}, .quote = {}, .reason = Sentence("evidence.flood-first")});
  c.findings.push_back(f);
  return c;
}

const Mark* marked(const Excerpt& e, std::string_view key) {
  const auto at = std::ranges::find_if(e.marks, [&](const Mark& m) { return m.what.key == key; });
  return at == e.marks.end() ? nullptr : &*at;
}

std::string bytes_of(const Excerpt& e, std::string_view key) {
  const Mark* m = marked(e, key);
  return m == nullptr ? "not marked" : e.bytes.substr(m->at, m->size);
}

TEST(Cited, OrdersFirstThenBeginnings) {
  const Case c = with_flood();
  EXPECT_EQ(cited(c, 24), (std::vector<FrameRef>{{0, 12}, {0, 13}, {0, 14}, {0, 15}}));
  EXPECT_EQ(cited(c, 2), (std::vector<FrameRef>{{0, 12}, {0, 13}}));
  EXPECT_TRUE(cited(Case{}, 24).empty());
}

TEST(Excerpt, MarksWhatTheOrderAsksFor) {
  const Buffer bytes = ethernet(
      ip4({.proto = 17}, udp(5000, 80, "GET /..php?host=203.0.113.7&time=60 HTTP/1.1\r\nHost: a\r\n")));
  const Excerpt e = excerpt(frame(bytes, 12, 0, capture::link::ethernet), with_flood());
  EXPECT_EQ(bytes_of(e, "mark.order"), "GET /..php?host=203.0.113.7&time=60 HTTP/1.1");
  EXPECT_EQ(bytes_of(e, "mark.order-victim"), "203.0.113.7");
  EXPECT_EQ(bytes_of(e, "mark.order-seconds"), "60");
  EXPECT_EQ(bytes_of(e, "mark.from"), std::string("\xc0\x00\x02\x14", 4));
  EXPECT_EQ(marked(e, "mark.link")->size, 14u);
}

TEST(Excerpt, MarksTheVictimAndTheFillingOfAFlood) {
  const Buffer bytes = ethernet(ip4({}, udp(5000, 6000, std::string(900, 'X'))));
  const Excerpt e = excerpt(frame(bytes, 13, 0, capture::link::ethernet), with_flood());
  EXPECT_EQ(bytes_of(e, "mark.victim"), std::string("\xcb\x00\x71\x07", 4));
  EXPECT_TRUE(marked(e, "mark.victim")->telling);
  EXPECT_EQ(e.bytes.size(), kExcerpt);
  EXPECT_EQ(bytes_of(e, "mark.fill"), std::string(kExcerpt - 42, 'X'));
  EXPECT_EQ(e.captured, bytes.size());
}

TEST(Excerpt, AnyBytesAreShownWithoutReadingBeyondThem) {
  Buffer bytes;
  for (int i = 0; i < 200; ++i) {
    const Excerpt e = excerpt(frame(bytes, 13, 0, capture::link::ethernet), with_flood());
    for (const Mark& m : e.marks) EXPECT_LE(size_t{m.at} + m.size, e.bytes.size());
    bytes = ethernet(ip4({.more = true}, Buffer(static_cast<size_t>(i), 'X')));
    bytes.resize(std::min(bytes.size(), static_cast<size_t>(i)));
  }
}

}  // namespace
}  // namespace culprit::evidence
