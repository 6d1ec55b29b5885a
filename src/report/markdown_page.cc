#include "report/markdown_page.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::report {
namespace {

constexpr std::string_view kMarkup = "\\`*_{}[]<>|~&$";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Would the text be a heading, a list or a rule if a line began with it?
bool begins_block(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("#+-=").find(text[0]) != std::string_view::npos) return true;
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  return digits != 0 && digits < text.size() && (text[digits] == '.' || text[digits] == ')');
}

/// "mailto:" and "xmpp:" make links without slashes.
bool ends_with_scheme(std::string_view text) {
  const std::string front = lower(text.substr(text.size() - std::min<size_t>(text.size(), 6)));
  return front.ends_with("mailto") || front.ends_with("xmpp");
}

size_t longest_run(std::string_view text, char of) {
  size_t longest = 0, run = 0;
  for (const char c : text) longest = std::max(longest, run = c == of ? run + 1 : 0);
  return longest;
}

}  // namespace

std::string as_markdown(std::string_view text) {
  std::string out;
  if (begins_block(text) && !is_digit(text[0])) out += '\\';
  const bool numbered = begins_block(text) && is_digit(text[0]);
  bool in_number = numbered;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool scheme =
        c == ':' && (text.substr(i).starts_with("://") || ends_with_scheme(text.substr(0, i)));
    const bool www = c == '.' && i >= 3 && iequals(text.substr(i - 3, 3), "www");
    if (kMarkup.find(c) != std::string_view::npos || scheme || www || (in_number && !is_digit(c)))
      out += '\\';
    in_number = in_number && is_digit(c);
    out += c;
    if (c == '@' || c == '#')
      out += "<!---->";  // else an address of mail, a person or an issue would become a link
  }
  return out;
}

std::string as_code(std::string_view text) {
  const std::string fence(longest_run(text, '`') + 1, '`');
  const bool pad = text.empty() || text.front() == '`' || text.back() == '`' || text.front() == ' ';
  std::string out = fence + (pad ? " " : "");
  return out.append(text).append(pad ? " " : "").append(fence);
}

void Markdown::blank() {
  if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
}

void Markdown::heading(int level, std::string_view escaped) {
  indent_.clear();
  in_list_ = false;
  blank();
  out_.append(static_cast<size_t>(level), '#').append(" ").append(as_markdown(escaped)).append("\n\n");
}

void Markdown::paragraph(std::string_view markdown) {
  if (markdown.empty()) return;
  blank();
  out_.append(indent_).append(markdown).append("\n\n");
  in_list_ = false;
}

void Markdown::item(std::string_view markdown, int number) {
  if (!in_list_) blank();
  out_ += number == 0 ? "- " : std::to_string(number) + ". ";
  out_.append(markdown).append("\n");
  in_list_ = true;
}

void Markdown::code(std::string_view escaped) {
  blank();
  const std::string fence(std::max<size_t>(3, longest_run(escaped, '`') + 1), '`');
  out_.append(indent_).append(fence).append("\n");
  for (std::string_view rest = escaped; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    out_.append(indent_).append(rest.substr(0, end)).append("\n");
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  out_.append(indent_).append(fence).append("\n\n");
  in_list_ = false;
}

void Markdown::row(const std::vector<std::string>& cells) {
  out_ += '|';
  for (const std::string& cell : cells) out_.append(" ").append(cell).append(" |");
  out_ += '\n';
}

void Markdown::table(const std::vector<std::string>& columns,
                     const std::vector<std::vector<std::string>>& rows) {
  blank();
  row(columns);
  row(std::vector<std::string>(columns.size(), "---"));
  for (const auto& cells : rows) row(cells);
  out_ += '\n';
  in_list_ = false;
}

}  // namespace culprit::report
