#include "audit/webroot.h"

#include <gtest/gtest.h>

#include "wording/words.h"

namespace culprit::audit {
namespace {

std::optional<Judgement> judge(std::string_view place, std::string_view content, Witnesses witnesses = {}) {
  WebFile file;
  file.path = file.place = place;
  file.content = Bytes(content);
  file.size = content.size();
  return Judge(std::move(witnesses)).judge(file);
}

std::string verdict(std::string_view place, std::string_view content, Witnesses witnesses = {}) {
  const auto judgement = judge(place, content, std::move(witnesses));
  return judgement ? judgement->verdict : "-";
}

constexpr std::string_view kShell = "<?php exit; system($_GET['c']);";

TEST(Webroot, WhatItCanDoDecides) {
  const auto judgement = judge("a/b.php", kShell);
  ASSERT_TRUE(judgement);
  EXPECT_EQ(judgement->verdict, "malicious");
  EXPECT_EQ(judgement->capabilities, std::vector<std::string>{"execute"});
  ASSERT_FALSE(judgement->evidence.empty());
  EXPECT_EQ(judgement->evidence[0].kind, "file");
  EXPECT_EQ(judgement->evidence[0].line, 1u);
  EXPECT_EQ(judgement->evidence[0].quote, kShell);
  EXPECT_GT(judgement->score, 0.99);
}

TEST(Webroot, OrdinaryFilesAreNotListed) {
  EXPECT_EQ(verdict("index.php", "<?php echo 1; require 'x.php';"), "-");
  EXPECT_EQ(verdict("uploads/index.php", "<?php\n// Silence is golden."), "-");
  EXPECT_EQ(verdict("logo.png", "\x89PNG <?xml ?> and nothing"), "-");
  EXPECT_EQ(verdict("empty", ""), "-");
}

TEST(Webroot, PlaceAndNameAloneAreSuspicious) {
  const std::string_view code = "<?php $a = 1; $b = 2; echo $a + $b;";
  EXPECT_EQ(verdict("webdav/..php", code), "suspicious");
  EXPECT_EQ(verdict("webdav/sum.php", code), "-");
}

TEST(Webroot, CodeInAPicture) {
  EXPECT_EQ(verdict("images/a.gif", "GIF89a....<?php exit; $x = $_GET['x']; include $x; ?>"), "malicious");
}

TEST(Webroot, AFileThatIsNotRunWeighsLess) {
  const auto as_script = judge("a.php", kShell), as_text = judge("a.txt", kShell);
  ASSERT_TRUE(as_script && as_text);
  EXPECT_GT(as_script->score, as_text->score);
}

TEST(Webroot, KnownReleasesAreNotAccused) {
  Witnesses known{.release = [](const WebFile&) { return std::string("0123"); }};
  EXPECT_EQ(verdict("a/b.php", kShell, known), "-");
}

TEST(Webroot, RulesAreAWitness) {
  const auto with = [](const char* kind, double weight) {
    return Witnesses{
        .rules = [=](Bytes, bool) { return std::vector<RuleHit>{{"r", "flood", kind, weight, 0}}; }};
  };
  EXPECT_EQ(verdict("a.php", "<?php echo 1;", with("malicious", 12)), "malicious");
  EXPECT_EQ(verdict("a.php", "<?php echo 1;", with("malicious", 8)), "suspicious");
  EXPECT_EQ(verdict("a.php", "<?php echo 1;", with("admin-tool", 0)), "admin-tool");
  EXPECT_EQ(verdict("a.php", "<?php echo 1;", with("encoder", 0)), "unjudged");
}

TEST(Webroot, EncodedCannotBeJudged) {
  std::string encoded = "<?php //ICB0\nif(!extension_loaded('ionCube Loader')){die('x');} ?>\n";
  encoded.append(2000, 'A');
  EXPECT_EQ(verdict("app/a.php", encoded), "unjudged");
}

TEST(Webroot, EverythingHasWords) {
  const Words words("en");
  for (int act = 0; act <= static_cast<int>(Act::eval_unknown); ++act) {
    EXPECT_TRUE(words.has(std::string("scan.act.") + name(static_cast<Act>(act)))) << act;
    const std::string can = capability(static_cast<Act>(act));
    if (!can.empty()) {
      EXPECT_TRUE(words.has("scan.capability." + can)) << can;
      EXPECT_TRUE(words.has("finding.webshell-file." + can)) << can;
      EXPECT_TRUE(words.has("scan.answer.can-" + can)) << can;
    }
  }
  for (const char* key : {"place.folder", "place.dots", "place.hidden", "place.double-ending",
                          "place.disguised", "place.picture", "place.small", "server.runs", "server.runs-all",
                          "server.prepend", "server.url-include", "server.diverts", "against.large",
                          "against.not-run", "against.release", "time.set-back", "rule", "encoded"})
    EXPECT_TRUE(words.has(std::string("scan.") + key)) << key;
}

}  // namespace
}  // namespace culprit::audit
