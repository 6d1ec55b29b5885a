#include "report/html_page.h"

namespace culprit::report {
namespace {

void put_html(std::string& out, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
}

/// Lines of the file end where a part of the page does, so that it can be read and compared.
bool ends_a_line(std::string_view element) {
  constexpr std::string_view words = " span a b code mark strong small abbr time dt dd th td button ";
  return words.find(' ' + std::string(element) + ' ') == std::string_view::npos;
}

}  // namespace

std::string as_html(std::string_view escaped) {
  std::string out;
  put_html(out, escaped);
  return out;
}

std::string as_island(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = json.substr(i, 3);
    if (rest == "\u2028" || rest == "\u2029") {
      out += rest == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (json[i] == '<')
      out += "\\u003c";
    else if (json[i] == '>')
      out += "\\u003e";
    else if (json[i] == '&')
      out += "\\u0026";
    else
      out += json[i];
  }
  return out;
}

void Html::tag(std::string_view element, Attributes attributes) {
  out_.append("<").append(element);
  for (const auto& [name, value] : attributes) {
    if (name.empty()) continue;
    out_.append(" ").append(name).append("=\"");
    put_html(out_, value);
    out_ += '"';
  }
  out_ += '>';
}

Html& Html::open(std::string_view element, Attributes attributes) {
  tag(element, attributes);
  open_.emplace_back(element);
  return *this;
}

Html& Html::close() {
  if (open_.empty()) return *this;
  out_.append("</").append(open_.back()).append(">");
  if (ends_a_line(open_.back())) out_ += '\n';
  open_.pop_back();
  return *this;
}

Html& Html::text(std::string_view escaped) {
  put_html(out_, escaped);
  return *this;
}

Html& Html::leaf(std::string_view element, std::string_view escaped, Attributes attributes) {
  return open(element, attributes).text(escaped).close();
}

Html& Html::empty(std::string_view element, Attributes attributes) {
  tag(element, attributes);
  out_ += '\n';
  return *this;
}

Html& Html::own(std::string_view html) {
  out_ += html;
  return *this;
}

}  // namespace culprit::report
