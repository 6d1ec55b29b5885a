#include "host/quarantine.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/hash.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

class QuarantineTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / ("quarantine." + std::to_string(::getpid()));
    fs::create_directories(root_ / "www");
    folder_ = (root_ / "q").string();
  }
  void TearDown() override { fs::remove_all(root_); }

  ScannedFile file(const std::string& name, const std::string& content, const char* verdict = "malicious") {
    const std::string path = (root_ / "www" / name).string();
    std::ofstream(path, std::ios::binary) << content;
    return {path, sha256(Bytes(content)), verdict, 1, {}, {}};
  }
  static std::string read(const fs::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
  }

  fs::path root_;
  std::string folder_;
};

TEST_F(QuarantineTest, MovesAndUndoes) {
  const ScannedFile bad = file("..php", "bad"), odd = file("odd.php", "odd", "suspicious"),
                    strange = file("a\xff\n.php", "name");
  fs::permissions(bad.path, fs::perms(0640));
  const auto done = quarantine({bad, odd, strange}, folder_);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->moved.size(), 2u);
  EXPECT_TRUE(done->refused.empty());
  EXPECT_FALSE(fs::exists(bad.path));
  EXPECT_TRUE(fs::exists(odd.path));
  EXPECT_EQ(read(fs::path(folder_) / done->moved[0].to), "bad");

  const auto back = undo_quarantine(folder_);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->moved.size(), 2u);
  EXPECT_EQ(read(bad.path), "bad");
  EXPECT_EQ(read(strange.path), "name");
  EXPECT_EQ(fs::status(bad.path).permissions(), fs::perms(0640));
  const auto again = undo_quarantine(folder_);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->moved.empty());
}

TEST_F(QuarantineTest, RefusesWhatChanged) {
  const ScannedFile bad = file("a.php", "bad");
  std::ofstream(bad.path) << "other";
  const ScannedFile linked = file("b.php", "x");
  fs::remove(linked.path);
  fs::create_symlink("/etc/hostname", linked.path);
  ScannedFile gone = file("c.php", "x");
  fs::remove(gone.path);
  const auto done = quarantine({bad, linked, gone}, folder_);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->moved.empty());
  EXPECT_EQ(done->refused.size(), 3u);
  EXPECT_EQ(read(bad.path), "other");
  EXPECT_TRUE(fs::is_symlink(linked.path));
}

TEST_F(QuarantineTest, NeverOverwrites) {
  const ScannedFile bad = file("a.php", "bad");
  fs::create_directories(folder_);
  std::ofstream(fs::path(folder_) / "00001.quarantined") << "mine";
  auto done = quarantine({bad}, folder_);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->refused.size(), 1u);
  EXPECT_EQ(read(fs::path(folder_) / "00001.quarantined"), "mine");
  EXPECT_FALSE(quarantine({bad}, folder_)) << "a second quarantine in the same folder";

  const std::string other = (root_ / "q2").string();
  done = quarantine({bad}, other);
  ASSERT_TRUE(done && done->moved.size() == 1);
  std::ofstream(bad.path) << "new";
  const auto back = undo_quarantine(other);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->refused.size(), 1u);
  EXPECT_EQ(read(bad.path), "new");
}

TEST_F(QuarantineTest, FilesInArchivesStay) {
  const auto done = quarantine({{"copy.zip: a/..php", "00", "malicious", 1, {}, {}}}, folder_);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->refused.size(), 1u);
}

TEST_F(QuarantineTest, ABrokenManifestIsToldNotGuessed) {
  EXPECT_FALSE(undo_quarantine((root_ / "none").string()));
  fs::create_directories(folder_);
  EXPECT_FALSE(undo_quarantine(folder_));
  std::ofstream(fs::path(folder_) / "manifest.json") << "{\"files\": [";
  EXPECT_FALSE(undo_quarantine(folder_));
}

}  // namespace
}  // namespace culprit::host
