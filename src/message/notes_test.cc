#include "message/notes.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::message {
namespace {

constexpr std::string_view kZones[] = {"", "a.test", "b.test"};
const Address kClient = Address::ip4(0xc0000205), kServer = Address::ip4(0xc0000235);

Note question(std::string_view zone, std::string_view text, uint32_t type = 1, int64_t ns = 0) {
  return {.kind = NoteKind::question,
          .protocol = "dns",
          .client = kClient,
          .server = kServer,
          .server_port = 53,
          .subject = zone,
          .text = text,
          .number = type,
          .time = Time{ns},
          .ref = {0, static_cast<uint64_t>(ns + 1)}};
}

TEST(Notes, EqualOnesAddUp) {
  Notes notes;
  notes.add(question("x.test", "a.x.test", 1, 5));
  notes.add(question("x.test", "b.x.test", 28, 3));
  notes.add(question("x.test", "a.x.test", 1, 9));
  notes.add(question("y.test", "y.test"));
  ASSERT_EQ(notes.all().size(), 2u);
  const Tally& t = notes.all()[0];
  EXPECT_EQ(t.subject, "x.test");
  EXPECT_EQ(t.count, 3u);
  EXPECT_EQ(t.distinct(), 2u);
  EXPECT_EQ(t.samples, (std::vector<std::string>{"a.x.test", "b.x.test"}));
  EXPECT_EQ(t.with(1), 2u);
  EXPECT_EQ(t.with(28), 1u);
  EXPECT_EQ(t.first.ns, 3);
  EXPECT_EQ(t.last_ref.frame, 10u);
  EXPECT_EQ(t.text_bytes, 24u);
}

TEST(Notes, DistinctTextsAreEstimated) {
  for (const int n : {5, 50, 500, 2000}) {
    Notes notes;
    for (int i = 0; i < n; ++i) notes.add(question("x.test", std::to_string(i) + ".x.test"));
    EXPECT_NEAR(notes.all()[0].distinct(), n, 1 + n * 0.08) << n;
    EXPECT_EQ(notes.all()[0].samples.size(), Tally::kSamples);
  }
  Notes notes;
  for (int i = 0; i < 20000; ++i) notes.add(question("x.test", std::to_string(i)));
  EXPECT_EQ(notes.all()[0].distinct(), Tally::kMany);
}

TEST(Notes, NothingIsLostWithoutACount) {
  Notes notes;
  for (int i = 0; i < 1000; ++i) notes.add(question(std::to_string(i) + ".test", "x"));
  EXPECT_EQ(notes.all().size(), Notes::kMaxSubjects + 1) << "the rest shares one tally";
  for (uint32_t i = 0; i < 20000; ++i) {
    Note n = question("x.test", "x");
    n.client = Address::ip4(i);
    notes.add(n);
  }
  EXPECT_EQ(notes.all().size(), Notes::kMax);
  uint64_t kept = 0;
  for (const Tally& t : notes.all()) kept += t.count;
  EXPECT_EQ(kept + notes.dropped(), 21000u);
  EXPECT_NE(notes.dropped(), 0u);
}

TEST(Notes, MergeEqualsReadingBoth) {
  Notes whole, left, right;
  for (int i = 0; i < 400; ++i) {
    const std::string text = std::to_string(i % 90) + ".test";
    const Note n = question(kZones[i % 3], text, static_cast<uint32_t>(i % 9), i);
    whole.add(n);
    (i < 200 ? left : right).add(n);
  }
  left.merge(right);
  whole.settle();
  left.settle();
  ASSERT_EQ(left.all().size(), whole.all().size());
  for (size_t i = 0; i < whole.all().size(); ++i) {
    EXPECT_EQ(left.all()[i].count, whole.all()[i].count);
    EXPECT_EQ(left.all()[i].subject, whole.all()[i].subject);
    EXPECT_EQ(left.all()[i].seen, whole.all()[i].seen);
    EXPECT_EQ(left.all()[i].first.ns, whole.all()[i].first.ns);
    EXPECT_EQ(left.all()[i].last_ref.frame, whole.all()[i].last_ref.frame);
  }
}

}  // namespace
}  // namespace culprit::message
