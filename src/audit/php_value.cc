#include "audit/php_value.h"

#include <algorithm>
#include <charconv>

namespace culprit::audit {
namespace {

constexpr size_t kMaxTail = 64;

std::string tail_of(const Value& a, const Value& b) {
  std::string out = b.known ? (a.known ? std::string{} : a.tail) + b.text : b.tail;
  if (out.size() > kMaxTail) out.erase(0, out.size() - kMaxTail);
  return out;
}

// "/" . $name is still any name.
bool is_more_than_slash(std::string_view text) {
  return !text.empty() && text != "/" && text != "./" && text != "\\";
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_octal(char c) { return c >= '0' && c <= '7'; }

void put_point(std::string& out, uint32_t p) {
  if (p < 0x80)
    out += static_cast<char>(p);
  else if (p < 0x800)
    (out += static_cast<char>(0xc0 | p >> 6)) += static_cast<char>(0x80 | (p & 63));
  else
    ((out += static_cast<char>(0xe0 | (p >> 12 & 15))) += static_cast<char>(0x80 | (p >> 6 & 63))) +=
        static_cast<char>(0x80 | (p & 63));
}

uint32_t digits(std::string_view s, uint32_t base) {
  uint32_t out = 0;
  std::from_chars(s.data(), s.data() + s.size(), out, static_cast<int>(base));
  return out;
}

// A numeric or Unicode escape behind the backslash at `i`; returns its length, 0 where there is none.
size_t numeric_escape(std::string_view s, size_t i, std::string& out) {
  size_t end = i + 2;
  const char c = s[i + 1];
  if (c == 'x' || c == 'X') {
    while (end < s.size() && end < i + 4 && is_hex(s[end])) ++end;
    if (end == i + 2) return 0;
    out += static_cast<char>(digits(s.substr(i + 2, end - i - 2), 16));
    return end - i;
  }
  if (c == 'u' && end < s.size() && s[end] == '{') {
    const size_t close = s.find('}', end);
    if (close == std::string_view::npos || close > end + 7) return 0;
    put_point(out, digits(s.substr(end + 1, close - end - 1), 16));
    return close + 1 - i;
  }
  if (!is_octal(c)) return 0;
  end = i + 1;
  while (end < s.size() && end < i + 4 && is_octal(s[end])) ++end;
  out += static_cast<char>(digits(s.substr(i + 1, end - i - 1), 8));
  return end - i;
}

char plain_escape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'v':
      return '\v';
    case 'e':
      return '\x1b';
    case 'f':
      return '\f';
    case '\\':
    case '$':
    case '"':
    case '`':
      return c;
    default:
      return '\0';
  }
}

}  // namespace

Value joined(const Value& a, const Value& b) {
  // An array as text is the word "Array": scripts without a letter take theirs from it.
  if (b.items && !b.known) return joined(a, Value::of("Array", b.from));
  if (a.items && !a.known) return joined(Value::of("Array", a.from), b);
  Value out = Value::made(((a.from | b.from) & ~kHandles));
  out.known = a.known && b.known && a.text.size() + b.text.size() <= kMaxText;
  if (out.known) {
    out.text = a.text + b.text;
    // Long fixed texts are often written in pieces; short ones that make a name are not.
    if (!a.text.empty() && !b.text.empty()) out.from |= kBuilt;
    return out;
  }
  out.text = a.known ? a.text + b.text : a.text;
  if (out.text.size() > kMaxTail * 4) out.text.resize(kMaxTail * 4);
  out.tail = tail_of(a, b);
  if ((a.known && is_more_than_slash(a.text)) || (b.known && is_more_than_slash(b.text)))
    out.from |= kPartial;
  if ((!a.known && a.from == 0) || (!b.known && b.from == 0)) out.from |= kJoined;
  return out;
}

Value either(const Value& a, const Value& b) {
  constexpr uint32_t kFollowed = kRequest | kUpload | kNetwork | kRemote | kArgument | kParameters;
  // Where one of two is followed, its way counts more than the other's text.
  if (((a.from | b.from) & kFollowed) != 0 && !(a.known && b.known)) {
    Value out = a.is(kFollowed) && !a.known ? a : b.is(kFollowed) && !b.known ? b : Value::made(0);
    if (!out.items) out.items = a.items ? a.items : b.items;
    out.from |= a.from | b.from;
    return out;
  }
  Value out = b.known || (b.from & ~kBuilt) != 0 || b.items ? b : a;
  out.from |= a.from | b.from;
  return out;
}

Value elements(const Value& array) {
  Value out = Value::made(array.from);
  if (!array.items) return out;
  for (const auto& [key, value] : *array.items) out.from |= value.from;
  return out;
}

Value element(const Value& array, const Value& index) {
  if (array.items && index.known) {
    for (const auto& [key, value] : *array.items)
      if (key == index.text) return value;
  }
  if (array.items) {  // none with this name, or the name is not known
    Value out = elements(array);
    if (index.known) out.from |= kIndirect;
    return out;
  }
  int64_t at = 0;
  if (array.known && index.known && number_of(index.text, at)) {
    const auto size = static_cast<int64_t>(array.text.size());
    if (at < 0) at += size;
    if (at >= 0 && at < size)
      return Value::of(std::string(1, array.text[static_cast<size_t>(at)]), array.from | kBuilt);
  }
  return Value::made(array.from & ~(kPartial | kHandles));
}

Value bitwise(char op, const Value& a, const Value& b) {
  Value out = Value::made((a.from | b.from) & ~kHandles);
  if (!a.known || !b.known) {
    if (op == '^') out.from |= kDecoded;
    return out;
  }
  if (a.text.empty() || b.text.empty()) return out;
  int64_t p = 0, q = 0;
  if ((a.is(kCode) || b.is(kCode)) && number_of(a.text, p) && number_of(b.text, q)) {
    const int64_t n = op == '^' ? p ^ q : op == '|' ? p | q : p & q;
    return Value::of(std::to_string(n), out.from & ~kBuilt);
  }
  const size_t shorter = std::min(a.text.size(), b.text.size()),
               longer = std::max(a.text.size(), b.text.size());
  const size_t size = op == '|' ? longer : shorter;
  for (size_t i = 0; i < size; ++i) {
    const char x = i < a.text.size() ? a.text[i] : '\0', y = i < b.text.size() ? b.text[i] : '\0';
    out.text += static_cast<char>(op == '^' ? x ^ y : op == '|' ? x | y : x & y);
  }
  out.known = true;
  out.from |= kBuilt | kDecoded;
  return out;
}

Value inverted(const Value& a) {
  if (!a.known) return Value::made(a.from);
  std::string out = a.text;
  for (char& c : out) c = static_cast<char>(~c);
  return Value::of(std::move(out), a.from | kBuilt | kDecoded);
}

Value incremented(const Value& a) {
  if (!a.known) return a;
  int64_t n = 0;
  if (number_of(a.text, n)) return Value::of(std::to_string(n + 1), a.from);
  std::string out = a.text;
  for (size_t i = out.size(); i-- > 0;) {
    char& c = out[i];
    if (c == 'z')
      c = 'a';
    else if (c == 'Z')
      c = 'A';
    else if (c == '9')
      c = '0';
    else {
      ++c;
      return Value::of(std::move(out), a.from | kBuilt);
    }
  }
  return Value::of(std::move(out), a.from | kBuilt);
}

Value compared(bool equal, const Value& a, const Value& b) {
  if (!a.known || !b.known) return {};
  return Value::of((a.text == b.text) == equal ? "1" : "0");
}

Value computed(char op, const Value& a, const Value& b) {
  // A number that was a character keeps its way: decoders count with them.
  const uint32_t way = ((a.from & kCode) != 0 ? a.from : 0) | ((b.from & kCode) != 0 ? b.from : 0);
  int64_t x = 0, y = 0;
  if (!a.known || !b.known || !number_of(a.text, x) || !number_of(b.text, y)) return Value::made(way);
  if (x > INT32_MAX || x < INT32_MIN || y > INT32_MAX || y < INT32_MIN) return Value::made(way);
  if (op == '+') return Value::of(std::to_string(x + y), way);
  if (op == '-') return Value::of(std::to_string(x - y), way);
  if (op == '*') return Value::of(std::to_string(x * y), way);
  if (op == '/' && y != 0 && x % y == 0) return Value::of(std::to_string(x / y), way);
  if (op == '%' && y != 0) return Value::of(std::to_string(x % y), way);
  if (op == 'l' && y >= 0 && y < 32) return Value::of(std::to_string(x << y), way);
  if (op == 'r' && y >= 0 && y < 32) return Value::of(std::to_string(x >> y), way);
  return Value::made(way);
}

Value ordered(std::string_view sign, const Value& a, const Value& b) {
  int64_t x = 0, y = 0;
  if (!a.known || !b.known || !number_of(a.text, x) || !number_of(b.text, y)) return {};
  const bool holds = sign == "<" ? x < y : sign == ">" ? x > y : sign == "<=" ? x <= y : x >= y;
  return Value::of(holds ? "1" : "");
}

std::optional<bool> truth_of(const Value& v) {
  if (v.items && !v.known) return v.items->empty() ? std::nullopt : std::optional(true);
  if (!v.known) return std::nullopt;
  return !v.text.empty() && v.text != "0";
}

std::string unescape(std::string_view s, bool& built) {
  std::string out;
  size_t escaped = 0;
  for (size_t i = 0; i < s.size();) {
    if (s[i] != '\\' || i + 1 >= s.size()) {
      out += s[i++];
      continue;
    }
    if (const size_t used = numeric_escape(s, i, out); used != 0) {
      i += used;
      if (const char c = out.back(); c >= ' ' && c < 0x7f) ++escaped;
      continue;
    }
    const char plain = plain_escape(s[i + 1]);
    if (plain == '\0') out += '\\';
    out += plain == '\0' ? s[i + 1] : plain;
    i += 2;
  }
  // Letters and signs that could be written as themselves.
  built = escaped >= 3 && escaped * 3 >= out.size();
  return out;
}

std::string unescape_single(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '\\' && i + 1 < s.size() && (s[i + 1] == '\\' || s[i + 1] == '\'')) ++i;
    out += s[i];
  }
  return out;
}

bool number_of(std::string_view text, int64_t& out) {
  if (text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
    const auto [end, code] = std::from_chars(text.data() + 2, text.data() + text.size(), out, 16);
    return code == std::errc() && end == text.data() + text.size();
  }
  if (text.size() > 1 && text[0] == '0' && std::ranges::all_of(text, is_octal)) {
    std::from_chars(text.data(), text.data() + text.size(), out, 8);
    return true;
  }
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace culprit::audit
