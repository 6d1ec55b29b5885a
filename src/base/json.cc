#include "base/json.h"

#include "base/text.h"
#include "base/utf8.h"

namespace culprit {
namespace {

void put_unicode_escape(std::string& out, char32_t point) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += hex[point >> shift & 15];
}

void put_char(std::string& out, std::string_view rest, const Utf8& c) {
  if (!c.valid)
    put_utf8(out, 0xfffd);
  else if (c.point == '"')
    out += "\\\"";
  else if (c.point == '\\')
    out += "\\\\";
  else if (c.point == '\n')
    out += "\\n";
  else if (c.point == '\t')
    out += "\\t";
  else if (c.point < 0x20 || c.point == 0x7f)
    put_unicode_escape(out, c.point);
  else
    out.append(rest.substr(0, c.length));
}

void put_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const Utf8 c = utf8_front(text);
    put_char(out, text, c);
    text.remove_prefix(c.length);
  }
  out += '"';
}

}  // namespace

void Json::newline() {
  if (!pretty_) return;
  out_ += '\n';
  out_.append(filled_.size(), ' ');
}

// What stands between this value or key and the one before it.
void Json::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (filled_.empty()) return;
  if (filled_.back()) out_ += ',';
  filled_.back() = true;
  newline();
}

Json& Json::open_object() {
  separate();
  out_ += '{';
  filled_.push_back(false);
  return *this;
}

Json& Json::close_object() {
  const bool filled = !filled_.empty() && filled_.back();
  if (!filled_.empty()) filled_.pop_back();
  if (filled) newline();
  out_ += '}';
  return *this;
}

Json& Json::open_array() {
  separate();
  out_ += '[';
  filled_.push_back(false);
  return *this;
}

Json& Json::close_array() {
  const bool filled = !filled_.empty() && filled_.back();
  if (!filled_.empty()) filled_.pop_back();
  if (filled) newline();
  out_ += ']';
  return *this;
}

Json& Json::key(std::string_view name) {
  separate();
  put_string(out_, name);
  out_ += pretty_ ? ": " : ":";
  after_key_ = true;
  return *this;
}

Json& Json::value(std::string_view text) {
  separate();
  put_string(out_, text);
  return *this;
}

Json& Json::value(bool flag) {
  separate();
  out_ += flag ? "true" : "false";
  return *this;
}

Json& Json::value(double v) {
  separate();
  out_ += number(v);
  return *this;
}

Json& Json::null() {
  separate();
  out_ += "null";
  return *this;
}

Json& Json::integer(bool negative, uint64_t magnitude) {
  separate();
  if (negative) out_ += '-';
  out_ += std::to_string(magnitude);
  return *this;
}

}  // namespace culprit
