#include "knowledge/kind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string>
#include <vector>

#include "knowledge/trigger.h"

namespace culprit::knowledge {
namespace {

constexpr uint16_t kTcp = 6, kUdp = 17, kIcmp = 1, kArp = 0x806;

std::string_view id(const Facts& facts) {
  const Kind* kind = recognise(facts);
  return kind ? kind->id : "none";
}

TEST(Kinds, ContentTellsMoreThanThePort) {
  EXPECT_EQ(id({.protocol = kTcp, .port = 443, .content = "ssh"}), "ssh");
  EXPECT_EQ(id({.protocol = kTcp, .port = 443}), "tls-port-only");
  EXPECT_EQ(id({.protocol = kUdp, .port = 53, .content = "dns"}), "dns");
  EXPECT_EQ(id({.protocol = kUdp, .port = 53}), "dns-port-only");
}

TEST(Kinds, AGuessFromTheNumberSaysSo) {
  for (const Kind& kind : kinds())
    EXPECT_TRUE(!kind.id.ends_with("-port-only") || kind.basis == "port") << kind.id;
}

TEST(Kinds, ConditionsTellOneArpFromAnother) {
  const std::array<std::string_view, 2> announced{"unanswered", "gratuitous"};
  EXPECT_EQ(id({.protocol = kArp, .port = 1}), "arp-request");
  EXPECT_EQ(id({.protocol = kArp, .port = 2}), "arp-reply");
  EXPECT_EQ(id({.protocol = kArp, .port = 1, .conditions = announced}), "arp-gratuitous");
}

TEST(Kinds, AnAttemptIsAConnectionWithoutAnswerAndWithoutContent) {
  const std::array<std::string_view, 3> knock{"unanswered", "no-payload", "asks"};
  const std::array<std::string_view, 2> one_sided{"unanswered", "payload"}, odd{"unanswered", "odd-flags"};
  EXPECT_EQ(id({.protocol = kTcp, .port = 80, .conditions = knock}), "tcp-connection-attempts");
  EXPECT_EQ(id({.protocol = kTcp, .port = 80, .conditions = one_sided}), "http-port-only");
  EXPECT_EQ(id({.protocol = kTcp, .port = 4711, .conditions = one_sided}), "tcp-one-sided");
  EXPECT_EQ(id({.protocol = kTcp, .port = 80, .conditions = odd}), "tcp-odd-flags");
}

TEST(Kinds, GroupsAndRangesAreMatched) {
  EXPECT_EQ(id({.protocol = 0x300, .port = 170, .destination = Address::mac(0x01000ccccccc)}),
            "cisco-neighbour");
  EXPECT_EQ(id({.protocol = kUdp, .port = 33500}), "traceroute");
  EXPECT_EQ(id({.protocol = kUdp, .port = 40000, .destination_scope = Scope::broadcast}), "udp-broadcast");
}

TEST(Kinds, EveryTransportHasAnAnswer) {
  for (unsigned protocol = 0; protocol <= 0xffff; ++protocol) {
    const bool own = (protocol >= 0x300 && protocol <= 0x302) || protocol == 0x400 ||
                     (protocol >= 0x500 && protocol <= 0x50e);
    if (protocol > 0xff && protocol < 0x600 && !own) continue;
    if (protocol >= 0x600 && protocol % 37 != 0) continue;
    for (const uint16_t port : {uint16_t{0}, uint16_t{7}, uint16_t{60000}})
      EXPECT_NE(recognise({.protocol = static_cast<uint16_t>(protocol), .port = port}), nullptr)
          << protocol << ' ' << port;
  }
}

TEST(Kinds, WhatCodeAssignsIsNeverRecognised) {
  const Kind* ping = recognise({.protocol = kIcmp, .port = 8});
  ASSERT_NE(ping, nullptr);
  EXPECT_FALSE(ping->terms.empty());
  for (const char* name : {"unknown", "undecodable", "udp-flood", "fragment-flood", "webshell-order"})
    EXPECT_NE(find(name), nullptr) << name;
  EXPECT_EQ(find("no-such-kind"), nullptr);
}

TEST(Kinds, EveryKindIsFoundByItsIdAndHasAFilter) {
  for (const Kind& kind : kinds()) {
    EXPECT_EQ(find(kind.id), &kind);
    EXPECT_FALSE(kind.filter.empty()) << kind.id;
  }
}

TEST(Kinds, WhatOthersCallAKindFindsItAndIsNobodysOwnName) {
  EXPECT_EQ(find_called("cdp"), find("cisco-neighbour"));
  EXPECT_EQ(find_called("cisco-neighbour"), find("cisco-neighbour"));
  EXPECT_EQ(find_called("no-such-kind"), nullptr);
  for (const Kind& kind : kinds())
    for (const std::string_view name : kind.also) {
      EXPECT_EQ(find(name), nullptr) << name;
      EXPECT_EQ(find_called(name), &kind) << name;
    }
}

// Ports in a display filter: "udp.port in {1,2} || udp.port in {5..9} || tcp.port == 3".
bool has_port(std::string_view filter, uint32_t port) {
  uint32_t low = 0;
  for (size_t at = 0; at < filter.size();) {
    uint32_t number = 0;
    const auto [end, error] = std::from_chars(&filter[at], filter.data() + filter.size(), number);
    if (error != std::errc()) {
      ++at;
      continue;
    }
    if (number == port || (low != 0 && low <= port && port <= number)) return true;
    at = static_cast<size_t>(end - filter.data());
    low = filter.substr(at).starts_with("..") ? number : 0;
  }
  return false;
}

TEST(Kinds, TheFilterOfAKindByPortHasAllItsPorts) {
  for (const Kind& kind : kinds())
    for (const Term& term : kind.terms) {
      if (kind.basis != "port" || term.field != Term::Field::port) continue;
      for (const uint32_t port : term.numbers)
        EXPECT_TRUE(has_port(kind.filter, port)) << kind.id << ' ' << port;
      for (const uint32_t range : term.ranges)
        EXPECT_TRUE(has_port(kind.filter, range >> 16) && has_port(kind.filter, range & 0xffff)) << kind.id;
    }
}

TEST(Kinds, NamesOfServersAreMatchedAtTheirDots) {
  const auto named = [](std::string_view name) {
    return id({.protocol = kTcp, .port = 80, .content = "http", .name = name});
  };
  EXPECT_EQ(named("captive.apple.com"), "http-captive");
  EXPECT_EQ(named("www.msftconnecttest.com"), "http-captive");
  EXPECT_EQ(named("ocsp.example.net"), "ocsp-crl");
  EXPECT_EQ(named("notcaptive.apple.com"), "http");
  EXPECT_EQ(named("captive.apple.com.example.net"), "http");
  EXPECT_EQ(named(""), "http");
}

/// What a kind's own recogniser asks for, with the `at`-th value of one term.
struct Example {
  std::vector<std::string_view> conditions;
  Facts facts;
};
Example example_of(const Kind& kind, size_t which, size_t at) {
  Example out;
  for (size_t i = 0; i < kind.terms.size(); ++i) {
    const Term& t = kind.terms[i];
    const size_t n = i == which ? at : 0;
    const auto number = [&]() -> uint16_t {
      if (n < t.numbers.size()) return static_cast<uint16_t>(t.numbers[n]);
      return static_cast<uint16_t>(t.ranges[n - t.numbers.size()] >> 16);
    };
    if (t.field == Term::Field::protocol) out.facts.protocol = number();
    if (t.field == Term::Field::port) out.facts.port = number();
    if (t.field == Term::Field::content) out.facts.content = t.words[n];
    if (t.field == Term::Field::name) out.facts.name = t.words[n], out.facts.content = "tls";
    if (t.field == Term::Field::condition) out.conditions.push_back(t.words[n]);
  }
  return out;
}

// Every entry's own values find it, or a kind that says more of the same (of equal or higher rank); never one
// that says less.
TEST(Kinds, WhatAnEntryAsksForFindsItAndNoRival) {
  for (const Kind& kind : kinds())
    for (size_t which = 0; which < kind.terms.size(); ++which) {
      const Term& t = kind.terms[which];
      const bool addressed = std::ranges::any_of(kind.terms, [](const Term& x) {
        return x.field == Term::Field::scope || x.field == Term::Field::group;
      });
      if (addressed) continue;
      for (size_t at = 0; at < t.numbers.size() + t.ranges.size() + t.words.size(); ++at) {
        Example e = example_of(kind, which, at);
        e.facts.conditions = e.conditions;
        const Kind* found = recognise(e.facts);
        ASSERT_NE(found, nullptr);
        EXPECT_TRUE(found == &kind || found->rank > kind.rank || found->terms.size() > kind.terms.size())
            << kind.id << " is taken for " << found->id;
        if (kind.basis == "content" && t.field == Term::Field::content) {
          EXPECT_EQ(found->id, kind.id);
        }
      }
    }
}

TEST(Triggers, TheFloodScriptIsKnownByItsNames) {
  const auto found = std::ranges::find(triggers(), "php-booter", &Trigger::id);
  ASSERT_NE(found, triggers().end());
  const Trigger& t = *found;
  std::set<std::string_view> roles;
  for (const Role& role : t.roles) roles.insert(role.role);
  EXPECT_EQ(roles, (std::set<std::string_view>{"victim", "port", "seconds", "size", "count", "method"}));
  ASSERT_EQ(t.marks.size(), 1U);
  EXPECT_EQ(t.marks.front().name, "act");
}

}  // namespace
}  // namespace culprit::knowledge
