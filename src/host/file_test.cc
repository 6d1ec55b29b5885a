#include "host/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "host/test_source.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test.
class File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "culprit_test_XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return folder_ / name; }
  std::string write(const char* name, std::string_view bytes) const {
    std::ofstream(path(name), std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path(name);
  }

 private:
  fs::path folder_;
};

TEST_F(File, ReadsAllOfIt) {
  for (const size_t size : {0u, 1u, 4096u, 512u * 1024, 512u * 1024 + 1, 2'000'000u}) {
    const std::string bytes(size, 'x');
    const auto source = open_file(write("f", bytes));
    ASSERT_TRUE(source);
    EXPECT_EQ(test::read(**source).bytes, bytes);
  }
}

TEST_F(File, PiecesBeginOnAPage) {
  const auto source = open_file(write("f", "abc"));
  EXPECT_EQ(reinterpret_cast<uintptr_t>((*source)->next()->data()) % 4096, 0u);
}

TEST_F(File, ReadsANamedPipe) {
  const std::string name = path("pipe");
  ASSERT_EQ(::mkfifo(name.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(name) << "through the pipe"; });
  const auto source = open_file(name);
  ASSERT_TRUE(source);
  EXPECT_EQ(test::read(**source).bytes, "through the pipe");
  writer.join();
}

TEST_F(File, RefusesWithASentence) {
  const auto what = [](const std::string& name) {
    const auto source = open_file(name);
    return source ? std::string() : source.error().what;
  };
  EXPECT_EQ(what(path("absent")), "There is no such file.");
  EXPECT_EQ(what(path(".")), "This is a folder, not a file.");
  EXPECT_EQ(what(write("f", "x") + "/inside"), "A part of this path is not a folder.");
  EXPECT_EQ(what(""), "There is no such file.");
}

TEST_F(File, RefusesWhatMayNotBeRead) {
  constexpr uid_t kNobody = 65534;
  const std::string name = write("f", "x");
  ::chmod(name.c_str(), 0);
  ::chmod(path(".").c_str(), 0755);
  const bool root = ::geteuid() == 0;  // root may read everything
  if (root && ::seteuid(kNobody) != 0) GTEST_SKIP() << "cannot stop being root";
  const auto source = open_file(name);
  ASSERT_TRUE(!root || ::seteuid(0) == 0);
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().what, "You may not read this file.");
}

TEST_F(File, StandardInputIsNamedByAHyphen) {
  const int saved = ::dup(STDIN_FILENO);
  const int fd = ::open(write("f", "from the pipe").c_str(), O_RDONLY);
  ::dup2(fd, STDIN_FILENO);
  ::close(fd);
  const auto source = open_file("-");
  ASSERT_TRUE(source);
  EXPECT_EQ(test::read(**source).bytes, "from the pipe");
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
}

}  // namespace
}  // namespace culprit::host
