#include "capture/text_lines.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace culprit::capture {
namespace {

std::vector<std::string> lines_of(std::string_view text, size_t piece) {
  TextLines lines;
  std::vector<std::string> out;
  std::unique_ptr<std::string> held;
  std::string_view line;
  while (!text.empty()) {
    held = std::make_unique<std::string>(text.substr(0, piece));
    text.remove_prefix(held->size());
    lines.push(Bytes{*held});
    while (lines.next(line)) out.emplace_back(line);
  }
  lines.finish();
  while (lines.next(line)) out.emplace_back(line);
  return out;
}

std::string wide(std::u16string_view text, bool big) {
  std::string out = big ? "\xfe\xff" : "\xff\xfe";
  for (const char16_t c : text) {
    out += static_cast<char>(big ? c >> 8 : c & 0xff);
    out += static_cast<char>(big ? c & 0xff : c >> 8);
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST(TextLines, EveryKindOfEndAndEveryPieceSize) {
  const std::string text = "a\r\n\n  third\nlast";
  for (size_t piece = 1; piece <= text.size(); ++piece)
    EXPECT_EQ(lines_of(text, piece), (Lines{"a", "", "  third", "last"})) << piece;
  EXPECT_EQ(lines_of("\n\n", 1), (Lines{"", ""}));
  EXPECT_EQ(lines_of("x", 1), (Lines{"x"}));
  EXPECT_TRUE(lines_of("", 1).empty());
}

TEST(TextLines, MarksAreDropped) { EXPECT_EQ(lines_of("\xef\xbb\xbfNo.\nx", 2), (Lines{"No.", "x"})); }

TEST(TextLines, WhatPowerShellWritesBecomesUtf8) {
  for (const bool big : {false, true}) {
    const std::string text = wide(u"No.\r\n\u041d\u2192\U0001f600\n\xd800x", big);
    for (size_t piece = 1; piece < 9; ++piece)
      EXPECT_EQ(lines_of(text, piece), (Lines{"No.", "\xd0\x9d\xe2\x86\x92\xf0\x9f\x98\x80", "x"})) << piece;
  }
}

TEST(TextLines, ALongLineIsCut) {
  const std::string text = std::string(200'000, 'a') + "\nb\n";
  for (const size_t piece : {1000UL, 300'000UL}) {
    const Lines got = lines_of(text, piece);
    ASSERT_EQ(got.size(), 2u);
    EXPECT_EQ(got[0].size(), TextLines::kMostLine);
    EXPECT_EQ(got[1], "b");
  }
}

TEST(TextLines, TellsWhereALineBegan) {
  TextLines lines;
  lines.push(Bytes{std::string_view("ab\r\ncd\n\nxyz\n")});
  std::string_view line;
  std::vector<uint64_t> offsets;
  while (lines.next(line)) offsets.push_back(lines.offset());
  EXPECT_EQ(offsets, (std::vector<uint64_t>{0, 4, 7, 8}));
}

}  // namespace
}  // namespace culprit::capture
