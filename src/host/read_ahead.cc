#include "host/read_ahead.h"

#include <array>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "host/page_buffer.h"

namespace culprit::host {
namespace {

/// A piece that was read, in memory of its own: the inner source's piece dies with its next one.
struct Slot {
  PageBuffer buffer{0};
  size_t filled = 0;
  std::optional<Error> failed;

  void take(Result<Bytes> piece) {
    failed.reset();
    filled = 0;
    if (!piece) {
      failed = std::move(piece.error());
    } else if (!piece->empty()) {
      copy(*piece);
    }
  }
  bool last() const { return failed || filled == 0; }

 private:
  void copy(Bytes piece) {
    if (buffer.size() < piece.size()) buffer = PageBuffer(piece.size());
    if (buffer.size() < piece.size()) {
      failed = Error{"There is not enough memory to read ahead.", "", "Run it without --threads."};
      return;
    }
    std::memcpy(buffer.data(), piece.data(), piece.size());
    filled = piece.size();
  }
};

class ReadAhead final : public ByteSource {
 public:
  explicit ReadAhead(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}
  ~ReadAhead() override {
    {
      const std::scoped_lock lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  std::unique_ptr<ByteSource> give_back() { return std::move(inner_); }

  Result<Bytes> next() override {
    std::unique_lock lock(mutex_);
    if (ended_) return Bytes{};
    if (std::exchange(using_, false)) release();
    changed_.wait(lock, [this] { return full_ != 0; });
    using_ = true;
    const Slot& slot = slots_[read_];
    ended_ = slot.last();
    if (slot.failed) return std::unexpected(*slot.failed);
    return Bytes{slot.buffer.data(), slot.filled};
  }

 private:
  // The caller's slot goes back to the thread.
  void release() {
    read_ ^= 1;
    --full_;
    changed_.notify_all();
  }

  void run() {
    for (size_t write = 0; await_room(); write ^= 1) {
      slots_[write].take(inner_->next());
      const bool last = slots_[write].last();
      {
        const std::scoped_lock lock(mutex_);
        ++full_;
      }
      changed_.notify_all();
      if (last) return;
    }
  }

  bool await_room() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stop_ || full_ < slots_.size(); });
    return !stop_;
  }

  std::unique_ptr<ByteSource> inner_;
  std::array<Slot, 2> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t read_ = 0, full_ = 0;  // the slot to give next; how many are full, the caller's own counted
  bool using_ = false, ended_ = false, stop_ = false;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> inner) {
  auto ahead = std::make_unique<ReadAhead>(std::move(inner));
  try {
    ahead->start();
  } catch (const std::system_error&) {
    return ahead->give_back();
  }
  return ahead;
}

}  // namespace culprit::host
