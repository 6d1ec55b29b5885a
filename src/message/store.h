// The messages that are kept, in bounded memory.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "flow/timeline.h"
#include "message/message.h"

namespace culprit::message {

/// Keeps messages until close. When it is full, half of it goes, oldest first; what stays are orders by their
/// form, what was said just before a flood began, and every eighth (later every 16th, 32nd ...) of the others
/// as an unbiased sample for the null model. Everything is counted.
class Store final : public MessageSink {
 public:
  static constexpr size_t kMax = 4000;
  static constexpr size_t kMaxBytes = 12 << 20;  ///< of all kept messages, text and overhead

  uint64_t add(Message&& message) override;
  Message* find(uint64_t mark) override;

  /// Asked at each clearing: when did floods begin, as far as one can tell by now? Sorted.
  void ask_onsets(std::function<std::vector<Time>()> onsets) { onsets_ = std::move(onsets); }
  void merge(const Store& other);

  struct Kept {
    uint64_t mark = 0;
    bool order = false;  ///< reads as an order (message/order.h)
    size_t bytes = 0;    ///< what it holds, about
    Message message;
  };
  /// In the order of their time of completion.
  const std::vector<Kept>& all() const { return kept_; }
  /// Sorts by time; call once at the end.
  void settle();
  /// Requests over time, the dropped ones too: the background density.
  const flow::Timeline& rate() const { return rate_; }
  uint64_t total() const { return total_; }
  uint64_t dropped() const { return dropped_; }

 private:
  void keep(uint64_t mark, bool order, Message&& message);
  void clear_half();
  bool is_full() const { return kept_.size() >= kMax || bytes_ >= kMaxBytes; }
  std::vector<Kept> kept_;
  std::function<std::vector<Time>()> onsets_;
  flow::Timeline rate_;
  uint64_t next_ = 1, total_ = 0, dropped_ = 0;
  uint64_t sample_every_ = 8;
  size_t bytes_ = 0;
};

}  // namespace culprit::message
