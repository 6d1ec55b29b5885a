// The library's door: frames in, a case out. The only place that knows the order of the rooms.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "attribute/owner.h"
#include "attribute/site_map.h"
#include "base/address.h"
#include "capture/frame.h"
#include "capture/reader.h"
#include "case/case.h"
#include "case/frame_story.h"
#include "engine/logs.h"
#include "explain/labels.h"
#include "message/ability.h"

namespace culprit {

/// Whether another recogniser (Abilities::second_opinion) is asked about conversations that nobody here
/// recognised.
enum class SecondOpinion : uint8_t {
  never,
  worthwhile,  ///< where they are at least 1 % of the packets, and ten of them
  always
};

struct Options {
  std::vector<Prefix> local;  ///< the user's own addresses; empty = infer them
  bool timeline = true;
  message::Abilities abilities;  ///< what the host can do for the pure rooms
  SecondOpinion second_opinion = SecondOpinion::worthwhile;
  FrameRef frame;            ///< to be explained by itself (frame_story()); frame 0 = none
  bool labels = false;       ///< remember the group of each frame (Engine::labels())
  attribute::SiteMap sites;  ///< of the web server's configuration, where it is given
};

/// Reads packets in one pass, in bounded memory (docs/DESIGN.md, "Memory"). Frames may come in batches of any
/// size; their order is that of the capture. Not thread-safe; several engines are independent of each other.
class Engine {
 public:
  explicit Engine(const Options& options = {});
  ~Engine();
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;

  void feed(std::span<const capture::Frame> frames);
  /// Adds what another engine read of another part of the input (cut by host pair, or a whole input). Law 6.
  void merge(Engine&& other);
  /// Keys of TLS connections (the lines of SSLKEYLOGFILE); before the connections that they are for.
  void keys(std::string_view lines);
  /// The captures have been read to their end; logs come now (feed_log of engine/logs.h).
  Logs& logs();
  /// The input has ended. The case lacks only what the host knows: files, warnings of the readers. Call
  /// conclude() of case/case.h once those are in.
  Case close();
  /// Of Options::frame, once closed; none = the frame was not fed.
  std::optional<FrameStory> frame_story() const;
  /// Of Options::labels, once closed: the groups of the frames, in the order in which they were fed.
  const explain::Labels& labels() const;

  uint64_t packets() const;
  /// Which programs sent what, by the notes of the capturing tool (Frame::process).
  const attribute::ProcessTally& processes() const;
  /// Names that a file brings for addresses; call before close().
  void names(std::span<const capture::NameClaim> told);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace culprit
