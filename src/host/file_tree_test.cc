#include "host/file_tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "host/as_nobody_test.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

class FileTree : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) / ("tree." + std::to_string(::getpid()));
    fs::create_directories(root_);
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  void put(const std::string& place, const std::string& content) {
    fs::create_directories((root_ / place).parent_path());
    std::ofstream(root_ / place, std::ios::binary) << content;
  }
  std::map<std::string, std::string> walk(const std::string& path, TreeLimits limits = {}) {
    std::map<std::string, std::string> out;
    const auto report = walk_files(path, limits, [&](const TreeFile& f) { out[f.place] = f.content.text(); });
    EXPECT_TRUE(report) << report.error().what;
    if (report) report_ = *report;
    return out;
  }
  using Files = std::vector<std::pair<std::string, std::string>>;
  std::string archive(const Files& files, bool zip, const std::string& place = {}) {
    const std::string path = (root_ / (!place.empty() ? place : zip ? "a.zip" : "a.tar.gz")).string();
    fs::create_directories(fs::path(path).parent_path());
    struct archive* a = archive_write_new();
    if (zip) {
      archive_write_set_format_zip(a);
    } else {
      archive_write_set_format_pax_restricted(a);
      archive_write_add_filter_gzip(a);
    }
    EXPECT_EQ(archive_write_open_filename(a, path.c_str()), ARCHIVE_OK);
    for (const auto& [name, content] : files) {
      archive_entry* e = archive_entry_new();
      archive_entry_set_pathname(e, name.c_str());
      archive_entry_set_size(e, static_cast<la_int64_t>(content.size()));
      archive_entry_set_filetype(e, AE_IFREG);
      archive_entry_set_perm(e, 0644);
      archive_write_header(a, e);
      archive_write_data(a, content.data(), content.size());
      archive_entry_free(e);
    }
    archive_write_free(a);
    return path;
  }

  fs::path root_;
  TreeReport report_;
};

using Map = std::map<std::string, std::string>;

TEST_F(FileTree, DotDotPhpIsAFile) {
  put("webdav/..php", "a");
  put("x", "b");
  EXPECT_EQ(walk(root_.string()), (Map{{"webdav/..php", "a"}, {"x", "b"}}));
  EXPECT_EQ(report_.files, 2u);
  EXPECT_EQ(report_.format, "folder");
}

TEST_F(FileTree, LinksAreNotFollowed) {
  put("in/a", "a");
  fs::create_symlink("/etc", root_ / "in/out");
  fs::create_symlink("../in", root_ / "in/loop");
  fs::create_symlink("/etc/hostname", root_ / "in/file");
  EXPECT_EQ(walk((root_ / "in").string()), (Map{{"a", "a"}}));
  EXPECT_EQ(report_.links, 3u);
}

TEST_F(FileTree, PipesAndDevicesAreNotRead) {
  put("in/a", "a");
  ASSERT_EQ(::mkfifo((root_ / "in/pipe").c_str(), 0600), 0);
  EXPECT_EQ(walk((root_ / "in").string()).size(), 1u);
  EXPECT_EQ(report_.special, 1u);
}

TEST_F(FileTree, WhatMayNotBeReadIsTold) {
  put("in/a", "a");
  put("in/b/c", "c");
  fs::permissions(root_ / "in/a", fs::perms::none);
  fs::permissions(root_ / "in/b", fs::perms::none);
  put("in/d", "d");
  {
    const AsNobody nobody;
    EXPECT_EQ(walk((root_ / "in").string()), (Map{{"d", "d"}}));
  }
  EXPECT_EQ(report_.unreadable, 2u);
  fs::permissions(root_ / "in/b", fs::perms::owner_all);
}

TEST_F(FileTree, LimitsAreCounted) {
  put("in/a/b/c/d", "deep");
  put("in/long", std::string(100, 'x'));
  EXPECT_EQ(walk((root_ / "in").string(), {.depth = 2, .file_bytes = 10}),
            (Map{{"long", std::string(10, 'x')}}));
  EXPECT_EQ(report_.too_deep, 1u);
  EXPECT_EQ(report_.cut, 1u);
  walk((root_ / "in").string(), {.files = 1});
  EXPECT_TRUE(report_.stopped);
}

TEST_F(FileTree, OneFile) {
  put("a.php", "x");
  EXPECT_EQ(walk((root_ / "a.php").string()), (Map{{"a.php", "x"}}));
  EXPECT_FALSE(walk_files((root_ / "none").string(), {}, [](const TreeFile&) {}));
}

TEST_F(FileTree, ArchivesAreReadInMemory) {
  for (const bool zip : {true, false}) {
    const auto got = walk(archive({{"webdav/..php", "a"}, {"./b/c", "d"}}, zip));
    EXPECT_EQ(got, (Map{{"webdav/..php", "a"}, {"b/c", "d"}})) << zip;
    EXPECT_EQ(report_.odd_names, 0u);
  }
}

TEST_F(FileTree, NamesThatLeaveAreShownNotFollowed) {
  const auto got =
      walk(archive({{"../../etc/x.php", "a"}, {"/root/y", "b"}, {"C:\\z", "c"}, {"a/..php/b", "d"}}, true));
  EXPECT_EQ(got.size(), 4u);
  EXPECT_EQ(report_.odd_names, 3u);
  EXPECT_FALSE(fs::exists(root_.parent_path() / "etc/x.php"));
}

TEST_F(FileTree, ABombIsPutOut) {
  const std::string path = archive({{"zeros", std::string(64 << 20, '\0')}, {"after", "x"}}, false);
  TreeLimits limits;
  limits.archive_bytes = 8 << 20;
  const auto got = walk(path, limits);
  EXPECT_TRUE(report_.stopped);
  EXPECT_FALSE(got.contains("after"));
  EXPECT_LE(report_.bytes, 10u << 20);
}

TEST_F(FileTree, ABombInAZipIsPassedOver) {
  const std::string zeros(64 << 20, '\0');
  const auto got = walk(archive({{"bomb", zeros}, {"bomb2", zeros}, {"webdav/..php", "x"}}, true),
                        {.file_bytes = 1 << 20, .archive_bytes = 1 << 20});
  EXPECT_EQ(got.at("webdav/..php"), "x");
  EXPECT_EQ(got.at("bomb").size(), 1u << 20);
  EXPECT_LT(got.at("bomb2").size(), 1u << 20);  // no more than is allowed in all, and a little
  EXPECT_FALSE(report_.stopped);
  ASSERT_EQ(report_.notes.size(), 2u);
  EXPECT_STREQ(report_.notes[0].code, "scan-swells");
  EXPECT_TRUE(report_.notes[0].path.ends_with("a.zip: bomb")) << report_.notes[0].path;
}

TEST_F(FileTree, ArchivesOnTheWayAreOpenedOnce) {
  const auto bytes = [](const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string inner = bytes(archive({{"deep", "d"}}, true));
  fs::remove(root_ / "a.zip");
  archive({{"..php", "x"}, {"inner.zip", inner}}, true, "in/backup.zip");
  archive({{"y", "y"}}, false, "in/old.tgz");
  archive({{"z", "z"}}, false, "in/changes.gz");  // compressed, but not called like an archive
  const auto got = walk((root_ / "in").string());
  EXPECT_EQ(got.at("backup.zip/..php"), "x");
  EXPECT_EQ(got.at("old.tgz/y"), "y");
  EXPECT_EQ(got.size(), 6u);  // these, the archives themselves, and the inner one
  EXPECT_EQ(report_.files, 6u);
  ASSERT_EQ(report_.notes.size(), 1u);
  EXPECT_STREQ(report_.notes[0].code, "scan-nested");
  EXPECT_TRUE(report_.notes[0].path.ends_with("in/backup.zip: inner.zip")) << report_.notes[0].path;
}

TEST_F(FileTree, DamagedArchivesSayIt) {
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 20'000; ++i)
    noise += static_cast<char>((x = x * 1'103'515'245 + 12'345) >> 16);
  const std::string path = archive({{"a", noise}, {"b", "y"}}, false);
  fs::resize_file(path, fs::file_size(path) / 2);
  walk(path);
  EXPECT_FALSE(report_.damage.empty());
  put("fake.zip", "PK\x03\x04nonsense");
  const auto fake = walk_files((root_ / "fake.zip").string(), {}, [](const TreeFile&) {});
  EXPECT_TRUE(!fake || !fake->damage.empty());
}

}  // namespace
}  // namespace culprit::host
