#include "host/saved.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

class Saved : public testing::Test {
 protected:
  Saved() : folder_(fs::path(testing::TempDir()) / "culprit-saved") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Saved() override { fs::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return (folder_ / name).string();
  }
  static std::string report(const std::string& how) {
    return R"({"schema": "culprit.report/1", "input": {"files": [
      {"name": "/nowhere/a.pcap", "kind": "capture"}, {"name": "access.log", "kind": "log"}],
      "packets": 7, "local": ["192.0.2.1"], "local_how": ")" +
           how + R"("}, "verdict": "ordinary"})";
  }
  fs::path folder_;
};

TEST_F(Saved, ItsCapturesAreFoundBesideIt) {
  const std::string path = write("case.json", report("given"));
  const auto saved = read_saved(path);
  ASSERT_TRUE(saved);
  EXPECT_EQ(saved->captures, std::vector<std::string>{"/nowhere/a.pcap"});
  EXPECT_EQ(saved->packets, 7U);
  ASSERT_EQ(saved->local.size(), 1U);
  EXPECT_FALSE(find_captures(*saved, path));
  const std::string capture = write("a.pcap", "x");
  EXPECT_EQ(find_captures(*saved, path), std::vector<std::string>{capture});
}

TEST_F(Saved, WhatWasInferredIsInferredAgain) {
  EXPECT_TRUE(read_saved(write("case.json", report("inferred")))->local.empty());
}

TEST_F(Saved, OtherFilesAreNone) {
  EXPECT_FALSE(read_saved(write("a.json", R"({"schema": "culprit.prove/1"})")));
  EXPECT_FALSE(read_saved(write("b.json", "{")));
  EXPECT_FALSE(read_saved(write("c.pcap", "\xd4\xc3\xb2\xa1")));
  EXPECT_FALSE(read_saved(write("empty", "")));
  EXPECT_FALSE(read_saved((folder_ / "absent").string()));
  const auto logs_only = read_saved(write(
      "d.json", R"({"schema": "culprit.report/1", "input": {"files": [{"name": "a", "kind": "log"}]}})"));
  ASSERT_TRUE(logs_only);
  EXPECT_FALSE(find_captures(*logs_only, "d.json"));
}

}  // namespace
}  // namespace culprit::host
