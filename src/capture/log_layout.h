// The layout of an access log's lines: which part stands where. From a server's own format string, from a
// header line, or worked out from the first lines.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "capture/log_line.h"
#include "capture/log_time.h"

namespace culprit::capture {

enum class LogField : uint8_t {
  skip,
  client,
  peer,
  user,
  clf_time,
  iso_time,
  date,
  clock,
  unix_time,
  request,
  method,
  target,
  query,
  protocol,
  status,
  bytes,
  referer,
  agent,
  forwarded,
  vhost,
  micros,
  millis,
  seconds,
};

/// One part and the text behind it. A quoted part ends at the first quote that no backslash protects.
struct LogPart {
  LogField field = LogField::skip;
  bool quoted = false;
  std::string after;  ///< empty = the rest of the line
};

struct LogLayout {
  std::string name;    ///< common, combined, vhost-combined, custom, w3c
  std::string before;  ///< text before the first part
  std::vector<LogPart> parts;
  bool wrapped = false;  ///< each whole line stands in quotes of its own
  bool ends = false;     ///< times are those of the end (IIS, nginx)
  bool has(LogField field) const;
};

/// Apache's LogFormat ("%h %l %u %t ...", or one of its nicknames, or the whole directive) or nginx's
/// log_format ("$remote_addr ...").
std::optional<LogLayout> layout_of(std::string_view format);
/// The line "#Fields: date time ..." of the W3C extended format.
LogLayout layout_of_w3c(std::string_view fields);
/// By the parts of the first lines: what looks like a date, a request, a status. Nothing where most do not
/// fit one layout.
std::optional<LogLayout> infer_layout(std::span<const std::string_view> lines);

/// Reads lines of one layout.
class LayoutReader {
 public:
  explicit LayoutReader(LogLayout layout);
  LogFate read(std::string_view raw, LogLine& line, LogMore* more);
  const LogLayout& layout() const { return layout_; }

 private:
  bool read_head(std::string_view raw, LogLine& line);
  const char* read_who(const char* at, const char* end, LogLine& line) const;
  static bool read_request(const char* at, const char* end, LogLine& line);
  bool read_parts(std::string_view raw, LogLine& line, LogMore& more);
  bool take_value(const LogPart& part, std::string_view& rest, std::string_view& value, LogLine& line);
  bool take_time(LogField field, std::string_view value, LogLine& line, LogMore& more);
  bool take(LogField field, std::string_view value, LogLine& line, LogMore& more);

  LogLayout layout_;
  ClfClock clock_;
  Time day_;            ///< of a date that stands apart from its clock
  bool usual_ = false;  ///< begins as the common log format does
  bool usual_vhost_ = false;
  bool forwarded_ = false;  ///< tells whom a proxy asked for
};

/// Sets method, target and protocol from "GET /x HTTP/1.1".
void split_request(std::string_view request, LogLine& line, LogMore& more);

}  // namespace culprit::capture
