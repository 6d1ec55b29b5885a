// One log on its way from a file to the engine.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/source.h"
#include "case/case.h"
#include "engine/logs.h"
#include "host/sha256.h"

namespace culprit::host {

class LogInput {
 public:
  /// Opens it, undoes its compression and looks at its beginning. `path` "-" is standard input. `file` is its
  /// index in the case. A capture, a picture and the like are refused by name.
  static Result<LogInput> open(const std::string& path, uint32_t file, const capture::LogOptions& options,
                               bool sha256);

  /// When its first line was written, as far as its beginning tells: the parts of a rotated log are read in
  /// that order.
  const std::optional<Time>& begins() const { return begins_; }
  uint32_t file() const { return file_; }
  /// Reads it to its end, or until `stop`.
  void read(Logs& logs, const std::atomic<bool>& stop);
  /// What the case says of it, once it has been read.
  const InputFile& describe() const { return described_; }
  const std::vector<Warning>& warnings() const { return warnings_; }

 private:
  LogInput() = default;

  std::string name_;
  uint32_t file_ = 0;
  capture::LogOptions options_;
  std::unique_ptr<Sha256> hash_;
  std::string compression_;
  std::unique_ptr<ByteSource> source_;
  std::optional<Time> begins_;
  InputFile described_;
  std::vector<Warning> warnings_;
};

}  // namespace culprit::host
