// One line of a server's log, told apart into its parts.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace culprit::capture {

/// What every reader of logs asks of every line. Views point into the piece that was pushed and hold until
/// the next pull.
struct LogLine {
  enum class Kind : uint8_t {
    request,     ///< HTTP: method, target, status
    transfer,    ///< FTP: method STOR, RETR, ...; target is the file, status 226 = done
    login,       ///< SSH or FTP: method "login", status 200 = let in, 401 = not
    diagnostic,  ///< a line of an error log: target is its message
  };
  Kind kind = Kind::request;
  bool ends = false;     ///< `time` is when it was written, at the end; the start is not known nearer
  uint16_t status = 0;   ///< 0 = "-"
  uint32_t file = 0;     ///< index of the input
  uint64_t number = 0;   ///< of the line, from 1
  Time time;             ///< UTC; the start where the log tells it (LogMore::duration is taken off), cut to
                         ///< `LogMore::resolution`
  std::string_view raw;  ///< the whole line without its end
  std::string_view client, user, method, target, query,
      vhost;                     ///< empty where "-"; `query` only where the log has it apart
  uint32_t question = kUnknown;  ///< where the target's first "?" is, its size = none; kUnknown = look for it
  uint32_t dot = kUnknown;       ///< likewise, its path's first "."
  static constexpr uint32_t kUnknown = UINT32_MAX;
};

/// The rest, for the few lines that are looked at closely.
struct LogMore {
  int64_t duration = -1;  ///< ns, -1 = not told
  int64_t resolution = kSecond;
  uint64_t bytes = 0;
  std::string_view peer;  ///< who was connected, where `client` is what a proxy told (remoteip)
  std::string_view protocol, referer, agent, forwarded;
};

/// Puts the visitor in the place of a proxy of our own network: the nearest address in X-Forwarded-For that is
/// no such proxy either; those further left are only what the visitor says. The proxy becomes `more.peer`.
void see_through_proxy(LogLine& line, LogMore& more);

/// What became of a line.
enum class LogFate : uint8_t {
  parsed,
  part,     ///< read, but it takes further lines to make a whole (journal export, headers)
  skipped,  ///< a sound line of another kind than those looked for
  bad,      ///< cannot be read
};

/// Path and query of a request, as logged (still escaped and percent-encoded).
struct Target {
  std::string_view path, query;
};
inline Target split(const LogLine& line) {
  size_t at = line.question;
  if (at == LogLine::kUnknown) at = std::min(line.target.find('?'), line.target.size());
  if (at >= line.target.size()) return {line.target, line.query};
  return {line.target.substr(0, at), line.target.substr(at + 1)};
}

/// Undoes what servers do to odd bytes when they write a log: \" \\ \n \t \r \xNN (Apache, nginx).
std::string unescape_log(std::string_view text);

}  // namespace culprit::capture
