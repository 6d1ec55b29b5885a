#include "audit/php_tokens.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "audit/php_tag.h"

namespace culprit::audit {
namespace {

constexpr size_t npos = std::string_view::npos;

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes above 0x7f are letters to PHP.
constexpr std::array<bool, 256> kLetters = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    out[c] = letter || c == '_' || c >= 0x7f;
  }
  return out;
}();
constexpr bool is_letter(char c) { return kLetters[static_cast<uint8_t>(c)]; }

struct Spelled {
  std::string_view text;
  uint16_t code;
};
// The longest first.
constexpr Spelled kSigns[] = {
    {"===", kEqual},       {"!==", kUnequal},      {"<=>", kCompare},      {"**=", kAssignNumber},
    {"...", kEllipsis},    {"<<=", kAssignNumber}, {">>=", kAssignNumber}, {"?\?=", kAssignCoalesce},
    {"?->", kSafeArrow},   {"->", kArrow},         {"::", kDoubleColon},   {"=>", kDoubleArrow},
    {"++", kIncrement},    {"--", kDecrement},     {"?\?", kCoalesce},     {"==", kEqual},
    {"!=", kUnequal},      {"<>", kUnequal},       {"<=", kCompare},       {">=", kCompare},
    {"&&", kLogic},        {"||", kLogic},         {"<<", kShift},         {">>", kShift},
    {".=", kAssignJoin},   {"^=", kAssignXor},     {"+=", kAssignNumber},  {"-=", kAssignNumber},
    {"*=", kAssignNumber}, {"/=", kAssignNumber},  {"%=", kAssignNumber},  {"|=", kAssignBits},
    {"&=", kAssignBits},   {"**", kPower}};

constexpr std::array<bool, 256> kFirstOfSigns = [] {
  std::array<bool, 256> out{};
  for (const Spelled& s : kSigns) out[static_cast<uint8_t>(s.text[0])] = true;
  return out;
}();

class Reader {
 public:
  Reader(std::string_view source, Tokens& out, size_t max_tokens) : s_(source), out_(out), max_(max_tokens) {}

  void run(bool inside) {
    bool in_code = inside;
    while (at_ < s_.size() && !halted_) {
      if (out_.all.size() >= max_) {
        out_.traits.cut = true;
        return;
      }
      in_code = in_code ? code() : html();
    }
  }

 private:
  // Returns whether code follows.
  bool html() {
    const Tag tag = next_tag(s_, at_);
    if (tag.at == npos) {
      at_ = s_.size();
      return false;
    }
    if (tag.at > at_) add(TokenKind::html, at_, tag.at - at_);
    add(tag.kind, tag.at, tag.size);
    out_.traits.php = true;
    out_.traits.sure |= tag.sure;
    at_ = tag.at + tag.size;
    return true;
  }

  // One token; returns whether code follows.
  bool code() {
    while (at_ < s_.size() && is_space(s_[at_])) ++at_;
    if (at_ >= s_.size()) return true;
    const char c = s_[at_], next = at_ + 1 < s_.size() ? s_[at_ + 1] : '\0';
    if (c == '?' && next == '>') return close(2);
    if (c == '<' && next == '/' && iprefix(s_.substr(at_ + 2), "script")) return close(9);
    if (c == '$' && is_letter(next) && !is_digit(next))
      variable();
    else if (is_digit(c))
      number();
    else if (is_letter(c) || (c == '\\' && is_letter(next)))
      name();
    else if (c == '\'')
      quoted(TokenKind::string, c);
    else if (c == '"')
      quoted(TokenKind::text, c);
    else if (c == '`')
      quoted(TokenKind::shell, c);
    else if (c == '/' && next == '*')
      block_comment();
    else if ((c == '/' && next == '/') || (c == '#' && next != '['))
      line_comment();
    else if (c != '<' || next != '<' || !heredoc())
      sign();
    return true;
  }

  bool close(size_t size) {
    add(TokenKind::close, at_, std::min(size, s_.size() - at_));
    at_ = std::min(at_ + size, s_.size());
    if (at_ < s_.size() && s_[at_] == '\n') ++at_;
    return false;
  }

  Token& add(TokenKind kind, size_t begin, size_t size, Word word = Word::none, uint16_t code = 0) {
    return out_.all.emplace_back(
        Token{static_cast<uint32_t>(begin), static_cast<uint32_t>(size), kind, word, code});
  }

  void variable() {
    const size_t begin = at_++;
    while (at_ < s_.size() && is_letter(s_[at_])) ++at_;
    add(TokenKind::variable, begin, at_ - begin);
    if (s_[begin + 1] == '_' && at_ - begin > 4)
      out_.traits.request |= is_superglobal(s_.substr(begin + 2, at_ - begin - 2));
    if (s_[begin + 1] == 'G' && s_.substr(begin, at_ - begin) == "$GLOBALS")
      out_.traits.request = out_.traits.hides = true;
    if (at_ < s_.size() && s_[at_] == '(') out_.traits.variable_call = true;
    if (s_[begin + 1] == 'H' && s_.substr(begin, at_ - begin).starts_with("$HTTP_"))
      out_.traits.request = true;
  }

  static bool is_superglobal(std::string_view n) {
    return n == "GET" || n == "POST" || n == "REQUEST" || n == "COOKIE" || n == "SERVER" || n == "FILES" ||
           n == "ENV" || n == "SESSION";
  }

  void number() {
    const size_t begin = at_;
    while (at_ < s_.size() &&
           (is_letter(s_[at_]) || (s_[at_] == '.' && at_ + 1 < s_.size() && is_digit(s_[at_ + 1]))))
      ++at_;
    add(TokenKind::number, begin, at_ - begin);
  }

  void name() {
    const size_t begin = at_++;
    size_t last = begin + (s_[begin] == '\\' ? 1 : 0);
    while (at_ < s_.size() &&
           (is_letter(s_[at_]) || (s_[at_] == '\\' && at_ + 1 < s_.size() && is_letter(s_[at_ + 1])))) {
      if (s_[at_] == '\\') last = at_ + 1;
      ++at_;
    }
    const Word word = word_of(s_.substr(last, at_ - last));
    add(TokenKind::name, begin, at_ - begin, word);
    note(word);
    if (word == Word::kw_halt) halted_ = true;
  }

  void note(Word word);

  void quoted(TokenKind kind, char quote) {
    const size_t begin = ++at_;
    skip_quoted(quote, kind != TokenKind::string);
    literal(kind, begin, std::min(at_, s_.size()) - begin);
    if (kind == TokenKind::shell) out_.traits.sink = true;
    if (at_ < s_.size()) ++at_;
    if (at_ < s_.size() && s_[at_] == '(') out_.traits.variable_call = true;
  }

  // Leaves at_ on the closing quote.
  void skip_quoted(char quote, bool variables) {
    while (at_ < s_.size() && s_[at_] != quote) {
      if (s_[at_] == '\\') {
        if (s_.substr(at_ + 1, 2) == "$_") out_.traits.request = true;  // of code inside the text
        at_ += 2;
      } else if (variables && s_[at_] == '$')
        note_variable(at_++);
      else if (s_[at_] == '<' && at_ + 1 < s_.size() && s_[at_ + 1] == '?')
        carries_code(at_++);
      else if (variables && s_[at_] == '{' && at_ + 1 < s_.size() && s_[at_ + 1] == '$')
        skip_braces();
      else
        ++at_;
    }
    at_ = std::min(at_, s_.size());
  }

  // A variable inside a text.
  void note_variable(size_t at) {
    if (at + 1 < s_.size() && (s_[at + 1] == '_' || s_[at + 1] == '{')) out_.traits.request = true;
  }

  // Code inside a text: something that writes scripts, unless it is "<?xml".
  void carries_code(size_t at) { out_.traits.request |= !iprefix(s_.substr(at + 2), "xml"); }

  // "{$a["x"]}": quotes inside the braces do not end the string.
  void skip_braces() {
    note_variable(at_ + 1);
    size_t depth = 0;
    const size_t end = at_ < unclosed_until_ ? at_ : std::min(s_.size(), at_ + 4096);
    for (size_t i = at_; i < end; ++i) {
      const char c = s_[i];
      if (c == '{') ++depth;
      if (c == '}' && --depth == 0) {
        at_ = i + 1;
        return;
      }
      if (c == '\'' || c == '"') {
        const size_t close = find_byte(s_.substr(0, end), c, i + 1);
        if (close == npos) break;
        i = close;
      }
    }
    unclosed_until_ = std::max(unclosed_until_, end);  // do not look again where there is no end
    at_ += 2;
  }

  void literal(TokenKind kind, size_t begin, size_t size) {
    add(kind, begin, size);
    Traits& t = out_.traits;
    t.longest_text = std::max(t.longest_text, size);
    if (size < 9) return;
    // "\x62\x61..." and "/x/favicon_12.ico" are of interest beside something that runs them.
    if (kind == TokenKind::text && s_[begin] == '\\' && (s_[begin + 1] == 'x' || is_digit(s_[begin + 1])))
      t.hides = true;
    if (s_.substr(begin + size - 4, 4) == ".ico") t.hides = true;
    if (s_[begin] == 'p' && iprefix(s_.substr(begin), "php://input")) t.request = true;
    if ((s_[begin] | 0x20) == 'h' && iprefix(s_.substr(begin), "http")) t.address = true;
    if ((s_[begin] == 'w' && iprefix(s_.substr(begin), "wget ")) ||
        (s_[begin] == 'c' && iprefix(s_.substr(begin), "curl ")))
      t.address = true;
  }

  void block_comment() {
    size_t end = at_ + 2;
    while ((end = find_byte(s_, '*', end)) != npos && end + 1 < s_.size() && s_[end + 1] != '/') ++end;
    at_ = end == npos || end + 1 >= s_.size() ? s_.size() : end + 2;
  }

  void line_comment() {
    const size_t line = std::min(find_byte(s_, '\n', at_), s_.size());
    const size_t tag = s_.substr(0, line).find("?>", at_);
    at_ = tag == npos ? line : tag;
  }

  // "<<<NAME", "<<<'NAME'", "<<<\"NAME\""; the end may be indented (PHP 7.3).
  bool heredoc() {
    size_t i = at_ + 2;
    if (i >= s_.size() || s_[i] != '<') return false;
    ++i;
    while (i < s_.size() && (s_[i] == ' ' || s_[i] == '\t')) ++i;
    const char quote = i < s_.size() && (s_[i] == '\'' || s_[i] == '"') ? s_[i++] : '\0';
    const size_t begin = i;
    while (i < s_.size() && is_letter(s_[i])) ++i;
    const std::string_view label = s_.substr(begin, i - begin);
    if (label.empty() || is_digit(label[0])) return false;
    const size_t body = find_byte(s_, '\n', i);
    const TokenKind kind = quote == '\'' ? TokenKind::string : TokenKind::text;
    if (body == npos) {
      at_ = s_.size();
      return true;
    }
    end_heredoc(kind, body + 1, label);
    return true;
  }

  void end_heredoc(TokenKind kind, size_t body, std::string_view label) {
    for (size_t line = body; line != npos && line < s_.size(); line = next_line(line)) {
      size_t i = line;
      while (i < s_.size() && (s_[i] == ' ' || s_[i] == '\t')) ++i;
      if (!s_.substr(i).starts_with(label) ||
          (i + label.size() < s_.size() && is_letter(s_[i + label.size()])))
        continue;
      literal(kind, body, line > body ? line - body - 1 : 0);
      if (kind == TokenKind::text && s_.substr(body, line - body).find("$_") != npos)
        out_.traits.request = true;
      at_ = i + label.size();
      return;
    }
    literal(kind, body, s_.size() - body);
    at_ = s_.size();
  }

  size_t next_line(size_t from) const {
    const size_t end = find_byte(s_, '\n', from);
    return end == npos ? npos : end + 1;
  }

  void sign() {
    const size_t begin = at_;
    if (kFirstOfSigns[static_cast<uint8_t>(s_[at_])]) {
      for (const Spelled& known : kSigns) {
        if (!s_.substr(at_, 3).starts_with(known.text)) continue;
        at_ += known.text.size();
        add(TokenKind::sign, begin, known.text.size(), Word::none, known.code);
        return;
      }
    }
    const char c = s_[at_++];
    add(TokenKind::sign, begin, 1, Word::none, static_cast<uint8_t>(c));
    // "$a[0](", "${...}(", "(...)(": a call of something computed.
    if ((c == ']' || c == '}' || c == ')') && at_ < s_.size() && s_[at_] == '(')
      out_.traits.variable_call = true;
    if (c == '$') out_.traits.hides = true;
    if (c == '~' || c == '^') out_.traits.hides = true;
  }

  std::string_view s_;
  Tokens& out_;
  size_t max_;
  size_t at_ = 0, unclosed_until_ = 0;
  bool halted_ = false;
};

void Reader::note(Word word) {
  Traits& t = out_.traits;
  switch (word) {
    case Word::none:
      return;
    case Word::kw_eval:
    case Word::run_lambda:
      t.runs_text = t.sink = true;
      return;
    case Word::open_socket:
      t.request = t.sink = true;
      return;
    case Word::replace:
    case Word::join:
    case Word::format:
    case Word::substring:
      t.edits = true;
      return;
    case Word::kw_include:
    case Word::run_command:
    case Word::run_code:
    case Word::run_callback:
    case Word::run_callback_late:
    case Word::run_callback_array:
    case Word::regex_replace:
    case Word::mb_regex:
    case Word::filter:
    case Word::reflection:
    case Word::method_callback:
    case Word::unpack_archive:
    case Word::make_socket:
    case Word::send_to:
    case Word::connect_socket:
    case Word::fetch:
    case Word::curl_init:
    case Word::write_stream:
    case Word::copy_stream:
    case Word::write_file:
    case Word::write_log:
    case Word::move_upload:
    case Word::copy_file:
    case Word::show_file:
    case Word::delete_file:
    case Word::rename_file:
    case Word::list_dir:
    case Word::send_mail:
      t.sink = true;
      return;
    case Word::environment:
    case Word::headers:
    case Word::session_id:
    case Word::exif:
    case Word::read_stream:
    case Word::extract:
      t.request = true;
      return;
    case Word::decode:
    case Word::chr:
    case Word::pack:
      t.hides = true;
      return;
    default:
      return;
  }
}

}  // namespace

void read_php(std::string_view source, Tokens& out, bool inside, size_t max_tokens) {
  constexpr size_t kMaxSource = UINT32_MAX;
  out.source = source.substr(0, kMaxSource);
  out.all.clear();
  out.traits = {};
  out.traits.php = inside;
  Reader(out.source, out, max_tokens).run(inside);
}

void match_pairs(Tokens& tokens) {
  tokens.pairs.assign(tokens.all.size(), static_cast<uint32_t>(tokens.all.size()));
  std::vector<uint32_t> open;
  for (uint32_t i = 0; i < tokens.all.size(); ++i) {
    const Token& t = tokens.all[i];
    if (t.kind != TokenKind::sign) continue;
    if (t.code == '(' || t.code == '[' || t.code == '{') open.push_back(i);
    if ((t.code != ')' && t.code != ']' && t.code != '}') || open.empty()) continue;
    tokens.pairs[open.back()] = i;
    open.pop_back();
  }
}

uint64_t line_of(std::string_view source, size_t offset) {
  return 1 + static_cast<uint64_t>(std::ranges::count(source.substr(0, offset), '\n'));
}

}  // namespace culprit::audit
