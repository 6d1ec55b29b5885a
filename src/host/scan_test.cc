#include "host/scan.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "host/as_nobody_test.h"
#include "host/hash.h"
#include "host/release.h"
#include "host/yara.h"
#include "wording/words.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

struct Sample {
  std::string name, place, capability, content;
};

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

/// One a file: place and capability in two lines, then the content in base64.
void add_samples(const fs::path& folder, std::vector<Sample>& out) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string text = read(entry.path());
    const size_t place = text.find(": ") + 2, capability = text.find(": ", place) + 2,
                 body = text.find("\n\n");
    std::string code;
    std::ranges::copy_if(text.substr(body), std::back_inserter(code), [](char c) { return c > ' '; });
    out.push_back({entry.path().stem().string(), text.substr(place, text.find('\n', place) - place),
                   text.substr(capability, body - capability), base64_decode(code)});
  }
}

/// One a line: name, place, capability ("-" = any), content in base64.
void add_forms(const fs::path& folder, std::vector<Sample>& out) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    Sample s;
    while (std::getline(file, s.name, '\t') && std::getline(file, s.place, '\t') &&
           std::getline(file, s.capability, '\t') && std::getline(file, s.content)) {
      s.content = base64_decode(s.content);
      out.push_back(s);
    }
  }
}

std::vector<Sample> samples() {
  std::vector<Sample> out;
  add_samples(fs::path(CULPRIT_SOURCE_DIR) / "tests/audit/samples", out);
  add_forms(fs::path(CULPRIT_SOURCE_DIR) / "tests/audit/forms", out);
  std::ranges::sort(out, {}, &Sample::name);
  return out;
}

class Scan : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / ("scan." + std::to_string(::getpid()));
    fs::create_directories(root_);
    options_.known_releases = false;
  }
  void TearDown() override { fs::remove_all(root_); }
  std::string put(const std::string& place, const std::string& content) {
    fs::create_directories((root_ / place).parent_path());
    std::ofstream(root_ / place, std::ios::binary) << content;
    return (root_ / place).string();
  }
  Case run() {
    auto c = scan({root_.string()}, options_);
    EXPECT_TRUE(c) << c.error().what;
    return c ? std::move(*c) : Case{};
  }

  fs::path root_;
  ScanOptions options_;
};

struct Recall {
  size_t all = 0, malicious = 0, accused = 0, named = 0;
};

TEST_F(Scan, FindsTheSamples) {
  const std::vector<Sample> all = samples();
  ASSERT_GE(all.size(), 1000u);
  for (const Sample& s : all) put(s.name + '/' + s.place, s.content);
  const Case c = run();
  std::map<std::string, const ScannedFile*> found;
  for (const ScannedFile& f : c.scanned) found[fs::relative(f.path, root_).begin()->string()] = &f;
  std::map<std::string, Recall> recall;
  for (const Sample& s : all) {
    const ScannedFile* f = found[s.name];
    const bool malicious = f && f->verdict == "malicious",
               accused = malicious || (f && f->verdict == "suspicious");
    if (!accused) std::printf("not found: %s\n", s.name.c_str());
    const bool named = accused && (s.capability == "-" ||
                                   std::ranges::find(f->capabilities, s.capability) != f->capabilities.end());
    for (const std::string& of : {s.capability, std::string("all")}) {
      Recall& r = recall[of];
      ++r.all, r.malicious += malicious, r.accused += accused, r.named += named;
    }
  }
  for (const auto& [what, r] : recall) {
    std::printf("%-10s %4zu samples, %4zu found, %4zu called malicious, %4zu with what they can do\n",
                what.c_str(), r.all, r.accused, r.malicious, r.named);
    EXPECT_GE(r.accused * 100, r.all * 95) << what;
    EXPECT_GE(r.named * 100, r.all * 90) << what;
  }
  EXPECT_GE(recall["all"].malicious * 100, all.size() * 93);
  EXPECT_EQ(c.verdict, Verdict::compromised);
}

TEST_F(Scan, ACaseThatCanBePrinted) {
  const std::string shell = put("webdav/..php", "<?php exit; system($_GET['c']);");
  put("index.php", "<?php echo 'hello';");
  const Case c = run();
  ASSERT_EQ(c.scanned.size(), 1u);
  EXPECT_EQ(c.scanned[0].path, shell);
  EXPECT_EQ(c.scanned[0].sha256, sha256(Bytes(read(shell))));
  ASSERT_EQ(c.findings.size(), 1u);
  EXPECT_EQ(c.findings[0].kind, "webshell-file");
  EXPECT_EQ(c.findings[0].severity, Severity::critical);
  ASSERT_EQ(c.files.size(), 1u);
  EXPECT_EQ(c.files[0].kind, "webroot");
  const Words words("en");
  for (const Sentence& s : c.answer) EXPECT_TRUE(words.has(s.key)) << s.key;
  for (const Sentence& s : c.not_visible) EXPECT_TRUE(words.has(s.key)) << s.key;
  for (const NextStep& n : c.next) EXPECT_TRUE(words.has(n.what.key)) << n.what.key;
  EXPECT_TRUE(words.has(c.findings[0].title.key) && words.has(c.findings[0].what.key));
  for (const Remedy& r : c.findings[0].remedies)
    EXPECT_TRUE(words.has(r.what.key) && words.has(r.why.key)) << r.what.key;
}

TEST_F(Scan, NothingFoundAndNothingThere) {
  put("a.php", "<?php echo 1;");
  EXPECT_EQ(run().verdict, Verdict::ordinary);
  fs::remove(root_ / "a.php");
  EXPECT_EQ(run().verdict, Verdict::empty);
  EXPECT_FALSE(scan({(root_ / "none").string()}, options_));
  const auto rest = scan({(root_ / "none").string(), root_.string()}, options_);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->warnings.size(), 1u);
}

TEST_F(Scan, WhatWasNotReadIsCounted) {
  put("a.php", "<?php echo 1;");
  fs::create_symlink("/", root_ / "loop");
  const Case c = run();
  ASSERT_EQ(c.limits.size(), 1u);
  EXPECT_EQ(c.limits[0].what, "scan-links");
}

TEST_F(Scan, CleanIsNotSaidOfWhatMayNotBeRead) {
  put("a.php", "<?php echo 1;");
  put("private/b.php", "<?php echo 1;");
  fs::permissions(root_ / "private", fs::perms::none);
  Case c;
  {
    const AsNobody nobody;
    c = run();
  }
  fs::permissions(root_ / "private", fs::perms::owner_all);
  ASSERT_EQ(c.warnings.size(), 1u);
  EXPECT_EQ(c.warnings[0].code, "scan-unreadable");
  EXPECT_TRUE(c.files[0].truncated);
  EXPECT_EQ(c.answer.back().key, "scan.answer.partly");
}

TEST_F(Scan, WhatTheWebServerOwnsAmongFilesOfOthers) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  const std::string shell = put("a/x.php", "<?php exit; system($_GET['c']);");
  put("index.php", "<?php echo 1;");
  put("b.php", "<?php echo 2;");
  ASSERT_EQ(::chown(shell.c_str(), 33, 33), 0);
  const auto says = [](const ScannedFile& f) {
    return std::ranges::any_of(f.evidence, [](const Evidence& e) { return e.reason.key == "scan.owner"; });
  };
  const Case c = run();
  ASSERT_EQ(c.scanned.size(), 1u);
  EXPECT_TRUE(says(c.scanned[0]));
  for (const char* other : {"index.php", "b.php"}) ASSERT_EQ(::chown((root_ / other).c_str(), 33, 33), 0);
  EXPECT_FALSE(says(run().scanned[0]));
}

TEST_F(Scan, TimesAreHeldAgainstTheLog) {
  const std::string shell = put("x.php", "<?php exit; system($_GET['c']);");
  Case c = run();
  Finding f;
  f.kind = "webshell-order";
  f.orders.emplace_back().script = shell;
  f.entry.emplace();
  c.findings = {f, f, f, f};
  const Time came{1'299'125'531 * kSecond};
  for (size_t i = 0; i < 3; ++i) c.findings[i].entry->time = came;
  c.findings[1].entry->time = came + 60 * kSecond;
  c.findings[2].entry->time = came + -60 * kSecond;
  audit::compare_times(c, {{shell, came.ns / kSecond, came.ns / kSecond}});
  const char* expected[] = {"agrees", "before-log", "after-log", "instead"};
  const Words words("en");
  for (size_t i = 0; i < 4; ++i) {
    ASSERT_EQ(c.findings[i].entry->evidence.size(), 1u);
    const Sentence& said = c.findings[i].entry->evidence[0].reason;
    EXPECT_EQ(said.key, std::string("scan.time.") + expected[i]);
    EXPECT_TRUE(words.has(said.key));
  }
}

TEST_F(Scan, UserRules) {
  put("web/notes.dat", "the mark of the beast");
  options_.rules = {
      put("rules.yar", "rule beast { strings: $a = \"of the beast\" condition: $a and filename == \"\" }")};
  const Case c = run();
  ASSERT_FALSE(c.scanned.empty());
  EXPECT_EQ(c.scanned[0].verdict, "suspicious");
  options_.rules = {put("wrong.yar", "rule {")};
  const auto failed = scan({root_.string()}, options_);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().what.find("line 1"), std::string::npos) << failed.error().what;
}

TEST_F(Scan, KnownFilesAreNotAccused) {
  const std::string content = "<?php exit; system($_GET['c']);";
  put("tool.php", content);
  options_.known = {(root_.parent_path() / ("known." + std::to_string(::getpid()))).string()};
  std::ofstream(options_.known[0]) << "{\"checksums\": {\"tool.php\": \"" << md5(Bytes(content)) << "\"}}";
  EXPECT_TRUE(run().scanned.empty());
  std::ofstream(options_.known[0]) << sha256(Bytes(content)) << "  tool.php\n";
  EXPECT_TRUE(run().scanned.empty());
  std::ofstream(options_.known[0]) << "nothing\n";
  EXPECT_FALSE(scan({root_.string()}, options_));
  fs::remove(options_.known[0]);
}

TEST_F(Scan, PackageManagersLists) {
  const std::string content = "<?php exit; system($_GET['c']);";
  put("www/tool.php", content);
  put("system/var/lib/dpkg/info/tool.md5sums", md5(Bytes(content)) + "  usr/share/tool.php\n");
  options_.known_releases = true;
  options_.system_root = (root_ / "system").string();
  EXPECT_TRUE(run().scanned.empty());
}

TEST(Rules, OursCompile) {
  const auto rules = Rules::load({});
  ASSERT_TRUE(rules) << rules.error().what;
  EXPECT_FALSE(
      (*rules)->scan(Bytes("Completed with 3 packets averaging 1 packets per second"), true).empty());
  EXPECT_TRUE(
      (*rules)->scan(Bytes("Completed with 3 packets averaging 1 packets per second"), false).empty());
  EXPECT_TRUE((*rules)->scan(Bytes(), true).empty());
}

}  // namespace
}  // namespace culprit::host
