// What code may say must have words: a check over all rooms, possible only above all of them.
#include <gtest/gtest.h>

#include <string>

#include "knowledge/kind.h"
#include "message/protocol.h"
#include "wording/words.h"

namespace culprit {
namespace {

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

TEST(Coverage, EveryKindSaysWhatAndWhy) {
  const Words words;
  for (const knowledge::Kind& kind : knowledge::kinds())
    for (const char* part : {"title", "what", "why", "do"})
      EXPECT_TRUE(words.has("kind." + std::string(kind.id) + '.' + part)) << kind.id << ' ' << part;
}

}  // namespace
}  // namespace culprit
