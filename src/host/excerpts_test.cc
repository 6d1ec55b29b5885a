#include "host/excerpts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "host/explain.h"

namespace culprit::host {
namespace {

std::string le32(uint32_t v) {
  return {static_cast<char>(v), static_cast<char>(v >> 8), static_cast<char>(v >> 16),
          static_cast<char>(v >> 24)};
}

/// A pcap file with frames of 60 bytes, the n-th filled with n.
std::string capture(const std::string& name, char frames) {
  const std::string path = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream out(path, std::ios::binary);
  out << le32(0xa1b2c3d4) << le32(0x00040002) << le32(0) << le32(0) << le32(65535) << le32(1);
  for (char n = 1; n <= frames; ++n)
    out << le32(1000) << le32(0) << le32(60) << le32(60) << std::string(60, n);
  return path;
}

TEST(Excerpts, ReadsTheFramesThatAreCited) {
  const std::vector<std::string> paths{capture("excerpts-a.pcap", 9), "/nowhere/at/all",
                                       capture("excerpts-b.pcap", 5)};
  Case c;
  Finding f;
  f.first = {0, 7};
  for (const FrameRef ref : {FrameRef{1, 2}, FrameRef{0, 3}, FrameRef{0, 99}})
    f.evidence.push_back({.ref = ref, .path = {}, .quote = {}, .reason = Sentence("evidence.flood-first")});
  c.findings.push_back(f);
  Excerpts(paths).fill(c, false);
  ASSERT_EQ(c.excerpts.size(), 3u);
  EXPECT_EQ(c.excerpts[0].ref, (FrameRef{0, 3}));
  EXPECT_EQ(c.excerpts[0].bytes, std::string(60, 3));
  EXPECT_EQ(c.excerpts[1].ref, (FrameRef{0, 7}));
  EXPECT_EQ(c.excerpts[2].ref, (FrameRef{1, 2})) << "what cannot be opened has no place among the files";
  EXPECT_EQ(c.excerpts[2].bytes, std::string(60, 2));
}

}  // namespace
}  // namespace culprit::host
