#include "report/text_page.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace culprit::report {
namespace {

// Longer lines are hard to read, even on a wide screen.
constexpr int kNarrow = 40, kWide = 110;

std::string_view code(Paint paint) {
  static constexpr std::array<std::string_view, 7> codes{"", "1", "2", "1;31", "1;33", "1;32", "36"};
  return codes[static_cast<size_t>(paint)];
}

// One word of the text, and the rest behind the spaces that follow it.
std::string_view take_word(std::string_view& text) {
  const size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
  return word;
}

}  // namespace

size_t columns(std::string_view text) {
  size_t n = 0;
  while (!text.empty()) {
    text.remove_prefix(utf8_front(text).length);
    ++n;
  }
  return n;
}

std::string left(std::string_view text, size_t width) {
  const size_t taken = columns(text);
  return std::string(text) + std::string(width > taken ? width - taken : 0, ' ');
}

std::string right(std::string_view text, size_t width) {
  const size_t taken = columns(text);
  return std::string(width > taken ? width - taken : 0, ' ').append(text);
}

Page::Page(const Style& style)
    : style_(style), width_(static_cast<size_t>(std::clamp(style.width, kNarrow, kWide))) {}

std::string Page::paint(Paint paint, std::string_view text) const {
  if (!style_.colour || paint == Paint::plain || text.empty()) return std::string(text);
  return std::string("\x1b[").append(code(paint)).append("m").append(text).append("\x1b[0m");
}

void Page::prose(std::string_view first, std::string_view text, Paint colour) {
  const std::string indent(columns(first), ' ');
  std::string_view begin = first;
  while (!text.empty()) {
    std::string row(take_word(text));
    while (!text.empty()) {
      std::string_view rest = text;
      const std::string_view word = take_word(rest);
      if (columns(begin) + columns(row) + 1 + columns(word) > width_) break;
      row.append(" ").append(word);
      text = rest;
    }
    line(begin, row, colour);
    begin = indent;
  }
}

void Page::line(std::string_view indent, std::string_view text, Paint colour) {
  out_.append(indent).append(paint(colour, text)).append("\n");
}

void Page::heading(std::string_view text) {
  blank();
  line("", text, Paint::bold);
}

void Page::blank() {
  if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
}

std::string Page::text() const {
  if (style_.unicode) return out_;
  std::string ascii;
  for (std::string_view rest = out_; !rest.empty();) {
    const Utf8 c = utf8_front(rest);
    ascii += c.length == 1 && c.valid ? rest.front() : '?';
    rest.remove_prefix(c.length);
  }
  return ascii;
}

void Table::print(Page& page, std::string_view indent) const {
  std::vector<size_t> widths(sides_.size());
  for (const auto& cells : rows_)
    for (size_t i = 0; i + 1 < cells.size(); ++i) widths[i] = std::max(widths[i], columns(cells[i]));
  for (const auto& cells : rows_) {
    std::string begin(indent);
    for (size_t i = 0; i + 1 < cells.size(); ++i)
      begin += (sides_[i] == Side::right ? right(cells[i], widths[i]) : left(cells[i], widths[i])) + "  ";
    page.prose(begin, cells.back());
  }
}

}  // namespace culprit::report
