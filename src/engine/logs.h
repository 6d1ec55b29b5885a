// Logs, joined with a capture or by themselves.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "attribute/link.h"
#include "base/source.h"
#include "capture/log_reader.h"
#include "case/case.h"
#include "message/store.h"

namespace culprit {

/// What all logs together tell. The order of calls:
///   expect(store)   where there is a capture, once it has been read: the requests of the wire give the
///   clocks' offset feed_log(...)   each log, each file with its index in the case join(store)     instead of
///   store.settle(), before attribute::link: orders known from the logs take part, those of the wire
///                   get their lines
///   extend(witness) what link() must know of the logs
///   tell(c)         after link(): entry, events, findings, offset, warnings, limits
class Logs {
 public:
  Logs();
  ~Logs();
  Logs(Logs&&) noexcept;
  Logs& operator=(Logs&&) noexcept;

  void expect(const message::Store& wire);
  void feed(capture::LogReader& reader, std::span<capture::LogLine> lines);
  void join(message::Store& store);
  void extend(attribute::Witness& witness) const;
  /// What the server's error log says it is.
  const std::string& server() const;
  void tell(Case& c) const;
  /// Were any lines fed?
  bool any() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Reads one log to its end, and tells of it in `info`. What was read before an error counts.
std::optional<Error> feed_log(ByteSource& source, uint32_t file, const capture::LogOptions& options,
                              Logs& logs, capture::LogInfo& info);

/// How the case names it (name and sha256 are the host's), and the warnings of its reader.
InputFile describe_log(const capture::LogInfo& info);
std::vector<Warning> log_warnings(const capture::LogInfo& info, uint32_t file);

}  // namespace culprit
