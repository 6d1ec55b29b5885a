#include "wording/words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

namespace culprit {
namespace {

TEST(Words, FillsPlaceholdersByUnit) {
  const Words words;
  Sentence s("answer.amount");
  s.count("n", 775961).bytes("bytes", 1'174'000'000).duration("duration", 60 * kSecond + 400 * kMillisecond);
  const std::string said = words.say(s);
  EXPECT_NE(said.find("775,961"), std::string::npos) << said;
  EXPECT_NE(said.find("1 min 0.4 s"), std::string::npos) << said;
}

TEST(Words, TakesThePluralFormByN) {
  const Words words;
  EXPECT_NE(words.say(Sentence("answer.ordinary").count("n", 1)).find("1 packet "), std::string::npos);
  EXPECT_NE(words.say(Sentence("answer.ordinary").count("n", 2)).find("2 packets "), std::string::npos);
}

TEST(Words, EscapesWhatCameFromTheWire) {
  const Words words;
  const Param evil{"x", Unit::text, "a\x1b[2Jb\n", 0, 0};
  EXPECT_EQ(words.word(evil), "a\\x1b[2Jb\\x0a");
}

TEST(Words, TextFromTheWireIsNeverATemplate) {
  const Words words;
  Sentence s("answer.order-request");
  s.text("request", "{client} {request}").text("client", "192.0.2.1");
  EXPECT_NE(words.say(s).find("{client} {request}"), std::string::npos);
}

TEST(Words, SaysTimesInUtc) {
  const Words words;
  EXPECT_EQ(words.word({"t", Unit::time, "", 1299262801'000000000, 0}), "2011-03-04 18:20:01 UTC");
}

TEST(Words, APhraseIsWordedInItsPlace) {
  const Words words;
  const Param phrase{"what", Unit::sentence, "kind.arp-request.title", 0, 0};
  EXPECT_EQ(words.word(phrase), words.say("kind.arp-request.title"));
}

TEST(Words, ShowsAMissingKeyAndAMissingParameter) {
  const Words words;
  EXPECT_EQ(words.say("no.such-key"), "<no.such-key>");
  EXPECT_FALSE(words.has("no.such-key"));
  EXPECT_NE(words.say("answer.amount").find("{duration}"), std::string::npos);
}

TEST(Words, FallsBackToEnglish) {
  for (const char* lang : {"", "C", "POSIX", "en_GB.UTF-8", "xx-YY", "en"})
    EXPECT_EQ(Words(lang).lang(), "en") << lang;
}

TEST(Words, TheCatalogueIsSorted) {
  for (const char* lang : {"en", "de", "es", "ru"}) {
    const auto entries = catalogue(lang);
    ASSERT_FALSE(entries.empty()) << lang;
    for (size_t i = 1; i < entries.size(); ++i)
      EXPECT_LT(std::strcmp(entries[i - 1].key, entries[i].key), 0) << entries[i].key;
  }
}

TEST(Words, PluralFormsAreThoseOfTheLanguage) {
  for (const uint64_t n : {1, 21, 101}) EXPECT_EQ(plural_form("ru", n), 0U) << n;
  for (const uint64_t n : {2, 4, 22, 104}) EXPECT_EQ(plural_form("ru", n), 1U) << n;
  for (const uint64_t n : {0, 5, 11, 12, 14, 111, 112}) EXPECT_EQ(plural_form("ru", n), 2U) << n;
  for (const char* lang : {"en", "de", "es"}) {
    EXPECT_EQ(plural_form(lang, 1), 0U);
    EXPECT_EQ(plural_form(lang, 0), 1U);
    EXPECT_EQ(plural_form(lang, 21), 1U);
  }
}

TEST(Words, NumbersAreWrittenAsTheLanguageDoes) {
  EXPECT_EQ(Words("en").count(775961), "775,961");
  EXPECT_EQ(Words("de").count(775961), "775.961");
  EXPECT_EQ(Words("es_ES.UTF-8").count(775961), "775.961");
  EXPECT_EQ(Words("ru").count(775961), "775\u00a0961");
  EXPECT_EQ(Words("de").share(0.9973), "99,7 %");
}

TEST(Words, OtherLanguagesSayTheirOwn) {
  for (const char* lang : {"de", "es", "ru"}) {
    EXPECT_EQ(Words(lang).lang(), lang);
    EXPECT_NE(Words(lang).say("verdict.ordinary"), Words("en").say("verdict.ordinary")) << lang;
  }
}

std::set<std::string> names_in(std::string_view text) {
  std::set<std::string> out;
  for (size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1))
    out.emplace(text.substr(at, text.find('}', at) - at));
  return out;
}

TEST(Words, TranslationsFillInWhatEnglishDoes) {
  for (const char* lang : {"de", "es", "ru"})
    for (const Entry& e : catalogue(lang)) {
      const auto english =
          std::ranges::lower_bound(catalogue("en"), std::string_view(e.key), {}, &Entry::key);
      ASSERT_STREQ(english->key, e.key);
      const char* last = english->forms[1] ? english->forms[1] : english->forms[0];
      for (size_t i = 0; i < e.forms.size() && e.forms[i]; ++i)
        EXPECT_TRUE(names_in(e.forms[i]) == names_in(last) || i == 0) << lang << ' ' << e.key;
    }
}

}  // namespace
}  // namespace culprit
