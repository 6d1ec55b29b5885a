// What the readers of simple formats share: a file header, then records one behind the other, each with its
// length.
#pragma once
#include <algorithm>
#include <utility>

#include "capture/damage.h"
#include "capture/pieces.h"
#include "capture/reader.h"

namespace culprit::capture {

/// What stands at one place of the input.
struct Taken {
  size_t size = 0;  ///< bytes that it fills; 0 = `need` bytes must be there to tell
  size_t need = 0;
  bool frame = false;            ///< it gave a frame
  bool numbered = false;         ///< it gave none, but Wireshark numbers it
  const char* damage = nullptr;  ///< a damage code: nothing behind this can be read
};

/// The index of the interface with this link type, added where it is new.
inline uint16_t interface_of(Info& info, uint16_t link, uint8_t digits) {
  constexpr size_t kMost = 256;
  const auto at = std::ranges::find(info.interfaces, link, &Interface::link);
  const auto index = static_cast<size_t>(at - info.interfaces.begin());
  if (at == info.interfaces.end() && index < kMost) info.interfaces.push_back({{}, link, 0, digits});
  return static_cast<uint16_t>(std::min(index, kMost - 1));
}

/// `Form` has `const char* id` and `Taken take(Bytes view, uint64_t offset, Frame& out, Info& info)`, which
/// is called at the beginning of the input and then behind each thing that it took; also again at the same
/// place, with more bytes, where not all of `size` was there, so it changes nothing of itself before. It
/// fills a frame but for its reference.
template <class Form>
class RecordReader final : public Reader {
 public:
  explicit RecordReader(uint32_t file) : file_(file) { info_.format = Form::id; }

  void push(Bytes piece) override { pieces_.push(piece); }
  size_t pull(std::span<Frame> out) override {
    return pull_frames(pieces_, out,
                       [this](Bytes view, std::span<Frame> frames) { return step(view, frames); });
  }
  void finish() override {
    if (std::exchange(stuck_, true) || pieces_.view().empty()) return;
    note(info_, "cut-record", pieces_.offset(), frames_);
    info_.truncated = true;
  }
  bool stuck() const override { return stuck_; }
  const Info& info() const override { return info_; }

 private:
  Step step(Bytes view, std::span<Frame> out) {
    if (stuck_) return {0, view.size(), 1};
    size_t at = 0, n = 0, need = 1;
    while (n < out.size()) {
      Taken t = form_.take(view.sub(at), pieces_.offset() + at, out[n], info_);
      need = t.size == 0 ? t.need : t.size;
      if (t.damage != nullptr) {
        if (n == 0) lose(t.damage, pieces_.offset() + at);
        break;  // what came before is given out first
      }
      if (t.size == 0 || !view.has(at, t.size)) break;
      at += t.size;
      if (t.frame || t.numbered) ++frames_;
      if (t.numbered) tally(info_, "not-a-packet", pieces_.offset() + at, frames_);
      if (!t.frame) continue;
      count(out[n++]);
    }
    return {n, at, need};
  }
  void count(Frame& frame) {
    if (frame.wire < frame.data.size()) frame.wire = static_cast<uint32_t>(frame.data.size());
    frame.ref = {file_, frames_};
    ++info_.packets;
    info_.wire_bytes += frame.wire;
  }
  void lose(const char* code, uint64_t offset) {
    note(info_, code, offset, frames_);
    info_.truncated = true;
    stuck_ = true;
  }

  uint32_t file_;
  uint64_t frames_ = 0;
  bool stuck_ = false;
  Form form_;
  Pieces pieces_;
  Info info_;
};

template <class Form>
std::unique_ptr<Reader> open_records(uint32_t file) {
  return std::make_unique<RecordReader<Form>>(file);
}

}  // namespace culprit::capture
