#include "host/spool.h"

#include <gtest/gtest.h>

#include "host/test_source.h"

namespace culprit::host {
namespace {

TEST(Spool, IsReadAgainAndAgainByReadersOfTheirOwn) {
  const std::string bytes = std::string(3'000'000, 'a') + "end";
  test::StringSource once(bytes, 70'000);
  const auto spool = Spool::fill(once);
  ASSERT_TRUE(spool);
  const auto first = spool->open(), second = spool->open();
  ASSERT_TRUE(first->next());
  EXPECT_EQ(test::read(*second).bytes, bytes);
  EXPECT_EQ(test::read(*spool->open()).bytes, bytes);
}

TEST(Spool, GivesTheErrorOfItsSource) {
  test::StringSource torn("PK", 1, Error{"Reading stopped.", "", ""});
  const auto spool = Spool::fill(torn);
  ASSERT_FALSE(spool);
  EXPECT_EQ(spool.error().what, "Reading stopped.");
}

}  // namespace
}  // namespace culprit::host
