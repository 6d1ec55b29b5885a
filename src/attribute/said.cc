#include "attribute/said.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace culprit::attribute {
namespace {

using message::Place;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
bool is_base64(char c) { return is_word(c) || c == '+' || c == '/' || c == '-' || c == '_'; }

bool names_hosts_by_nature(const message::Field& f) {
  static constexpr std::array<std::string_view, 9> usual{
      "host", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via", "referer", "origin", "from"};
  return f.place == Place::header &&
         std::ranges::any_of(usual, [&](auto name) { return iequals(f.name, name); });
}

bool is_readable(std::string_view text) {
  const auto shown = std::ranges::count_if(text, [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t'; });
  return text.size() >= 3 && static_cast<size_t>(shown) * 10 >= text.size() * 9;
}

int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

std::string from_hex(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
  return out;
}

/// "&#49;" and "&#x31;" (HTML, XML); other entities stay.
std::string without_entities(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const bool begins = text.substr(i).starts_with("&#");
    const size_t end = begins ? text.find(';', i) : std::string_view::npos;
    if (end == std::string_view::npos || end - i > 10) {
      out += text[i++];
      continue;
    }
    const bool hex = (text[i + 2] | 0x20) == 'x';
    uint32_t point = 0;
    const char* first = text.data() + i + (hex ? 3 : 2);
    std::from_chars(first, text.data() + end, point, hex ? 16 : 10);
    if (point < 0x80)
      out += static_cast<char>(point);
    else
      put_utf8(out, static_cast<char32_t>(point));
    i = end + 1;
  }
  return out;
}

/// Every second byte is zero: the text of a program of Windows.
std::string from_utf16(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    if (text[i + 1] != '\0') return {};
    out += text[i];
  }
  return out.size() >= 4 ? out : std::string();
}

}  // namespace

Said::Said(const message::Message& m) {
  for (const message::Field& f : m.fields)
    if (!names_hosts_by_nature(f)) unwrap(f.value, f.name, "plain", f.place, 0);
  // What a server said when our side asked it is an order to our side.
  if (!m.answer_text.empty()) unwrap(m.answer_text, "answer", "plain", Place::body, 0);
  read_numbers();
}

Said::Said(std::string_view text) {
  unwrap(text, "", "plain", Place::body, 0);
  read_numbers();
}

void Said::unwrap(std::string_view text, std::string_view name, std::string_view how, Place place, int depth) {
  if (text.empty() || pieces_.size() >= kMaxPieces || bytes_ + text.size() > kMaxBytes) return;
  bytes_ += text.size();
  pieces_.push_back({std::string(name), std::string(text), how, place, static_cast<uint8_t>(depth)});
  if (depth >= kMaxDepth) return;
  const Piece piece = pieces_.back();
  words(piece);
  members(piece);
  tokens(piece);
}

void Said::unwrap_value(const Piece& of, std::string text, std::string_view how, std::string_view name) {
  if (text == of.text || text.empty()) return;
  unwrap(text, name.empty() ? std::string_view(of.name) : name, of.how == "plain" ? how : of.how, of.place,
         of.depth + 1);
}

/// Encodings of the text as a whole.
void Said::words(const Piece& piece) {
  if (piece.text.find('%') != std::string::npos) unwrap_value(piece, percent_decode(piece.text, true), "percent");
  if (piece.text.find("&#") != std::string::npos) unwrap_value(piece, without_entities(piece.text), "entities");
  if (piece.text.size() >= 8 && piece.text[1] == '\0') unwrap_value(piece, from_utf16(piece.text), "plain");
}

/// A text that holds named values: JSON, or a=1&b=2.
void Said::members(const Piece& piece) {
  const std::string_view text = trim(piece.text);
  if (text.starts_with('{') || text.starts_with('[')) {
    for (const JsonScalar& s : flatten_json(text, 64)) {
      const size_t dot = s.path.rfind('.');
      unwrap_value(piece, s.text, "plain", dot == std::string::npos ? s.path : s.path.substr(dot + 1));
    }
    return;
  }
  if (text.find('=') == std::string_view::npos || text.find_first_of("&;") == std::string_view::npos) return;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find_first_of("&;", at), text.size());
    const std::string_view pair = text.substr(at, end - at);
    const size_t is = pair.find('=');
    if (is != std::string_view::npos && is != 0)
      unwrap_value(piece, percent_decode(pair.substr(is + 1), true), "plain", trim(pair.substr(0, is)));
    at = end + 1;
  }
}

/// Parts of the text that are encodings of other texts.
void Said::tokens(const Piece& piece) {
  for (size_t at = 0; at < piece.text.size();) {
    size_t end = at;
    bool hex = true;
    while (end < piece.text.size() && is_base64(piece.text[end])) hex = is_hex(piece.text[end++]) && hex;
    const std::string_view token = std::string_view(piece.text).substr(at, end - at);
    if (hex && token.size() >= 14 && token.size() % 2 == 0) {
      if (std::string text = from_hex(token); is_readable(text)) unwrap_value(piece, std::move(text), "hex-text");
    } else if (token.size() >= 10) {
      if (std::string text = base64_decode(token); is_readable(text)) unwrap_value(piece, std::move(text), "base64");
    }
    at = end + 1;
  }
}

void Said::read_numbers() {
  for (const Piece& p : pieces_) {
    if (p.place == Place::header && p.depth == 0 && !lower(p.name).starts_with("x-")) continue;
    const std::string_view text = p.text;
    for (size_t at = 0; at < text.size();) {
      size_t end = at;
      while (end < text.size() && is_digit(text[end])) ++end;
      const bool inside = (at != 0 && (is_word(text[at - 1]) || text[at - 1] == '.')) ||
                          (end < text.size() && is_word(text[end]));
      if (end > at && end - at <= 10 && !inside && numbers_.size() < 512) {
        uint64_t value = 0;
        std::from_chars(text.data() + at, text.data() + end, value);
        numbers_.push_back(value);
      }
      at = std::max(end, at + 1);
    }
  }
  std::ranges::sort(numbers_);
  numbers_.erase(std::unique(numbers_.begin(), numbers_.end()), numbers_.end());
}

}  // namespace culprit::attribute
