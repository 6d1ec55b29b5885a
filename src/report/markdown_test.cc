#include <gtest/gtest.h>

#include "report/exporter.h"
#include "report/hostile.h"
#include "report/markdown_page.h"
#include "report/said.h"

namespace culprit::report {

extern const Exporter markdown;

namespace {

TEST(MarkdownPage, MarkupBecomesText) {
  EXPECT_EQ(as_markdown("a*b_c`d|e[f](g)<h>"), "a\\*b\\_c\\`d\\|e\\[f\\](g)\\<h\\>");
  EXPECT_EQ(as_markdown("# no heading"), "\\#<!----> no heading");
  EXPECT_EQ(as_markdown("- no item"), "\\- no item");
  EXPECT_EQ(as_markdown("12. no item"), "12\\. no item");
  EXPECT_EQ(as_markdown("12 packets: 1.5 kB"), "12 packets: 1.5 kB");
  EXPECT_EQ(as_markdown("http://x www.x"), "http\\://x www\\.x");
  EXPECT_EQ(as_markdown("&lt; a&b"), "\\&lt; a\\&b");
  EXPECT_EQ(as_markdown("a@b"), "a@<!---->b");
}

TEST(MarkdownPage, CodeCannotBeLeft) {
  EXPECT_EQ(as_code("a"), "`a`");
  EXPECT_EQ(as_code("a``b"), "```a``b```");
  EXPECT_EQ(as_code("`"), "`` ` ``");
  Markdown page;
  page.code("a\n````\nb");
  EXPECT_EQ(page.text(), "`````\na\n````\nb\n`````\n\n");
}

TEST(Markdown, SaysTheAnswer) {
  Case c = sample();
  put_in_order(c);
  conclude(c);
  const Words words;
  Page page({.unicode = true});
  const View v{page, c, words};
  const std::string text = markdown.write(c, words, {});
  EXPECT_TRUE(text.starts_with("# " + as_markdown(verdict_words(v)) + "\n\n")) << text.substr(0, 200);
  EXPECT_NE(text.find(as_markdown(answer_words(v, false))), std::string::npos);
  EXPECT_NE(text.find(as_markdown(answer_words(v, true))), std::string::npos);
  EXPECT_NE(text.find("1. **Stop it at once"), std::string::npos);
}

TEST(Markdown, HostileTextStaysText) {
  const std::string text = markdown.write(hostile(), Words(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  // Outside code every bracket of the attacker's stands behind a backslash.
  bool code = false, fence = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool at_line = i == 0 || text[i - 1] == '\n';
    if (text.compare(i, 3, "```") == 0 &&
        (at_line ||
         text.substr(text.rfind('\n', i) + 1, i - text.rfind('\n', i) - 1).find_first_not_of(' ') ==
             std::string::npos)) {
      fence = !fence;
      i = text.find('\n', i);
      continue;
    }
    if (fence) continue;
    if (text[i] == '`' && (i == 0 || text[i - 1] != '\\')) {
      const size_t run = text.find_first_not_of('`', i) - i;
      const size_t end = text.find(std::string(run, '`'), i + run);
      ASSERT_NE(end, std::string::npos);
      i = end + run - 1;
      continue;
    }
    if (text[i] == '<' && text.compare(i, 7, "<!---->") != 0) {
      ASSERT_TRUE(i > 0 && text[i - 1] == '\\') << text.substr(i, 60);
    }
    if (text[i] == '[') {
      ASSERT_TRUE(i > 0 && text[i - 1] == '\\') << text.substr(i, 60);
    }
  }
  EXPECT_FALSE(code || fence);
}

}  // namespace
}  // namespace culprit::report
