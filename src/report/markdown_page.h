// Markdown (GitHub's flavour) in the making: text that stays text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace culprit::report {

/// Text for a paragraph, a list item or a cell: nothing in it is markup, a link, a mention or the beginning
/// of a list (CommonMark 0.30 section 2.4; GFM section 6.9, autolinks). It has been through base/text.
std::string as_markdown(std::string_view escaped);
/// A code span around any text (CommonMark 0.30 section 6.1).
std::string as_code(std::string_view escaped);

class Markdown {
 public:
  void heading(int level, std::string_view escaped);
  void paragraph(std::string_view markdown);
  /// A list item; `number` 0 = a bullet. What belongs to it follows with indent().
  void item(std::string_view markdown, int number = 0);
  /// Text to be copied as a whole, in a fence that it cannot close.
  void code(std::string_view escaped);
  /// Blocks that follow belong to the list item before, or no longer.
  void indent(size_t spaces) { indent_.assign(spaces, ' '); }
  /// The cells are Markdown already.
  void table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows);
  const std::string& text() const { return out_; }

 private:
  void blank();
  void row(const std::vector<std::string>& cells);
  std::string out_, indent_;
  bool in_list_ = false;
};

}  // namespace culprit::report
