// Records that straddle the pieces in which a capture arrives.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "capture/frame.h"

namespace culprit::capture {

/// What a parser made of a view: how many frames it filled, how many bytes it is done with, and how many
/// bytes it wants to see after those before it can do more.
struct Step {
  size_t frames = 0;
  size_t used = 0;
  size_t need = 0;
};

/// The unread bytes of an input. Normally a view into the pushed piece; while a record straddles two pieces,
/// the few bytes copied for it.
class Pieces {
 public:
  /// `more` must have said false before: only then is the earlier piece out of use.
  void push(Bytes piece) { piece_ = piece; }
  Bytes view() const { return carried() != 0 ? Bytes{carry_.data() + done_, carried()} : piece_; }
  /// Where view() begins in the input.
  uint64_t offset() const { return offset_; }

  void consume(size_t count) {
    offset_ += count;
    if (carried() != 0) {
      done_ += count;
    } else {
      piece_ = piece_.sub(count);
    }
  }

  /// Makes view() hold `need` bytes, or all there are. False: nothing could be added. Ends the life of what
  /// view() gave.
  bool more(size_t need) {
    if (view().size() >= need) return true;
    carry_.erase(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(done_));
    done_ = 0;
    const Bytes part = piece_.sub(0, need - carry_.size());
    carry_.insert(carry_.end(), part.data(), part.data() + part.size());
    piece_ = piece_.sub(part.size());
    return !part.empty();
  }

 private:
  size_t carried() const { return carry_.size() - done_; }

  Bytes piece_;
  std::vector<uint8_t> carry_;
  size_t done_ = 0;  // bytes of carry_ that are used up
  uint64_t offset_ = 0;
};

/// Runs `parse(view, out) -> Step` until it fills frames or starves. A copied record is served alone, so that
/// its bytes stay where they are until the next call.
template <class Parse>
size_t pull_frames(Pieces& pieces, std::span<Frame> out, Parse parse) {
  if (out.empty()) return 0;
  for (;;) {
    const Step step = parse(pieces.view(), out);
    pieces.consume(step.used);
    if (step.frames != 0) return step.frames;
    if (!pieces.more(step.need)) return 0;
  }
}

}  // namespace culprit::capture
