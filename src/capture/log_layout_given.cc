// Layouts that somebody wrote down: Apache's LogFormat, nginx's log_format, the header of the W3C extended
// format.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "capture/log_layout.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

using enum LogField;
using Named = std::pair<std::string_view, LogField>;

LogField find(std::span<const Named> table, std::string_view name) {
  const auto at = std::ranges::find_if(table, [&](const Named& n) { return iequals(n.first, name); });
  return at == table.end() ? skip : at->second;
}

/// Of mod_log_config: "%h" and, with a name in braces, "%{Referer}i".
LogField apache_field(char letter, std::string_view name) {
  static constexpr std::array<Named, 16> plain{{{"h", client},
                                                {"a", client},
                                                {"u", user},
                                                {"t", clf_time},
                                                {"r", request},
                                                {"s", status},
                                                {"b", bytes},
                                                {"B", bytes},
                                                {"O", bytes},
                                                {"D", micros},
                                                {"T", seconds},
                                                {"m", method},
                                                {"U", target},
                                                {"q", query},
                                                {"H", protocol},
                                                {"v", vhost}}};
  static constexpr std::array<Named, 5> headers{{{"Referer", referer},
                                                 {"User-Agent", agent},
                                                 {"X-Forwarded-For", forwarded},
                                                 {"X-Real-IP", forwarded},
                                                 {"Host", vhost}}};
  if (letter == 'i') return find(headers, name);
  if (letter == 'a' && name == "c") return peer;
  if (letter == 'T' && !name.empty()) return name == "ms" ? millis : name == "us" ? micros : seconds;
  if (letter == 't' && !name.empty()) return name.ends_with("sec") || name.ends_with("%s") ? unix_time : skip;
  if (letter == 'V') return vhost;
  if (!name.empty()) return skip;
  const auto at = std::ranges::find_if(plain, [&](const Named& n) { return n.first[0] == letter; });
  return at == plain.end() ? skip : at->second;
}

LogField nginx_field(std::string_view name) {
  static constexpr std::array<Named, 23> all{{{"remote_addr", client},
                                              {"realip_remote_addr", peer},
                                              {"remote_user", user},
                                              {"time_local", clf_time},
                                              {"time_iso8601", iso_time},
                                              {"msec", unix_time},
                                              {"request", request},
                                              {"request_method", method},
                                              {"request_uri", target},
                                              {"uri", target},
                                              {"document_uri", target},
                                              {"args", query},
                                              {"query_string", query},
                                              {"server_protocol", protocol},
                                              {"status", status},
                                              {"body_bytes_sent", bytes},
                                              {"bytes_sent", bytes},
                                              {"http_referer", referer},
                                              {"http_user_agent", agent},
                                              {"http_x_forwarded_for", forwarded},
                                              {"host", vhost},
                                              {"server_name", vhost},
                                              {"request_time", seconds}}};
  return find(all, name);
}

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// One directive of a format string, taken off its front.
struct Directive {
  LogField field = skip;
  bool literal = false;
};

Directive take_apache(std::string_view& text) {
  std::string_view name;
  text.remove_prefix(1);
  while (!text.empty() && (text[0] == '>' || text[0] == '<' || text[0] == '!' || text[0] == ',' ||
                           (text[0] >= '0' && text[0] <= '9')))
    text.remove_prefix(1);
  if (take_word(text, "{")) name = take_until(text, "}");
  if (text.empty()) return {};
  const char letter = text[0];
  text.remove_prefix(1);
  if (letter == '^' && text.size() >= 2) text.remove_prefix(2);
  return {apache_field(letter, name), letter == '%'};
}

Directive take_nginx(std::string_view& text) {
  text.remove_prefix(1);
  const bool braces = take_word(text, "{");
  size_t length = 0;
  while (length < text.size() && is_name(text[length])) ++length;
  const std::string_view name = text.substr(0, length);
  text.remove_prefix(length);
  if (braces) take_word(text, "}");
  return {nginx_field(name), false};
}

/// A quote on both sides of a part makes it a quoted one.
void mark_quotes(LogLayout& layout) {
  std::string* before = &layout.before;
  for (LogPart& p : layout.parts) {
    if (before->ends_with('"') && p.after.starts_with('"')) {
      p.quoted = true;
      p.after.erase(0, 1);
    }
    before = &p.after;
  }
}

/// Brackets round a date are taken with it.
void drop_brackets(LogLayout& layout) {
  std::string* before = &layout.before;
  for (LogPart& p : layout.parts) {
    if (p.field == clf_time && before->ends_with('[') && p.after.starts_with(']')) {
      before->pop_back();
      p.after.erase(0, 1);
    }
    before = &p.after;
  }
}

/// What stands between the quotes of a directive: LogFormat "..." combined
std::string unquote(std::string_view text) {
  text = trim(text);
  for (const std::string_view word : {"LogFormat", "log_format", "CustomLog", "access.format"}) {
    if (!iequals(text.substr(0, word.size()), word)) continue;
    const size_t quote = text.find_first_of("\"'");
    if (quote != std::string_view::npos) text.remove_prefix(quote);
  }
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'')) {
    const char quote = text[0];
    size_t end = 1;
    while (end < text.size() && text[end] != quote) end += text[end] == '\\' ? 2 : 1;
    text = text.substr(1, std::min(end, text.size()) - 1);
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      out += text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : text[i];
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view nickname(std::string_view text) {
  if (text == "common") return "%h %l %u %t \"%r\" %>s %b";
  if (text == "combined") return "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"";
  if (text == "vhost_combined") return "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"";
  return text;
}

LogLayout parse(std::string_view text, bool nginx) {
  LogLayout layout;
  layout.name = "custom";
  while (!text.empty()) {
    const bool directive = text[0] == (nginx ? '$' : '%') && text.size() > 1;
    std::string* literal = layout.parts.empty() ? &layout.before : &layout.parts.back().after;
    if (!directive) {
      *literal += text[0];
      text.remove_prefix(1);
      continue;
    }
    const Directive d = nginx ? take_nginx(text) : take_apache(text);
    if (d.literal) *literal += '%';
    // "%v:%p": two parts that cannot be told apart where they touch.
    else if (!layout.parts.empty() && literal->empty() && d.field != query)
      continue;
    else
      layout.parts.push_back({d.field, false, {}});
  }
  return layout;
}

/// "%U%q" stands for the target with its query.
void merge_query(LogLayout& layout) {
  for (size_t i = 0; i + 1 < layout.parts.size(); ++i) {
    if (!layout.parts[i].after.empty() || layout.parts[i + 1].field != query) continue;
    layout.parts[i].after = layout.parts[i + 1].after;
    layout.parts.erase(layout.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
  }
}

}  // namespace

std::optional<LogLayout> layout_of(std::string_view format) {
  const std::string text = unquote(nickname(trim(format)));
  const bool nginx = text.find('$') != std::string::npos && text.find('%') == std::string::npos;
  LogLayout layout = parse(text, nginx);
  merge_query(layout);
  drop_brackets(layout);
  mark_quotes(layout);
  layout.ends = nginx;
  const bool request_told = layout.has(request) || layout.has(target);
  const bool time_told = layout.has(clf_time) || layout.has(iso_time) || layout.has(LogField::unix_time);
  return request_told && time_told ? std::optional(std::move(layout)) : std::nullopt;
}

LogLayout layout_of_w3c(std::string_view fields) {
  static constexpr std::array<Named, 15> all{{{"date", date},
                                              {"time", LogField::clock},
                                              {"c-ip", client},
                                              {"cs-username", user},
                                              {"cs-method", method},
                                              {"cs-uri-stem", target},
                                              {"cs-uri", target},
                                              {"cs-uri-query", query},
                                              {"sc-status", status},
                                              {"sc-bytes", bytes},
                                              {"cs(User-Agent)", agent},
                                              {"cs(Referer)", referer},
                                              {"cs-host", vhost},
                                              {"X-Forwarded-For", forwarded},
                                              {"time-taken", millis}}};
  LogLayout layout;
  layout.name = "w3c";
  layout.ends = true;
  take_word(fields, "#Fields:");
  fields = trim(fields);
  while (!fields.empty()) {
    const std::string_view name = take_until(fields, " ");
    if (!name.empty()) layout.parts.push_back({find(all, name), false, " "});
  }
  if (!layout.parts.empty()) layout.parts.back().after.clear();
  return layout;
}

}  // namespace culprit::capture
