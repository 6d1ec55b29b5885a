// Works a layout out from the first lines: each column is what most of its values look like.
#include <algorithm>
#include <map>

#include "base/address.h"
#include "capture/log_layout.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

using enum LogField;

struct Token {
  char kind = 'b';  ///< b bare, q quoted, t date
  std::string_view text;
};

bool take_date(std::string_view& rest, Token& out) {
  std::string_view view = rest;
  const bool bracket = take_word(view, "[");
  if (!is_clf_date(view)) return false;
  out = {'t', view.substr(0, kClfDate)};
  view.remove_prefix(kClfDate);
  if (bracket && !take_word(view, "]")) return false;
  rest = view;
  return true;
}

/// Blank-separated tokens; empty where a quote does not end.
std::vector<Token> tokens(std::string_view line) {
  std::vector<Token> out;
  while (!line.empty() && out.size() < 64) {
    Token t;
    if (take_date(line, t)) {
      if (!line.empty() && !take_word(line, " ")) return {};
    } else if (take_word(line, "\"")) {
      t.kind = 'q';
      if (!take_quoted(line, t.text) || (!line.empty() && !take_word(line, " "))) return {};
    } else {
      t.text = take_until(line, " ");
    }
    out.push_back(t);
  }
  return out;
}

bool is_wrapped(std::string_view line) {
  return line.size() > 4 && line[0] == '"' && line[1] != '"' && line.ends_with("\"\"");
}

std::string shape(const std::vector<Token>& line) {
  std::string out;
  for (const Token& t : line) out += t.kind;
  return out;
}

using Column = std::vector<std::string_view>;

bool is_dash(std::string_view text) { return text == "-" || text.empty(); }
bool is_address(std::string_view text) { return Address::parse(text.substr(0, text.find(','))).has_value(); }
bool is_status(std::string_view text) { return text.size() == 3 && whole(text) && text[0] <= '5'; }

/// GET /x HTTP/1.1, and STOR x: an upper-case word and something behind it.
bool is_request(std::string_view text) {
  const size_t blank = text.find(' ');
  if (blank < 3 || blank > 20 || blank + 1 >= text.size()) return false;
  return std::ranges::all_of(text.substr(0, blank),
                             [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

template <class Test>
bool mostly(const Column& column, Test test) {
  return static_cast<size_t>(std::ranges::count_if(column, test)) * 2 > column.size();
}
template <class Test>
bool some(const Column& column, Test test) {
  return std::ranges::any_of(column, test);
}
template <class Test>
bool every(const Column& column, Test test) {
  return std::ranges::all_of(column, test);
}

/// What a bare number behind the status is: how long it took, where that can be told from its form.
LogField number_of(const Column& c) {
  const auto pointed = [](std::string_view v) {
    return v.find('.') != std::string_view::npos && decimal(v, kSecond);
  };
  if (every(c, pointed)) return seconds;
  const auto large = [](std::string_view v) { return whole(v).value_or(0) > 100'000; };
  return every(c, [](std::string_view v) { return whole(v).has_value(); }) && some(c, large) ? micros : skip;
}

class Columns {
 public:
  Columns(std::vector<Column> columns, std::string kinds)
      : columns_(std::move(columns)), kinds_(std::move(kinds)) {
    fields_.assign(kinds_.size(), skip);
  }

  bool name_all() {
    const size_t date = kinds_.find('t');
    if (date == std::string::npos) return false;
    fields_[date] = clf_time;
    size_t ask = 0;
    while (ask < kinds_.size() && (kinds_[ask] != 'q' || !mostly(columns_[ask], is_request))) ++ask;
    if (ask == kinds_.size()) return false;
    fields_[ask] = request;
    name_before(std::min(date, ask), ask);
    name_after(ask);
    return true;
  }
  const std::vector<LogField>& fields() const { return fields_; }

 private:
  /// [server] client ident user
  void name_before(size_t end, size_t ask) {
    size_t who = 0;
    while (who < ask && !(kinds_[who] == 'b' && mostly(columns_[who], is_address))) ++who;
    if (who > end && who < ask) {  // behind the date
      fields_[who] = client;
      if (who + 1 < ask && kinds_[who + 1] == 'b') fields_[who + 1] = user;
      return;
    }
    if (who == ask) who = end >= 4 ? end - 3 : 0;  // names instead of addresses
    if (end == 0) return;
    fields_[who] = client;
    if (who == 1 && kinds_[0] == 'b') fields_[0] = vhost;
    if (end >= who + 2 && kinds_[end - 1] == 'b') fields_[end - 1] = user;
  }

  void name_after(size_t ask) {
    size_t i = ask + 1;
    while (i < kinds_.size() && !(kinds_[i] == 'b' && mostly(columns_[i], is_status))) ++i;
    if (i >= kinds_.size()) return name_status_before(ask);
    fields_[i++] = status;
    if (i < kinds_.size() && kinds_[i] == 'b' &&
        every(columns_[i], [](std::string_view v) { return is_dash(v) || whole(v); }))
      fields_[i++] = bytes;
    LogField next = referer;
    for (; i < kinds_.size(); ++i) {
      if (kinds_[i] == 'b')
        fields_[i] = number_of(columns_[i]);
      else if (kinds_[i] == 'q')
        next = name_quoted(i, next);
    }
  }

  void name_status_before(size_t ask) {
    for (size_t i = 0; i < ask; ++i)
      if (fields_[i] == skip && kinds_[i] == 'b' && mostly(columns_[i], is_status)) {
        fields_[i] = status;
        return;
      }
  }

  LogField name_quoted(size_t i, LogField next) {
    const auto forwarded_for = [](std::string_view v) {
      return is_dash(v) || is_address(v) || v.starts_with("unknown");
    };
    if (every(columns_[i], forwarded_for) && some(columns_[i], is_address)) {
      fields_[i] = forwarded;
      return next;
    }
    fields_[i] = next;
    return next == referer ? agent : skip;
  }

  std::vector<Column> columns_;
  std::string kinds_;
  std::vector<LogField> fields_;
};

std::string name_of(const LogLayout& layout) {
  const size_t n = layout.parts.size();
  const bool server = layout.has(vhost);
  if (layout.wrapped) return "custom";
  if (n == (server ? 10u : 9u) && layout.has(agent)) return server ? "vhost-combined" : "combined";
  return n == 7 && layout.has(bytes) && !server ? "common" : "custom";
}

}  // namespace

std::optional<LogLayout> infer_layout(std::span<const std::string_view> lines) {
  const bool wrapped = static_cast<size_t>(std::ranges::count_if(lines, is_wrapped)) * 2 > lines.size();
  std::map<std::string, std::vector<std::vector<Token>>> by_shape;
  for (std::string_view line : lines) {
    if (wrapped && is_wrapped(line)) line = line.substr(1, line.size() - 2);
    auto t = tokens(line);
    if (!t.empty()) by_shape[shape(t)].push_back(std::move(t));
  }
  const auto best = std::ranges::max_element(by_shape, {}, [](const auto& s) { return s.second.size(); });
  if (best == by_shape.end()) return std::nullopt;
  std::vector<Column> columns(best->first.size());
  for (const auto& line : best->second)
    for (size_t i = 0; i < line.size(); ++i) columns[i].push_back(line[i].text);
  Columns named(std::move(columns), best->first);
  if (!named.name_all()) return std::nullopt;

  LogLayout layout;
  layout.wrapped = wrapped;
  for (size_t i = 0; i < best->first.size(); ++i) {
    const bool quoted = best->first[i] == 'q';
    if (quoted) (i == 0 ? layout.before : layout.parts.back().after) += '"';
    layout.parts.push_back({named.fields()[i], quoted, i + 1 < best->first.size() ? " " : ""});
  }
  layout.name = name_of(layout);
  return layout;
}

}  // namespace culprit::capture
