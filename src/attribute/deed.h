// Something that somebody did on a server, as a line of a log tells it.
#pragma once
#include <cstdint>
#include <string>

#include "base/text.h"
#include "capture/log_line.h"
#include "case/case.h"

namespace culprit::attribute {

inline constexpr size_t kMaxQuote = 512, kMaxPath = 512, kMaxWord = 96;

struct Deed {
  Time time;
  uint32_t file = 0;
  uint64_t line = 0;
  uint16_t status = 0;
  std::string client, user, method, path, quote;

  bool before(const Deed& other) const {
    return time != other.time   ? time < other.time
           : file != other.file ? file < other.file
                                : line < other.line;
  }
};

/// The path as the server understood it: escapes of the log and percent-encoding undone once. Dots mean
/// nothing here: "..php" is a name like any other.
inline std::string plain_path(std::string_view logged) {
  return percent_decode(capture::unescape_log(logged.substr(0, kMaxPath)), false);
}

inline Deed deed_of(const capture::LogLine& l) {
  Deed d{l.time,
         l.file,
         l.number,
         l.status,
         std::string(l.client.substr(0, kMaxWord)),
         std::string(l.user.substr(0, kMaxWord)),
         std::string(l.method.substr(0, 16)),
         {},
         std::string(l.raw.substr(0, kMaxQuote))};
  d.path = plain_path(capture::split(l).path);
  return d;
}

inline Evidence evidence_of(const Deed& d, Sentence reason) {
  Evidence e;
  e.kind = "log";
  e.file = d.file;
  e.line = d.line;
  e.quote = d.quote;
  e.reason = std::move(reason);
  return e;
}

}  // namespace culprit::attribute
