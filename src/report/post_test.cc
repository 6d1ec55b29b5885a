#include <gtest/gtest.h>

#include <string>

#include "report/anonymous.h"
#include "report/exporter.h"
#include "report/sample.h"
#include "report/text_page.h"

namespace culprit::report {

extern const Exporter post;

namespace {

std::string posted(const char* lang) {
  Case c = sample();
  put_in_order(c);
  conclude(c);
  return post.write(c, Words(lang), {});
}

TEST(Post, IsShortInEveryLanguage) {
  for (const char* lang : {"en", "de", "es", "ru"}) EXPECT_LE(columns(posted(lang)), 2500U) << lang;
}

TEST(Post, HasEveryPartInBothLanguages) {
  const std::string text = posted("de");
  for (const char* part : {"ip.src ==", "What this capture cannot show", "To find out more",
                           "Was diese Aufzeichnung nicht zeigen kann", "Um mehr herauszufinden"})
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
}

TEST(Post, NamesNoAddressAndQuotesNothing) {
  for (const char* lang : {"en", "de"}) {
    const std::string text = posted(lang);
    for (const char* secret : {"192.0.2.", "203.0.113.", "198.51.100.", "webdav", "phptools"})
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << '\n' << text;
  }
  EXPECT_NE(posted("en").find("[address 1]"), std::string::npos) << posted("en");
}

TEST(Post, HoldsEnglishBesideTheReadersLanguage) {
  const std::string text = posted("de");
  EXPECT_TRUE(text.starts_with("ATTACKING")) << text;
  EXPECT_NE(text.find("ANGREIFER"), std::string::npos) << text;
}

TEST(Post, FitsEvenALongAnswer) {
  Case c = sample();
  put_in_order(c);
  conclude(c);
  for (int i = 0; i < 200; ++i) c.answer.push_back(c.answer.front());
  for (const char* lang : {"en", "ru"}) EXPECT_LE(columns(post.write(c, Words(lang), {})), 2500U) << lang;
}

TEST(Anonymous, TheSameAddressHasTheSameNumber) {
  Case c;
  c.local = {"192.0.2.0/24"};
  const Words words;
  Anonymous hide(c, words);
  EXPECT_EQ(hide.without("From 192.0.2.7 to 2001:db8::1, then 192.0.2.7."),
            "From [your computer 1] to [address 1], then [your computer 1].");
  EXPECT_EQ(hide.without("eth.src == 02:00:5e:10:00:01 && ip.addr == 198.51.100.1"),
            "eth.src == [card 1] && ip.addr == [address 2]");
  EXPECT_EQ(hide.without("at 18:20:01 UTC, 1.5 s"), "at 18:20:01 UTC, 1.5 s");
}

}  // namespace
}  // namespace culprit::report
