#include "report/json_files.h"

#include <gtest/gtest.h>

#include "report/text_files.h"

namespace culprit::report {
namespace {

Case sample() {
  Case c;
  c.files.push_back({.name = "www", .kind = "webroot", .format = "folder"});
  ScannedFile f{"www/..php", "00ff", "malicious", 0.99994, {"flood"}, {}};
  f.evidence.push_back({.kind = "file",
                        .line = 3,
                        .path = f.path,
                        .quote = "<?php\x1b[2J",
                        .reason = Sentence("scan.act.udp-flood"),
                        .weight = 15});
  c.scanned = {f, {"www/a", "", "unjudged", 0, {}, {}}};
  return c;
}

std::string json(const Case& c) {
  Json out(false);
  const Words words("en");
  JsonParts parts(out, c, words);
  out.open_object();
  write_files(out, parts, c);
  out.close_object();
  return out.text();
}

TEST(JsonFiles, AsTheSchemaHasIt) {
  bool complete = false;
  const auto scalars = flatten_json(json(sample()), 100, &complete);
  EXPECT_TRUE(complete);
  std::string all;
  for (const JsonScalar& s : scalars) all += s.path + '=' + s.text + '\n';
  EXPECT_NE(all.find("files.0.path=www/..php\n"), std::string::npos) << all;
  EXPECT_NE(all.find("files.0.verdict=malicious\n"), std::string::npos);
  EXPECT_NE(all.find("files.0.score=0.9999\n"), std::string::npos);
  EXPECT_NE(all.find("files.0.capabilities.0=flood\n"), std::string::npos);
  EXPECT_NE(all.find("files.0.evidence.0.line=3\n"), std::string::npos);
  EXPECT_EQ(all.find('\x1b'), std::string::npos);
  EXPECT_NE(json(sample()).find("\"evidence\":[]"), std::string::npos) << "required, also where empty";
}

TEST(JsonFiles, OnlyWhereSomethingWasScanned) {
  EXPECT_EQ(json(Case{}), "{}");
  Case scanned;
  scanned.files.push_back({.name = "www", .kind = "webroot", .format = "folder"});
  EXPECT_NE(json(scanned).find("\"files\":[]"), std::string::npos);
}

TEST(TextFiles, TellsFilesAndReasons) {
  const Case c = sample();
  const Words words("en");
  Page page(Style{});
  files_section({page, c, words});
  const std::string text = page.text();
  EXPECT_NE(text.find("malicious (> 99.9 %): www/..php"), std::string::npos) << text;
  EXPECT_NE(text.find("flood others with packets"), std::string::npos);
  EXPECT_NE(text.find("line 3: It sends UDP packets"), std::string::npos);
  EXPECT_NE(text.find("cannot be judged: www/a"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace culprit::report
