#include <gtest/gtest.h>

#include "base/json.h"
#include "report/exporter.h"
#include "report/hostile.h"
#include "report/html_data.h"
#include "report/html_page.h"
#include "report/html_policy.h"
#include "report/said.h"

namespace culprit::report {

extern const Exporter html;

namespace {

Case concluded() {
  Case c = sample();
  put_in_order(c);
  conclude(c);
  return c;
}

std::string island(const std::string& page) {
  const size_t begin = page.find("id=\"data\">") + 10;
  return page.substr(begin, page.find("</script>", begin) - begin);
}

size_t count(const std::string& text, std::string_view what) {
  size_t n = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

/// The page without what we wrote ourselves: styles and scripts.
std::string without_assets(std::string page) {
  for (const Asset& a : page_assets())
    if (const size_t at = page.find(a.text); at != std::string::npos) page.erase(at, a.text.size());
  return page;
}

TEST(Html, SaysTheAnswerInTheSameWordsInEveryLanguage) {
  const Case c = concluded();
  for (const char* lang : {"en", "de", "es", "ru"}) {
    const Words words(lang);
    Page page({.unicode = true});
    const View v{page, c, words};
    const std::string text = html.write(c, words, {});
    EXPECT_NE(text.find(as_html(verdict_words(v))), std::string::npos) << lang;
    EXPECT_NE(text.find(as_html(answer_words(v, false))), std::string::npos) << lang;
    EXPECT_NE(text.find(as_html(answer_words(v, true))), std::string::npos) << lang;
    EXPECT_NE(text.find("<html lang=\"" + words.lang() + "\">"), std::string::npos);
    EXPECT_EQ(text.find("&lt;page."), std::string::npos) << "a key without words";
    EXPECT_EQ(text.find("&lt;mark."), std::string::npos);
  }
}

TEST(Html, ElementsAreClosed) {
  for (const Case& c : {concluded(), hostile(), Case{}}) {
    const std::string text = without_assets(html.write(c, Words(), {}));
    for (const char* element : {"section", "ul", "ol", "li", "table", "tr", "td", "details", "figure", "svg",
                                "article", "pre", "code", "div", "main", "nav", "p", "span"})
      EXPECT_EQ(count(text, std::string("<") + element + '>') + count(text, std::string("<") + element + ' '),
                count(text, std::string("</") + element + '>'))
          << element;
  }
}

TEST(Html, HostileTextStaysText) {
  for (const char* lang : {"en", "ru"}) {
    const std::string text = without_assets(html.write(hostile(), Words(lang), {}));
    EXPECT_EQ(text.find("<img"), std::string::npos);
    EXPECT_EQ(count(text, "</script>"), 3u);
    EXPECT_EQ(text.find("<!--"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_NE(text.find("&lt;img src=x onerror=alert(1)&gt;"), std::string::npos) << "shown, as text";
    const std::string data = island(text);
    for (const char* forbidden : {"<", ">", "&", "\u2028"})
      EXPECT_EQ(data.find(forbidden), std::string::npos) << forbidden;
    bool complete = false;
    (void)flatten_json(data, 100'000, &complete);
    EXPECT_TRUE(complete);
  }
}

TEST(Html, TheSameCaseGivesTheSameBytesWhateverTheTerminal) {
  const Case c = concluded();
  EXPECT_EQ(html.write(c, Words(), {}),
            html.write(c, Words(), {.colour = true, .width = 200, .detail = 2, .local_offset_s = 3600}));
}

TEST(Html, LargeCasesStayBelowTwoMegabytes) {
  Case c = concluded();
  for (uint32_t i = 0; i < 5000; ++i) {
    c.groups.push_back({.id = "g" + std::to_string(i),
                        .kind = i % 2 == 0 ? "dns" : "http",
                        .params = {},
                        .packets = 10,
                        .conditions = {},
                        .filter = std::string(300, 'x'),
                        .hosts = {Address::ip4(i)},
                        .finding = {}});
    c.talks.push_back({.from = Address::ip4(0x0a000000 + i),
                       .to = Address::ip4(0xc6336400 + i * 7),
                       .protocol = 6,
                       .port = static_cast<uint16_t>(i),
                       .packets = {i * 1000, i},
                       .bytes = {i * 100'000, i},
                       .first = *c.start + i * kSecond,
                       .last = *c.end,
                       .group = "g" + std::to_string(i)});
  }
  EXPECT_LT(html.write(c, Words("ru"), {}).size(), 2'000'000u);
}

TEST(HtmlPage, QuotesWhatHtmlWouldRead) {
  Html out;
  out.open("p", {{"title", "a\"b<c>"}, {"", "left out"}}).text("<&'\">").close();
  EXPECT_EQ(out.page(), "<p title=\"a&quot;b&lt;c&gt;\">&lt;&amp;&#39;&quot;&gt;</p>\n");
  EXPECT_EQ(as_island("[\"</script><!--\u2028&\"]"), "[\"\\u003c/script\\u003e\\u003c!--\\u2028\\u0026\"]");
}

TEST(HtmlPolicy, Base64) {
  EXPECT_EQ(base64_of_hex("616263"), "YWJj");
  EXPECT_EQ(base64_of_hex("61626364"), "YWJjZA==");
  EXPECT_EQ(base64_of_hex(""), "");
}

}  // namespace
}  // namespace culprit::report
