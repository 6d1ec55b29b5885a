// A family of log formats: a plug-in constant, told by content.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "capture/log_line.h"

namespace culprit::capture {

/// What lines do not tell by themselves.
struct LogOptions {
  std::string format;  ///< Apache LogFormat or nginx log_format, where known
  int64_t zone_s = 0;  ///< seconds east of UTC, for logs without a zone
  int64_t year = 0;    ///< for logs without a year (syslog): that of the first line; 0 = not known
  std::string host;    ///< the site whose log it is, for lines that do not say
};

class LineParser {
 public:
  virtual ~LineParser() = default;
  /// Fills `line` (raw, file and number are there) and, where asked, `more`. Called again for a line already
  /// read when somebody wants `more` of it.
  virtual LogFate parse(LogLine& line, LogMore* more) = 0;
  /// Each line must be looked at before the next is read: what it gives are copies that the next one
  /// replaces, or the next one may change how lines are read.
  virtual bool one_by_one() const { return false; }
  /// The name of the very format: "combined", "xferlog".
  virtual std::string_view name() const = 0;
};

struct LogFamily {
  const char* id;  ///< error-log, ftp-log, auth-log, json, iis-w3c, access-log
  /// How many of these lines are of this family.
  size_t (*count)(std::span<const std::string_view> lines);
  std::unique_ptr<LineParser> (*open)(std::span<const std::string_view> lines, const LogOptions& options);
};
std::span<const LogFamily* const> log_families();

}  // namespace culprit::capture
