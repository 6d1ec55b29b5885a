// One frame, layer by layer, and why it is in its group.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "case/frame_story.h"
#include "explain/explain.h"
#include "packet/packet.h"

namespace culprit::explain {

/// Waits for one frame of the pass and keeps what can be said of it only then.
class FrameWatch {
 public:
  explicit FrameWatch(FrameRef wanted) : wanted_(wanted) {}
  bool wants(FrameRef ref) const { return ref == wanted_ && !seen_; }
  /// To be called once the packet was counted: the `place`-th of its conversation.
  void see(const packet::Packet& p, uint32_t conversation, uint64_t place, const flow::Traffic& traffic);
  /// The story, once the input has ended and `c` has its groups; none = there was no such frame.
  std::optional<FrameStory> story(const flow::Traffic& traffic, std::span<const Claimed> claims,
                                  const message::Names& names, const message::Notes& notes,
                                  const Case& c) const;

 private:
  FrameRef wanted_;
  std::optional<FrameStory> seen_;
  uint32_t conversation_ = 0;
  unsigned way_ = 0;
  uint16_t port_ = 0;   ///< the end that is not the service's: a program holds it; 0 = there are no ports
  uint64_t place_ = 0;  ///< it is the n-th packet of its conversation
};

}  // namespace culprit::explain
