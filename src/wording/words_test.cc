#include "wording/words.h"

#include <gtest/gtest.h>

#include <cstring>

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
  const auto entries = catalogue("en");
  ASSERT_FALSE(entries.empty());
  for (size_t i = 1; i < entries.size(); ++i)
    EXPECT_LT(std::strcmp(entries[i - 1].key, entries[i].key), 0) << entries[i].key;
}

}  // namespace
}  // namespace culprit
