#include "capture/log_layout.h"

#include <algorithm>
#include <array>

#include "base/address.h"
#include "base/text.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// FTP servers that write logs in the form of web servers put their commands where the method stands.
bool is_ftp_command(std::string_view method) {
  static constexpr std::array<std::string_view, 9> all{"STOR", "APPE", "STOU", "RETR", "DELE",
                                                       "RNFR", "RNTO", "PASS", "USER"};
  return std::ranges::find(all, method) != all.end();
}

uint16_t status_of(std::string_view text) {
  const auto value = whole(text);
  return value && *value <= 999 ? static_cast<uint16_t>(*value) : uint16_t{0};
}

/// Does the layout begin with "client ident user [date] "request" status", with or without a server name
/// before it?
bool is_usual(std::span<const LogPart> parts, size_t from) {
  using enum LogField;
  static constexpr std::array<LogField, 6> usual{client, skip, user, clf_time, request, status};
  if (parts.size() < from + usual.size()) return false;
  for (size_t i = 0; i < usual.size(); ++i) {
    const LogPart& p = parts[from + i];
    if (p.field != usual[i] || p.quoted != (usual[i] == request)) return false;
    if (i + 1 < usual.size() && p.after != (i == 3 ? " \"" : " ")) return false;
  }
  return true;
}

/// Where a value goes that is taken as it stands; null where it needs more than that.
std::string_view* place_of(LogField field, LogLine& line, LogMore& more) {
  switch (field) {
    case LogField::client:
      return &line.client;
    case LogField::user:
      return &line.user;
    case LogField::method:
      return &line.method;
    case LogField::target:
      return &line.target;
    case LogField::vhost:
      return &line.vhost;
    case LogField::peer:
      return &more.peer;
    case LogField::protocol:
      return &more.protocol;
    case LogField::referer:
      return &more.referer;
    case LogField::agent:
      return &more.agent;
    case LogField::forwarded:
      return &more.forwarded;
    default:
      return nullptr;
  }
}

/// A quoted value ends at a quote with `after` behind it: some servers write quotes inside as they are.
bool take_quoted_before(std::string_view& rest, std::string_view after, std::string_view& value) {
  for (size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] == '\\')
      ++at;
    else if (rest[at] == '"' &&
             (after.empty() ? at + 1 == rest.size()
                            : rest.substr(at + 1).starts_with(after) || at + 1 == rest.size())) {
      value = rest.substr(0, at);
      rest.remove_prefix(at + 1);
      return true;
    }
  }
  return false;
}

/// One that may stand before a server: on its own network or computer.
bool is_proxy(std::string_view client) {
  const auto address = Address::parse(client);
  if (!address) return false;
  const Scope s = scope(*address);
  return s == Scope::private_use || s == Scope::loopback || s == Scope::own_link;
}

}  // namespace

void see_through_proxy(LogLine& line, LogMore& more) {
  if (more.forwarded.empty() || !is_proxy(line.client)) return;
  std::string_view rest = more.forwarded, found;
  while (!rest.empty()) {
    const size_t comma = rest.rfind(',');
    const std::string_view one = trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
    if (!Address::parse(one)) break;
    found = one;
    if (!is_proxy(one)) break;
  }
  if (found.empty()) return;
  more.peer = line.client;
  line.client = found;
}

bool LogLayout::has(LogField field) const {
  return std::ranges::any_of(parts, [&](const LogPart& p) { return p.field == field; });
}

void split_request(std::string_view request, LogLine& line, LogMore& more) {
  const size_t first = request.find(' ');
  if (first == std::string_view::npos) {
    line.target = unless_dash(request);
    return;
  }
  line.method = request.substr(0, first);
  line.target = request.substr(first + 1);
  const size_t last = line.target.rfind(' ');
  if (last != std::string_view::npos && line.target.substr(last + 1).starts_with("HTTP/")) {
    more.protocol = line.target.substr(last + 1);
    line.target = line.target.substr(0, last);
  } else if (is_ftp_command(line.method)) {
    line.kind = LogLine::Kind::transfer;
  }
}

LayoutReader::LayoutReader(LogLayout layout)
    : layout_(std::move(layout)), forwarded_(layout_.has(LogField::forwarded)) {
  if (!layout_.before.empty() || layout_.wrapped) return;
  usual_ = is_usual(layout_.parts, 0);
  usual_vhost_ = !usual_ && !layout_.parts.empty() && layout_.parts[0].field == LogField::vhost &&
                 is_usual(layout_.parts, 1);
}

LogFate LayoutReader::read(std::string_view raw, LogLine& line, LogMore* more) {
  if (more == nullptr && (usual_ || usual_vhost_) && read_head(raw, line) &&
      !(forwarded_ && is_proxy(line.client)))
    return LogFate::parsed;
  if (raw.empty()) return LogFate::skipped;
  LogMore unused;
  return read_parts(raw, line, more != nullptr ? *more : unused) ? LogFate::parsed : LogFate::bad;
}

/// The fast way for the lines that nearly all are: up to the status, and only where nothing is unusual. What
/// it gives is what read_parts() would give.
bool LayoutReader::read_head(std::string_view raw, LogLine& line) {
  const char *const begin = raw.data(), *const end = begin + raw.size();
  line.vhost = {};  // one by one: a chain would read back what has just been written
  line.query = {};
  line.kind = LogLine::Kind::request;
  line.ends = layout_.ends;
  const char* const date = read_who(begin, end, line);
  if (date == nullptr || !clock_.read(date, line.time)) return false;
  return std::memcmp(date + kClfDate, "] \"", 3) == 0 && read_request(date + kClfDate + 3, end, line);
}

/// `192.0.2.1 - user [`, with or without a server's name before it. Gives where the date begins, with room
/// for it and three more; null where the line is another.
const char* LayoutReader::read_who(const char* at, const char* end, LogLine& line) const {
  constexpr std::ptrdiff_t room = kClfDate + 3;
  if (usual_vhost_) {
    const char* const stop = find_byte(at, end, ' ');
    line.vhost = unless_dash({at, static_cast<size_t>(stop - at)});
    if (stop == end) return nullptr;
    at = stop + 1;
  }
  const char* stop = find_byte(at, end, ' ');
  line.client = unless_dash({at, static_cast<size_t>(stop - at)});
  if (end - stop < room + 6) return nullptr;
  if (std::memcmp(stop, " - - [", 6) == 0) {
    line.user = {};
    return stop + 6;
  }
  at = find_byte(stop + 1, end, ' ');
  if (at == end) return nullptr;
  stop = find_byte(++at, end, ' ');
  line.user = unless_dash({at, static_cast<size_t>(stop - at)});
  return end - stop >= room + 2 && stop[1] == '[' ? stop + 2 : nullptr;
}

/// `GET /x HTTP/1.1" 200 `: a quote or a blank inside the target would show before the status.
bool LayoutReader::read_request(const char* at, const char* end, LogLine& line) {
  const bool get = end - at > 4 && std::memcmp(at, "GET ", 4) == 0;
  const char* stop = get ? at + 3 : find_byte(at, end, ' ');
  line.method = {at, static_cast<size_t>(stop - at)};
  if (end - stop < 2 || line.method.empty()) return false;
  at = stop + 1;
  const TargetMarks marks = find_marks(at, end);
  stop = marks.blank;
  line.target = {at, static_cast<size_t>(stop - at)};
  line.question = static_cast<uint32_t>(marks.question - at);
  line.dot = static_cast<uint32_t>(marks.dot - at);
  if (end - stop < 15 || std::memcmp(stop + 1, "HTTP/", 5) != 0) return false;
  at = stop[9] == '"' ? stop + 9 : stop[7] == '"' ? stop + 7 : nullptr;  // HTTP/1.1 or HTTP/2
  if (at == nullptr || at[1] != ' ' || !is_digit(at[2]) || !is_digit(at[3]) || !is_digit(at[4])) return false;
  line.status = static_cast<uint16_t>((at[2] - '0') * 100 + (at[3] - '0') * 10 + (at[4] - '0'));
  return at + 5 == end || at[5] == ' ';
}

bool LayoutReader::take(LogField field, std::string_view value, LogLine& line, LogMore& more) {
  using enum LogField;
  const std::string_view given = unless_dash(value);
  if (std::string_view* const place = place_of(field, line, more)) {
    *place = given;
    return true;
  }
  switch (field) {
    case request:
      split_request(value, line, more);
      return true;
    case query:
      line.query = given.starts_with('?') ? given.substr(1) : given;
      return true;
    case status:
      line.status = status_of(value);
      return line.status != 0 || value == "-" || value == "000";
    case bytes:
      more.bytes = whole(value).value_or(0);
      return true;
    case micros:
      more.duration = decimal(value, kMicrosecond).value_or(-1);
      return true;
    case millis:
      more.duration = decimal(value, kMillisecond).value_or(-1);
      return true;
    case seconds:
      more.duration = decimal(value, kSecond).value_or(-1);
      return true;
    case skip:
    case clf_time:
      return true;
    default:
      return take_time(field, value, line, more);
  }
}

bool LayoutReader::take_time(LogField field, std::string_view value, LogLine& line, LogMore& more) {
  std::optional<Time> t;
  if (field == LogField::unix_time) {
    t = unix_time(value);
    if (value.find('.') != std::string_view::npos) more.resolution = kMillisecond;
  } else {
    const bool day = field == LogField::date, clock = field == LogField::clock;
    const std::string text = (clock ? "1970-01-01T" : "") + std::string(value) + (day ? "T00:00:00Z" : "");
    std::string_view view = text;
    t = take_iso(view, 0);
    if (t && day) day_ = *t;
    if (t && clock) t = day_ + t->ns;
  }
  line.time = t.value_or(Time{});
  return t.has_value();
}

/// One value off the front of `rest`; what stands behind it stays there. False where the line does not have
/// that form.
bool LayoutReader::take_value(const LogPart& part, std::string_view& rest, std::string_view& value,
                              LogLine& line) {
  if (part.field == LogField::clf_time) {
    const bool bracket = take_word(rest, "[");
    if (rest.size() < kClfDate || !clock_.read(rest.data(), line.time)) return false;
    rest.remove_prefix(kClfDate);
    return !bracket || take_word(rest, "]");
  }
  if (part.quoted) return take_quoted_before(rest, part.after, value);
  const size_t at = part.after.empty() ? std::string_view::npos : rest.find(part.after);
  value = rest.substr(0, at);
  rest.remove_prefix(value.size());
  return true;
}

/// The general way: part by part. What comes behind the status may lack, as on lines from before the format
/// was changed.
bool LayoutReader::read_parts(std::string_view raw, LogLine& line, LogMore& more) {
  line.client = line.user = line.method = line.target = line.query = line.vhost = {};
  line.question = line.dot = LogLine::kUnknown;
  line.kind = LogLine::Kind::request;
  line.status = 0;
  line.time = {};
  line.ends = layout_.ends;
  more = {};
  std::string_view rest = raw;
  if (layout_.wrapped && rest.size() > 1) rest = rest.substr(1, rest.size() - 2);
  if (!take_word(rest, layout_.before)) return false;
  bool told = false;
  for (const LogPart& part : layout_.parts) {
    if (rest.empty() && told) break;
    std::string_view value;
    if (!take_value(part, rest, value, line) || !take(part.field, value, line, more)) return false;
    told |= part.field == LogField::status;
    if (!take_word(rest, part.after) && !(told && rest.empty())) return false;
  }
  if (line.time == Time{}) return false;  // a line that breaks off before its date
  if (layout_.ends && more.duration > 0) line.time.ns -= more.duration;
  if (forwarded_) see_through_proxy(line, more);
  return true;
}

}  // namespace culprit::capture
