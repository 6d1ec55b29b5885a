// One capture on its way from a file to the engine.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/source.h"
#include "capture/reader.h"
#include "case/case.h"
#include "host/inflate.h"
#include "host/sha256.h"

namespace culprit::host {

class Spool;

/// What went through a source, counted and, where asked, hashed.
struct Meter {
  uint64_t bytes = 0;
  std::optional<Sha256> hash;
};

class CaptureInput {
 public:
  /// Opens it and looks at its beginning. `path` "-" is standard input. `file` is its index in the case. One
  /// input, or one for each capture in an archive, with indices that follow.
  static Result<std::vector<CaptureInput>> open(const std::string& path, uint32_t file, bool sha256,
                                                bool ahead = false);

  /// The next frames, valid until the next call; empty at the end.
  std::span<const capture::Frame> next();
  /// Raw bytes read so far.
  uint64_t bytes_read() const { return meter_->bytes; }
  /// What the file brings beside packets.
  const capture::Info& info() const { return reader_->info(); }
  /// What the case says of it, once it has been read (or reading was given up).
  InputFile describe();
  std::vector<Warning> warnings() const;
  /// Digits of a second's fraction that its clock resolves: 0, 3, 6 or 9.
  int time_digits() const;

 private:
  CaptureInput() = default;
  static Result<CaptureInput> begin(const std::string& path, uint32_t file, bool sha256, Input& plain);
  /// The same, of what came through a pipe and was unpacked already.
  static CaptureInput begin_again(const Spool& spool, const std::string& path, uint32_t file, Input& plain);
  static Result<std::vector<CaptureInput>> open_members(const std::string& path, uint32_t file,
                                                        const std::string& packing, Input plain);
  std::optional<Error> take(std::unique_ptr<ByteSource> source, Bytes head, bool ahead);
  size_t refill();
  void note(std::span<const capture::Frame> frames);

  std::string name_;
  uint32_t file_ = 0;
  std::shared_ptr<Meter> meter_;
  std::string compression_;
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<capture::Reader> reader_;
  std::array<capture::Frame, 256> frames_;
  std::optional<Error> failed_;
  std::vector<Warning> notes_;
  std::optional<Time> first_, last_;
  bool ended_ = false, finished_ = false;  // no more bytes; and the reader knows
};

/// Sizes of those inputs that have one, for a progress bar; 0 where any has none.
uint64_t total_size(std::span<const std::string> paths);

}  // namespace culprit::host
