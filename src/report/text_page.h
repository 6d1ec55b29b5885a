// Lines on a terminal: wrapping, indents, colours and marks.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/exporter.h"

namespace culprit::report {

enum class Paint : uint8_t { plain, bold, dim, red, yellow, green, cyan };

/// Columns that a text takes: its characters.
size_t columns(std::string_view text);
/// `text` filled up with spaces to `width` columns.
std::string left(std::string_view text, size_t width);
std::string right(std::string_view text, size_t width);

/// A page in the making. All text that goes in is escaped already.
class Page {
 public:
  explicit Page(const Style& style);

  std::string paint(Paint paint, std::string_view text) const;
  /// Words wrapped at the width; `first` begins the first line, the others begin with as many spaces.
  void prose(std::string_view first, std::string_view text, Paint colour = Paint::plain);
  /// One line as it is, however long: filters and commands must stay in one piece to be copied.
  void line(std::string_view indent, std::string_view text, Paint colour = Paint::plain);
  void heading(std::string_view text);
  void blank();

  std::string_view bullet() const { return style_.unicode ? "  • " : "  - "; }
  std::string_view arrow() const { return style_.unicode ? " → " : " -> "; }
  std::string_view dash() const { return style_.unicode ? " – " : " - "; }
  size_t width() const { return width_; }
  const Style& style() const { return style_; }
  /// The page; where the terminal knows no Unicode, with '?' for what it cannot show.
  std::string text() const;

 private:
  Style style_;
  size_t width_;
  std::string out_;
};

/// Columns that line up: as wide as their widest cell, the last one free.
class Table {
 public:
  enum class Side : uint8_t { left, right };
  explicit Table(std::vector<Side> sides) : sides_(std::move(sides)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  /// The last column is wrapped to what is left of the width.
  void print(Page& page, std::string_view indent) const;

 private:
  std::vector<Side> sides_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace culprit::report
