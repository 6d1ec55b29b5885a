// HTML in the making: elements that close themselves, and text that stays text.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace culprit::report {

using Attribute = std::pair<std::string_view, std::string_view>;
using Attributes = std::initializer_list<Attribute>;

/// Text and the values of attributes have been through base/text (escape, or Words::say); here the characters
/// that HTML would read become references. Names of elements and attributes are our own.
class Html {
 public:
  Html& open(std::string_view element, Attributes attributes = {});
  /// Closes the element that was opened last.
  Html& close();
  Html& text(std::string_view escaped);
  /// An element with nothing but text in it.
  Html& leaf(std::string_view element, std::string_view escaped, Attributes attributes = {});
  /// An element that has no content (meta, br).
  Html& empty(std::string_view element, Attributes attributes);
  /// What is HTML already: assets, pictures made here. Never anything from the input.
  Html& own(std::string_view html);
  const std::string& page() const { return out_; }

 private:
  void tag(std::string_view element, Attributes attributes);
  std::string out_;
  std::vector<std::string> open_;
};

/// & < > " ' as references.
std::string as_html(std::string_view escaped);
/// JSON that may stand inside a <script> element: nothing in it can end the element, begin a comment, or end
/// a line of a script (U+2028, U+2029).
std::string as_island(std::string_view json);

}  // namespace culprit::report
