// What code may say must have words: a check over all rooms, possible only above all of them.
// g++ 12 with sanitizers takes parts of its own <regex> for uninitialized.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <regex>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "base/text.h"
#include "explain/conditions.h"
#include "knowledge/kind.h"
#include "knowledge/threshold.h"
#include "message/protocol.h"
#include "wording/words.h"

namespace culprit {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The key itself, or the front that several keys share.
bool is_known(const std::string& key) {
  const auto shares = [&](const Entry& e) { return std::string_view(e.key).starts_with(key); };
  return std::ranges::any_of(catalogue("en"), shares);
}

// String literals that look like keys of the catalogue.
TEST(Coverage, EverySentenceThatCodeNamesIsInTheCatalogue) {
  const std::regex key(
      "\"((absent|answer|assume|condition|contain|encoding|event|event-kind|evidence|finding|limit|mark|next|"
      "not-visible|"
      "reason|"
      "one-frame|page|post|program|prove|remedy|section|"
      "text|warning)\\.[a-z0-9.-]*[a-z0-9])\"");
  for (const auto& entry : fs::recursive_directory_iterator(CULPRIT_SOURCE_DIR "/src")) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
    const std::string text = content(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), key), end; at != end; ++at)
      EXPECT_TRUE(is_known((*at)[1].str())) << entry.path() << ": " << (*at)[1];
  }
}

TEST(Coverage, EveryProtocolHasAKindByContent) {
  for (const message::Protocol* p : message::all()) {
    knowledge::Facts facts;
    facts.protocol = 17;
    facts.content = p->id;
    const knowledge::Kind* over_udp = knowledge::recognise(facts);
    facts.protocol = 6;
    const knowledge::Kind* over_tcp = knowledge::recognise(facts);
    ASSERT_TRUE(over_udp != nullptr && over_tcp != nullptr);
    EXPECT_TRUE(over_udp->basis == "content" || over_tcp->basis == "content") << p->id;
  }
}

TEST(Coverage, ContentsOfKindsAreProtocolsAndHaveNamesWhereTheyShareAKind) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds())
    for (const knowledge::Term& term : kind.terms)
      for (const std::string_view id : term.words) {
        if (term.field != knowledge::Term::Field::content) continue;
        EXPECT_NE(message::find_protocol(id), nullptr) << kind.id << ' ' << id;
        EXPECT_TRUE(term.words.size() == 1 || words.has("protocol." + std::string(id)))
            << kind.id << ' ' << id;
      }
}

TEST(Coverage, WhatAPortAloneSaysIsCalledAGuess) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds()) {
    if (kind.basis != "port") continue;
    const std::string key = "kind." + std::string(kind.id);
    EXPECT_NE(words.say(key + ".title").find("number"), std::string::npos) << kind.id;
    EXPECT_NE(words.say(key + ".what").find("port number"), std::string::npos) << kind.id;
    EXPECT_NE(words.say(key + ".what").find("only a guess"), std::string::npos) << kind.id;
  }
}

// What can be found is told with the words of the knowledge base, where no better advice is at hand.
TEST(Coverage, EveryKindOfFindingIsInTheKnowledgeBase) {
  const std::regex kind("kind = \"([a-z-]+)\"|note\\(\"([a-z-]+)\"|\\.id = \"([a-z-]+)\", *\\.run");
  for (const char* room : {"/src/detect", "/src/attribute"})
    for (const auto& entry : fs::recursive_directory_iterator(CULPRIT_SOURCE_DIR + std::string(room))) {
      const std::string name = entry.path().filename();
      if (!name.ends_with(".cc") || name.ends_with("_test.cc")) continue;
      const std::string text = content(entry.path());
      for (std::sregex_iterator at(text.begin(), text.end(), kind), end; at != end; ++at) {
        const std::string id = (*at)[1].str() + (*at)[2].str() + (*at)[3].str();
        const bool is_evidence = id == "log" || id == "config";
        EXPECT_TRUE(is_evidence || knowledge::find(id) != nullptr) << entry.path() << ": " << id;
      }
    }
}

TEST(Coverage, EveryKindSaysWhatAndWhy) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds())
    for (const char* part : {"title", "what", "why", "do"})
      EXPECT_TRUE(words.has("kind." + std::string(kind.id) + '.' + part)) << kind.id << ' ' << part;
}

size_t syllables(std::string_view word) {
  size_t n = 0;
  bool before = false;
  for (const char c : word) {
    const bool vowel = std::string_view("aeiouy").find(c) != std::string_view::npos;
    n += vowel && !before;
    before = vowel;
  }
  const bool silent = word.ends_with('e') && !word.ends_with("le") && n > 1;
  return std::max<size_t>(n - (silent ? 1 : 0), 1);
}

/// Flesch, "A new readability yardstick", 1948: 206.835 - 1.015 words a sentence - 84.6 syllables a word.
/// Names of protocols in capitals and what stands in brackets are not read aloud.
double reading_ease(const std::string& text) {
  size_t sentences = 0, words = 0, sounds = 0;
  std::string word;
  for (const char c : text + ' ') {
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '\'') {
      word += c;
      continue;
    }
    const bool name = word.size() > 1 && std::isupper(static_cast<unsigned char>(word[1]));
    if (!word.empty()) ++words, sounds += name ? 1 : syllables(lower(word));
    sentences += c == '.' || c == ':' || c == '?' || c == ';';
    word.clear();
  }
  const double n = static_cast<double>(words);
  return 206.835 - 1.015 * n / static_cast<double>(std::max<size_t>(sentences, 1)) -
         84.6 * static_cast<double>(sounds) / n;
}

TEST(Coverage, ExplanationsAreEasyToRead) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds()) {
    const std::string key = "kind." + std::string(kind.id);
    const std::string text = words.say(key + ".what") + ' ' + words.say(key + ".do");
    EXPECT_GE(reading_ease(text), 50) << kind.id << ": " << text;
  }
}

TEST(Coverage, EveryConditionHasWordsAnEntryAndThresholds) {
  const Words words;
  for (size_t m = 0; m < explain::kMarks; ++m) {
    const std::string id(explain::id(static_cast<explain::Mark>(m)));
    EXPECT_TRUE(words.has("condition." + id)) << id;
    EXPECT_NE(knowledge::find(id), nullptr) << id;
    for (const char* limit : {".least", ".share"})
      EXPECT_GE(knowledge::threshold("condition." + id + limit), 0) << id << limit;
  }
}

}  // namespace
}  // namespace culprit
