// What code may say must have words: a check over all rooms, possible only above all of them.
// g++ 12 with sanitizers takes parts of its own <regex> for uninitialized.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <regex>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "knowledge/kind.h"
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
      "\"((absent|answer|assume|condition|encoding|event|evidence|finding|limit|next|not-visible|reason|"
      "one-frame|remedy|section|"
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

TEST(Coverage, EveryKindSaysWhatAndWhy) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds())
    for (const char* part : {"title", "what", "why", "do"})
      EXPECT_TRUE(words.has("kind." + std::string(kind.id) + '.' + part)) << kind.id << ' ' << part;
}

}  // namespace
}  // namespace culprit
