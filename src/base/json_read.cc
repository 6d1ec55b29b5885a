// flatten_json: hostile JSON (RFC 8259) read into a flat, bounded list.
#include <charconv>

#include "base/json.h"
#include "base/utf8.h"

namespace culprit {
namespace {

constexpr int kMaxDepth = 32;
constexpr size_t kMaxPath =
    512;  // bytes: a path is copied for every scalar, so names must not be able to multiply memory

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  Reader(std::string_view text, size_t max_scalars, std::vector<JsonScalar>& out)
      : rest_(text), max_scalars_(max_scalars), out_(out) {}

  bool whole() {
    if (!value(0)) return false;
    blanks();
    return rest_.empty();
  }

 private:
  void blanks() {
    const size_t used = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(used == std::string_view::npos ? rest_.size() : used);
  }
  bool take(char c) {
    blanks();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool value(int depth) {
    blanks();
    if (rest_.empty() || depth > kMaxDepth) return false;
    if (rest_.front() == '{') return object(depth);
    if (rest_.front() == '[') return array(depth);
    if (rest_.front() == '"') return string_value();
    return word() || number();
  }

  bool object(int depth) {
    rest_.remove_prefix(1);
    if (take('}')) return true;
    do {
      blanks();
      std::string name;
      if (!rest_.starts_with('"') || !string(name) || !take(':')) return false;
      const size_t before = enter(name, depth);
      if (!value(depth + 1)) return false;
      path_.resize(before);
    } while (take(','));
    return take('}');
  }

  bool array(int depth) {
    rest_.remove_prefix(1);
    if (take(']')) return true;
    size_t index = 0;
    do {
      const size_t before = enter(std::to_string(index++), depth);
      if (!value(depth + 1)) return false;
      path_.resize(before);
    } while (take(','));
    return take(']');
  }

  // Appends one step to the path; gives the length to go back to.
  size_t enter(std::string_view name, int depth) {
    const size_t before = path_.size();
    if (depth > 0) path_ += '.';
    path_.append(utf8_clip(name, path_.size() < kMaxPath ? kMaxPath - path_.size() : 0));
    return before;
  }

  void emit(std::string_view text, bool is_string) {
    if (out_.size() < max_scalars_) out_.push_back({path_, std::string(text), is_string});
  }

  bool string_value() {
    std::string text;
    const bool ended = string(text);
    emit(text, true);  // also where the text was cut inside it
    return ended;
  }

  // Stands on the opening quote. False where the closing one is missing.
  bool string(std::string& out) {
    rest_.remove_prefix(1);
    while (!rest_.empty() && rest_.front() != '"') {
      if (rest_.front() == '\\') {
        if (!escaped(out)) return false;
        continue;
      }
      const size_t run = rest_.find_first_of("\"\\");
      out.append(rest_.substr(0, run));
      rest_.remove_prefix(run == std::string_view::npos ? rest_.size() : run);
    }
    if (rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool escaped(std::string& out) {
    static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    if (c == 'u') return unicode(out);
    const size_t at = from.find(c);
    if (at == std::string_view::npos) return false;
    out += to[at];
    rest_.remove_prefix(2);
    return true;
  }

  bool hex4(size_t offset, uint32_t& unit) const {
    if (rest_.size() < offset + 6 || rest_[offset] != '\\' || rest_[offset + 1] != 'u') return false;
    const char* digits = rest_.data() + offset + 2;
    const auto [end, ec] = std::from_chars(digits, digits + 4, unit, 16);
    return ec == std::errc{} && end == digits + 4;
  }

  // \uXXXX, or two of them for what lies beyond the basic plane; a lone surrogate becomes U+FFFD.
  bool unicode(std::string& out) {
    uint32_t high = 0, low = 0;
    if (!hex4(0, high)) return false;
    if (high >= 0xd800 && high < 0xdc00 && hex4(6, low) && low >= 0xdc00 && low < 0xe000) {
      put_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
      rest_.remove_prefix(12);
      return true;
    }
    put_utf8(out, high >= 0xd800 && high < 0xe000 ? 0xfffd : high);
    rest_.remove_prefix(6);
    return true;
  }

  bool word() {
    for (const std::string_view w : {"true", "false", "null"}) {
      if (!rest_.starts_with(w)) continue;
      emit(w, false);
      rest_.remove_prefix(w.size());
      return true;
    }
    return false;
  }

  char at(size_t i) const { return i < rest_.size() ? rest_[i] : '\0'; }
  // Past a run of at least one digit; 0 where there is none.
  size_t digits(size_t from) const {
    size_t end = from;
    while (is_digit(at(end))) ++end;
    return end == from ? 0 : end;
  }

  bool number() {
    const size_t first = at(0) == '-' ? 1 : 0;
    size_t end = at(first) == '0' ? first + 1 : digits(first);
    if (end != 0 && at(end) == '.') end = digits(end + 1);
    if (end != 0 && (at(end) | 0x20) == 'e')
      end = digits(end + 1 + (at(end + 1) == '+' || at(end + 1) == '-'));
    if (end == 0) return false;
    emit(rest_.substr(0, end), false);
    rest_.remove_prefix(end);
    return true;
  }

  std::string_view rest_;
  size_t max_scalars_;
  std::vector<JsonScalar>& out_;
  std::string path_;
};

}  // namespace

std::vector<JsonScalar> flatten_json(std::string_view text, size_t max_scalars, bool* complete) {
  std::vector<JsonScalar> out;
  const bool whole = Reader(text, max_scalars, out).whole();
  if (complete != nullptr) *complete = whole;
  return out;
}

}  // namespace culprit
