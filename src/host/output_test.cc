#include "host/output.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Output : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "culprit-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(Output, ReplacesAFileAndLeavesNothingBehind) {
  const fs::path file = folder_ / "report.json";
  EXPECT_FALSE(write_file(file, "old"));
  EXPECT_FALSE(write_file(file, "new"));
  EXPECT_EQ(content(file), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Output, SaysWhyItCannotWrite) {
  const auto problem = write_file(folder_ / "no-such-folder" / "x", "text");
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->what.find("No such file"), std::string::npos);
  EXPECT_NE(problem->where.find("no-such-folder"), std::string::npos);
}

TEST_F(Output, ABrokenPipeIsNoError) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_FALSE(write_all(ends[1], "text"));
  close(ends[1]);
}

TEST_F(Output, WritesToADevice) { EXPECT_FALSE(write_file("/dev/null", "text")); }

}  // namespace
}  // namespace culprit::host
