#include "message/fields.h"

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace culprit::message {
namespace {

constexpr size_t kNone = std::string_view::npos;

// Takes the part of `rest` before `end` off its front.
std::string_view next_part(std::string_view& rest, std::string_view end) {
  const size_t at = rest.find(end);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == kNone ? rest.size() : at + end.size());
  return part;
}

bool full(const Message& m) { return m.fields.size() >= kMaxFields; }

bool is_key(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  return text.find_first_of(" \t<>{}\"'") == kNone;
}

// Where `name` stands as a header parameter: after ';' or blank, before '='.
size_t find_parameter(std::string_view header, std::string_view name) {
  for (size_t at = header.find(';'); at != kNone; at = header.find(';', at + 1)) {
    const size_t first = header.find_first_not_of(" \t", at + 1);
    if (first == kNone) break;
    const size_t equals = header.find('=', first);
    if (equals != kNone && iequals(trim(header.substr(first, equals - first)), name)) return equals + 1;
  }
  return kNone;
}

void read_part(Message& m, std::string_view part) {
  size_t blank = part.find("\r\n\r\n"), skip = 4;
  if (const size_t bare = part.find("\n\n"); bare < blank) blank = bare, skip = 2;
  if (blank == kNone) return;
  std::string_view head = part.substr(0, blank);
  std::string_view name, filename;
  while (!head.empty()) {
    const std::string_view line = next_part(head, "\n");
    if (!iequals(line.substr(0, 20), "content-disposition:")) continue;
    name = parameter(line, "name");
    filename = parameter(line, "filename");
  }
  add_field(m, Place::multipart, name, part.substr(blank + skip));
  if (!filename.empty()) add_field(m, Place::multipart, std::string(name) + ".filename", filename);
}

char32_t entity(std::string_view name) {
  if (name == "lt") return '<';
  if (name == "gt") return '>';
  if (name == "amp") return '&';
  if (name == "quot") return '"';
  if (name == "apos") return '\'';
  if (!name.starts_with('#')) return 0;
  const bool hex = name.starts_with("#x") || name.starts_with("#X");
  char32_t point = 0;
  for (const char c : name.substr(hex ? 2 : 1)) {
    const int digit = c >= '0' && c <= '9'                        ? c - '0'
                      : hex && (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                  : 99;
    if (digit == 99) return 0;
    point = point * (hex ? 16u : 10u) + static_cast<char32_t>(digit);
    if (point > 0x10ffff) return 0;
  }
  return point;
}

std::string decode_entities(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    out += next_part(text, "&");
    if (text.empty()) break;
    const size_t end = text.substr(0, 12).find(';');
    const char32_t point = end == kNone ? 0 : entity(text.substr(0, end));
    if (point == 0)
      out += '&';
    else
      put_utf8(out, point);
    if (point != 0) text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace

void add_field(Message& m, Place place, std::string_view name, std::string_view value) {
  if (full(m)) {
    ++m.cut;
    return;
  }
  if (name.size() > kMaxValue || value.size() > kMaxValue) ++m.cut;
  m.fields.push_back(
      {place, std::string(name.substr(0, kMaxValue)), std::string(value.substr(0, kMaxValue))});
}

std::string_view parameter(std::string_view header, std::string_view name) {
  const size_t at = find_parameter(header, name);
  if (at == kNone) return {};
  std::string_view rest = trim(header.substr(at));
  if (!rest.starts_with('"')) return trim(rest.substr(0, rest.find(';')));
  rest.remove_prefix(1);
  return rest.substr(0, rest.find('"'));
}

void read_form(Message& m, Place place, std::string_view text) {
  while (!text.empty()) {
    std::string_view value = next_part(text, "&");
    if (value.empty()) continue;
    if (full(m)) {
      ++m.cut;
      return;
    }
    const std::string_view name = next_part(value, "=");
    add_field(m, place, percent_decode(name, true), percent_decode(value, true));
  }
}

void read_cookies(Message& m, std::string_view text) {
  while (!text.empty() && !full(m)) {
    std::string_view value = trim(next_part(text, ";"));
    if (value.empty()) continue;
    const std::string_view name = next_part(value, "=");
    add_field(m, Place::cookie, trim(name), percent_decode(trim(value), false));
  }
}

void read_path(Message& m, std::string_view text) {
  for (size_t number = 0; !text.empty() && number < 32;) {
    const std::string_view segment = next_part(text, "/");
    if (!segment.empty()) add_field(m, Place::path, std::to_string(number++), percent_decode(segment, false));
  }
}

void read_json(Message& m, std::string_view text) {
  const size_t room = full(m) ? 0 : kMaxFields - m.fields.size();
  bool complete = false;
  const auto scalars = flatten_json(text, room + 1, &complete);
  for (const JsonScalar& s : scalars) add_field(m, Place::json, s.path, s.text);
  m.cut += !complete;
}

void read_multipart(Message& m, std::string_view text, std::string_view boundary) {
  if (boundary.empty() || boundary.size() > 200) return;  // RFC 2046 section 5.1.1 allows 70
  const std::string border = "--" + std::string(boundary);
  next_part(text, border);
  while (!text.empty() && !full(m)) {
    std::string_view part = next_part(text, border);
    if (part.starts_with("--")) return;
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    const size_t line = part.find('\n');
    read_part(m, line == kNone ? part : part.substr(line + 1));
  }
}

/// name="value" or name='value', as often as it comes.
void read_attributes(Message& m, std::string_view tag) {
  while (!full(m)) {
    const size_t equals = tag.find('=');
    if (equals == kNone || equals + 1 >= tag.size()) return;
    std::string_view name = trim(tag.substr(0, equals));
    name.remove_prefix(std::min(name.find_last_of(" \t\r\n") + 1, name.size()));
    const char quote = tag[equals + 1];
    tag.remove_prefix(equals + 2);
    if (quote != '"' && quote != '\'') continue;
    const size_t end = tag.find(quote);
    add_field(m, Place::xml, name, decode_entities(tag.substr(0, end)));
    tag.remove_prefix(end == kNone ? tag.size() : end + 1);
  }
}

void read_xml(Message& m, std::string_view text) {
  static constexpr std::string_view cdata = "<![CDATA[";
  std::string_view element;
  while (!text.empty() && !full(m)) {
    if (text.starts_with(cdata)) {
      text.remove_prefix(cdata.size());
      add_field(m, Place::xml, element, next_part(text, "]]>"));
    } else if (text.starts_with('<')) {
      const std::string_view tag = next_part(text, ">").substr(1);
      if (!tag.starts_with('!') && !tag.starts_with('?')) read_attributes(m, tag);
      if (tag.starts_with('/') || tag.ends_with('/'))
        element = {};
      else if (!tag.starts_with('!') && !tag.starts_with('?'))
        element = tag.substr(0, tag.find_first_of(" \t\r\n"));
    } else {
      const size_t end = text.find('<');
      const std::string_view content = trim(text.substr(0, end));
      if (!content.empty()) add_field(m, Place::xml, element, decode_entities(content));
      text.remove_prefix(end == kNone ? text.size() : end);
    }
  }
}

void read_plain(Message& m, std::string_view text) {
  const std::string_view whole = text;
  const size_t before = m.fields.size();
  while (!text.empty() && !full(m)) {
    std::string_view value = trim(next_part(text, "\n"));
    const size_t at = value.find_first_of("=:");
    if (at == kNone || !is_key(trim(value.substr(0, at)))) continue;
    add_field(m, Place::body, trim(value.substr(0, at)), trim(value.substr(at + 1)));
  }
  if (m.fields.size() == before && !whole.empty()) add_field(m, Place::body, "", whole);
}

}  // namespace culprit::message
