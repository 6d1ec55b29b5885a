#include "base/regex.h"

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <utility>
#include <vector>

namespace culprit {
namespace {

using Set = std::bitset<256>;
enum class Op : uint8_t { byte_of, split, jump, save, begin, end, border, no_border, match };

/// `x` and `y` are places relative to the step; of `byte_of` x is the set, of `save` the slot.
struct Step {
  Op op;
  int32_t x = 0, y = 0;
};
using Code = std::vector<Step>;

constexpr size_t kMaxCode = 4000, kMaxWork = 16'000'000;
constexpr int kMaxDepth = 40, kMaxRepeat = 255;

bool is_word(unsigned char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// \d and its kin; false where the letter stands for itself.
bool named_set(char letter, Set& out) {
  for (unsigned c = 0; c < 256; ++c) {
    const auto byte = static_cast<unsigned char>(c);
    const char small = static_cast<char>(letter | 0x20);
    const bool in = small == 'd'   ? byte >= '0' && byte <= '9'
                    : small == 'w' ? is_word(byte)
                                   : byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (small != 'd' && small != 'w' && small != 's') return false;
    if (in != (letter >= 'A' && letter <= 'Z')) out.set(c);
  }
  return true;
}

char plain_escape(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

class Compiler {
 public:
  Compiler(std::string_view text, bool any_case) : rest_(text), any_case_(any_case) {}

  bool run() {
    Code body;
    if (!choice(body, 0) || !rest_.empty()) return false;
    code = {{Op::save, 0, 0}};
    append(code, body);
    code.push_back({Op::save, 1, 0});
    code.push_back({Op::match, 0, 0});
    return code.size() < kMaxCode;
  }

  Code code;
  std::vector<Set> sets;

 private:
  static void append(Code& to, const Code& more) { to.insert(to.end(), more.begin(), more.end()); }
  static int32_t size(const Code& c) { return static_cast<int32_t>(c.size()); }

  bool choice(Code& out, int depth) {
    if (depth > kMaxDepth || !sequence(out, depth)) return false;
    while (rest_.starts_with('|')) {
      rest_.remove_prefix(1);
      Code other, all;
      if (!sequence(other, depth)) return false;
      all.push_back({Op::split, 1, size(out) + 2});
      append(all, out);
      all.push_back({Op::jump, size(other) + 1, 0});
      append(all, other);
      out = std::move(all);
    }
    return true;
  }

  bool sequence(Code& out, int depth) {
    while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      Code one;
      if (!atom(one, depth) || !repeat(one) || out.size() + one.size() > kMaxCode) return false;
      append(out, one);
    }
    return true;
  }

  bool atom(Code& out, int depth) {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    switch (c) {
      case '^':
        out.push_back({Op::begin, 0, 0});
        return true;
      case '$':
        out.push_back({Op::end, 0, 0});
        return true;
      case '.':
        return take(out, ~Set{});
      case '(':
        return group(out, depth);
      case '[':
        return listed(out);
      case '\\':
        return escaped(out);
      case '*':
      case '+':
      case '?':
        return false;
      default: {
        Set one;
        one.set(static_cast<unsigned char>(c));
        return take(out, one);
      }
    }
  }

  bool take(Code& out, Set set) {
    if (any_case_)
      for (unsigned c = 'a'; c <= 'z'; ++c)
        if (set[c] || set[c - 32]) set.set(c).set(c - 32);
    out.push_back({Op::byte_of, static_cast<int32_t>(sets.size()), 0});
    sets.push_back(set);
    return sets.size() < kMaxCode;
  }

  bool group(Code& out, int depth) {
    int slot = 0;
    if (rest_.starts_with("?i)")) {
      rest_.remove_prefix(3);
      return any_case_ = true;
    }
    const bool before = any_case_;
    if (rest_.starts_with("?i:")) {
      any_case_ = true;
      rest_.remove_prefix(3);
    } else if (rest_.starts_with("?:")) {
      rest_.remove_prefix(2);
    } else if (rest_.starts_with("?<") && rest_.substr(2, 1).find_first_of("=!") == std::string_view::npos) {
      rest_.remove_prefix(std::min(rest_.find('>'), rest_.size() - 1) + 1);
      slot = ++groups_;
    } else if (rest_.starts_with('?')) {
      return false;
    } else {
      slot = ++groups_;
    }
    Code inner;
    if (!choice(inner, depth + 1) || !rest_.starts_with(')')) return false;
    rest_.remove_prefix(1);
    any_case_ = before;
    const bool kept = slot > 0 && slot < static_cast<int>(RegexMatch::kGroups);
    if (kept) out.push_back({Op::save, slot * 2, 0});
    append(out, inner);
    if (kept) out.push_back({Op::save, slot * 2 + 1, 0});
    return true;
  }

  bool escaped(Code& out) {
    if (rest_.empty()) return false;
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == 'b' || c == 'B') {
      out.push_back({c == 'b' ? Op::border : Op::no_border, 0, 0});
      return true;
    }
    if (c >= '1' && c <= '9') return false;
    Set set;
    if (!named_set(c, set)) set.set(static_cast<unsigned char>(plain_escape(c)));
    return take(out, set);
  }

  /// Behind "[".
  bool listed(Code& out) {
    Set set;
    const bool no = rest_.starts_with('^');
    if (no) rest_.remove_prefix(1);
    for (bool first = true; !rest_.empty() && (rest_[0] != ']' || first); first = false) {
      unsigned from = 0;
      if (!one_of_list(set, from)) continue;
      unsigned to = from;
      if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        if (!one_of_list(set, to)) to = from;
      }
      for (unsigned c = from; c <= to; ++c) set.set(c);
    }
    if (rest_.empty()) return false;
    rest_.remove_prefix(1);
    return take(out, no ? ~set : set);
  }

  /// One byte of a list; false where it was a whole set, which is in `set` then.
  bool one_of_list(Set& set, unsigned& byte) {
    char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == '[' && rest_.starts_with(':')) {
      const size_t end = rest_.find(":]");
      const std::string_view name = rest_.substr(1, end == std::string_view::npos ? 0 : end - 1);
      if (end != std::string_view::npos) rest_.remove_prefix(end + 2);
      for (const auto& [its, letter] :
           {std::pair{"digit", 'd'}, {"alnum", 'w'}, {"alpha", 'w'}, {"space", 's'}})
        if (name == its) named_set(letter, set);
      return false;
    }
    if (c == '\\' && !rest_.empty()) {
      c = rest_[0];
      rest_.remove_prefix(1);
      if (named_set(c, set)) return false;
      c = plain_escape(c);
    }
    byte = static_cast<unsigned char>(c);
    return true;
  }

  /// * + ? {n} {n,} {n,m} behind an atom, greedy or lazy.
  bool repeat(Code& one) {
    int least = 0, most = -1;
    const size_t length = counts(least, most);
    if (length == 0) return true;
    rest_.remove_prefix(length);
    const bool lazy = rest_.starts_with('?');
    if (lazy || rest_.starts_with('+')) rest_.remove_prefix(1);
    return write_repeat(one, least, most, lazy);
  }

  /// How often, -1 = without end; gives the length of the sign, 0 where there is none.
  size_t counts(int& least, int& most) const {
    const char sign = rest_.empty() ? '\0' : rest_[0];
    if (sign == '+') least = 1;
    if (sign == '?') most = 1;
    if (sign != '{') return sign == '*' || sign == '+' || sign == '?' ? 1 : 0;
    size_t at = 1;
    const auto number = [&](int& out) {
      const size_t from = at;
      for (out = 0; at < rest_.size() && rest_[at] >= '0' && rest_[at] <= '9' && out <= kMaxRepeat; ++at)
        out = out * 10 + (rest_[at] - '0');
      return at != from;
    };
    if (!number(least)) return 0;
    most = least;
    if (at < rest_.size() && rest_[at] == ',') {
      ++at;
      if (!number(most)) most = -1;
    }
    const bool good = at < rest_.size() && rest_[at] == '}' && least <= kMaxRepeat && most <= kMaxRepeat;
    return good ? at + 1 : 0;  // else a brace that stands for itself
  }

  static bool write_repeat(Code& one, int least, int most, bool lazy) {
    Code out;
    const auto split = [&](int32_t in, int32_t past) {
      out.push_back(lazy ? Step{Op::split, past, in} : Step{Op::split, in, past});
    };
    const auto copies = static_cast<size_t>(std::max(most, least + 1));
    if (copies * (one.size() + 2) > kMaxCode) return false;
    for (int n = 0; n < least; ++n) append(out, one);
    for (int n = least; n < most; ++n) {
      split(1, size(one) + 1);
      append(out, one);
    }
    if (most < 0) {
      split(1, size(one) + 2);
      append(out, one);
      out.push_back({Op::jump, -size(one) - 1, 0});
    }
    one = std::move(out);
    return true;
  }

  std::string_view rest_;
  bool any_case_;
  int groups_ = 0;
};

using Slots = std::array<size_t, RegexMatch::kGroups * 2>;

class Run {
 public:
  Run(const Code& code, const std::vector<Set>& sets, std::string_view text)
      : code_(code), sets_(sets), text_(text), seen_(code.size() * (text.size() + 1)) {}

  bool from(size_t begin) {
    slots.fill(SIZE_MAX);
    todo_ = {{0, begin, SIZE_MAX, 0}};
    while (!todo_.empty()) {
      const Task t = todo_.back();
      todo_.pop_back();
      if (t.slot != SIZE_MAX)
        slots[t.slot] = t.at;  // a way that failed: what it noted is taken back
      else if (follow(t.step, t.at))
        return true;
    }
    return false;
  }

  Slots slots{};

 private:
  struct Task {
    size_t step, at, slot;
    int unused;
  };

  bool at_border(size_t at) const {
    const bool before = at > 0 && is_word(static_cast<unsigned char>(text_[at - 1]));
    return before != (at < text_.size() && is_word(static_cast<unsigned char>(text_[at])));
  }

  /// Does a step that takes nothing hold here?
  bool holds(Op op, size_t at) const {
    switch (op) {
      case Op::begin:
        return at == 0;
      case Op::end:
        return at == text_.size();
      case Op::border:
        return at_border(at);
      default:
        return !at_border(at);
    }
  }

  bool follow(size_t step, size_t at) {
    for (;;) {
      const size_t key = step * (text_.size() + 1) + at;
      if (seen_[key]) return false;
      seen_[key] = true;
      const Step& s = code_[step];
      switch (s.op) {
        case Op::match:
          return true;
        case Op::byte_of:
          if (at == text_.size() || !sets_[static_cast<size_t>(s.x)][static_cast<unsigned char>(text_[at])])
            return false;
          ++at, ++step;
          break;
        case Op::jump:
          step = moved(step, s.x);
          break;
        case Op::split:
          todo_.push_back({moved(step, s.y), at, SIZE_MAX, 0});
          step = moved(step, s.x);
          break;
        case Op::save: {
          size_t& slot = slots[static_cast<size_t>(s.x)];
          todo_.push_back({0, slot, static_cast<size_t>(s.x), 0});
          slot = at;
          ++step;
          break;
        }
        default:
          if (!holds(s.op, at)) return false;
          ++step;
      }
    }
  }

  static size_t moved(size_t step, int32_t by) {
    return static_cast<size_t>(static_cast<std::ptrdiff_t>(step) + by);
  }

  const Code& code_;
  const std::vector<Set>& sets_;
  std::string_view text_;
  std::vector<bool> seen_;
  std::vector<Task> todo_;
};

}  // namespace

std::string RegexMatch::expand(std::string_view text) const {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool group = text[i] == '$' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
    if (group)
      out += groups[static_cast<size_t>(text[++i] - '0')];
    else
      out += text[i];
  }
  return out;
}

std::optional<RegexMatch> regex_search(std::string_view expression, std::string_view text, bool any_case) {
  Compiler compiler(expression, any_case);
  if (!compiler.run() || compiler.code.size() * (text.size() + 1) > kMaxWork) return std::nullopt;
  Run run(compiler.code, compiler.sets, text);
  for (size_t begin = 0; begin <= text.size(); ++begin) {
    if (!run.from(begin)) continue;
    RegexMatch out;
    for (size_t g = 0; g < RegexMatch::kGroups; ++g) {
      const size_t from = run.slots[g * 2], to = run.slots[g * 2 + 1];
      if (from <= to && to <= text.size()) out.groups[g] = text.substr(from, to - from);
    }
    return out;
  }
  return std::nullopt;
}

}  // namespace culprit
