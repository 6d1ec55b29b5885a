// The place in the network where the capture is taken: numbers the frames, writes them, notes what was the
// flood's.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>

#include "capture_file.h"
#include "truth.h"

namespace generate {

// What a frame is part of, where that matters for the truth.
struct Mark {
  FloodTruth* flood = nullptr;
  std::uint64_t datagram = 0;
  MessageTruth* message = nullptr;
  std::uint32_t part = 0;  // of the message: where its bytes begin in the stream
  bool caused = false;     // an answer to a flood or what asks for it: neither the flood nor ordinary traffic
};

class Tap {
 public:
  virtual ~Tap() = default;
  // The number of the frame as Wireshark will show it, 0 if it was not captured.
  virtual std::uint64_t hear(Time time, const Frame& frame, Mark mark) = 0;

  // Frames before `time` pass uncaptured.
  void open_at(Time time) { opens_ = time; }

 protected:
  Time opens_{};
};

// Captures all that passes.
class FileTap : public Tap {
 public:
  FileTap(CaptureFile& file, const FileOptions& options, Truth& truth)
      : file_(file), options_(options), truth_(truth) {}

  // The capture is complete after `count` frames; then `full` is called.
  void limit(std::uint64_t count, std::function<void()> full) { limit_ = count, full_ = std::move(full); }
  bool is_full() const { return truth_.packets >= limit_; }

  std::uint64_t hear(Time time, const Frame& frame, Mark mark) override;

 private:
  CaptureFile& file_;
  FileOptions options_;
  Truth& truth_;
  std::uint64_t limit_ = std::numeric_limits<std::uint64_t>::max();
  std::function<void()> full_;
};

}  // namespace generate
