// g++ 12 with sanitizers takes parts of its own <regex> for uninitialized.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include "base/regex.h"

#include <regex>

#include <gtest/gtest.h>

namespace culprit {
namespace {

std::string found(std::string_view expression, std::string_view text, bool any_case = false) {
  const auto m = regex_search(expression, text, any_case);
  return m ? std::string(m->groups[0]) : "-";
}

TEST(Regex, WhatConfigurationsUse) {
  EXPECT_EQ(found(R"(\.php$)", "/webdav/..php"), ".php");
  EXPECT_EQ(found(R"(\.php$)", "/webdav/..php/x"), "-");
  EXPECT_EQ(found(R"(.+\.ph(?:ar|p|tml)$)", "/a/..php"), "/a/..php");
  EXPECT_EQ(found(R"(^\.ph(ar|p|ps|tml)$)", "..php"), "-");
  EXPECT_EQ(found(R"([^/]\.php(/|$))", "/a/..php/extra"), "..php/");
  EXPECT_EQ(found(R"(\.(?i:ph|cgi|pl|py))", "x.PhP"), ".Ph");
  EXPECT_EQ(found(R"(\.PHP$)", "x.php", true), ".php");
  EXPECT_EQ(found("^(?!x)", "a"), "-");  // not understood
  EXPECT_EQ(found("a**", "a"), "-");
  EXPECT_EQ(found("(", "("), "-");
  EXPECT_EQ(found("x{2,3}", "axxxx"), "xxx");
  EXPECT_EQ(found("x{,3}", "x{,3}"), "x{,3}");
  EXPECT_EQ(found("a+?", "aaa"), "a");
  EXPECT_EQ(found("(?i)ABC", "xabc"), "abc");
  EXPECT_EQ(found("[[:digit:]]+-[a-c]*", "x12-cab"), "12-cab");
  EXPECT_EQ(found("^$", ""), "");
  EXPECT_EQ(found(R"(\bphp\b)", "a.php5 b.php"), "php");
}

TEST(Regex, Groups) {
  const auto m = regex_search("^/~([^/]+)(/(.*))?$", "/~bob/x/..php");
  ASSERT_TRUE(m);
  EXPECT_EQ(m->expand("/home/$1/public_html/$3"), "/home/bob/public_html/x/..php");
  const auto none = regex_search("^/a(/(.*))?$", "/a");
  ASSERT_TRUE(none);
  EXPECT_EQ(none->expand("[$2]$"), "[]$");
}

TEST(Regex, AgreesWithTheLibrary) {
  const char* expressions[] = {"a|ab|abc", "(a*)(b|ab)*c?", "x*y?[^y]+",   "(a|b)*abb",
                               "^(a+)+$",  "(ab?){2,4}",    "[a-c]{1,2}b", "(a|)+b"};
  const char* texts[] = {"", "a", "ab", "abc", "aabb", "abababb", "xxyz", "bcab", "aaaa", "yyx"};
  for (const char* e : expressions)
    for (const char* t : texts) {
      std::cmatch ours;
      const bool there = std::regex_search(t, ours, std::regex(e));
      EXPECT_EQ(found(e, t), there ? ours.str(0) : "-") << e << " in " << t;
    }
}

TEST(Regex, HostileOnesEnd) {
  const std::string text(3000, 'a');
  EXPECT_EQ(found("^(a+)+$", text + "b"), "-");
  EXPECT_EQ(found("(a*)*(a*)*(a*)*b", text), "-");
  EXPECT_EQ(found("((((a{200}){200}){200}){200})", "a"), "-");
  EXPECT_EQ(found(std::string(100'000, '('), "a"), "-");
  EXPECT_EQ(found("a", std::string(20'000'000, 'b')), "-");
}

}  // namespace
}  // namespace culprit
