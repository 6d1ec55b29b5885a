#include "host/explain.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "host/capture_input.h"
#include "host/privileges.h"
#include "host/progress.h"

namespace culprit::host {
namespace {

using capture::Frame;

/// One input's place in the merge. A frame that is older than the one before it in the same file keeps its
/// place there, so the clock that decides (the watermark) never goes back.
struct Lane {
  explicit Lane(CaptureInput in) : input(std::move(in)) {}
  bool fill() {
    if (waiting.empty()) waiting = input.next();
    if (waiting.empty()) return false;
    watermark = std::max(watermark, waiting.front().time);
    return true;
  }

  CaptureInput input;
  std::span<const Frame> waiting;
  Time watermark{INT64_MIN};
};

class Merge {
 public:
  Merge(std::deque<Lane>& lanes, Engine& engine) : engine_(engine) {
    for (Lane& lane : lanes)
      if (lane.fill()) open_.push_back(&lane);
  }
  bool done() const { return open_.empty(); }

  /// Feeds frames of the input that is behind, as far as it stays behind.
  void step() {
    const auto behind = std::ranges::min_element(open_, {}, &Lane::watermark);
    Lane& lane = **behind;
    const size_t n = open_.size() == 1 ? lane.waiting.size() : run(lane);
    engine_.feed(lane.waiting.first(n));
    lane.waiting = lane.waiting.subspan(n);
    if (!lane.fill()) open_.erase(behind);
  }

 private:
  size_t run(const Lane& lane) const {
    Time others{INT64_MAX};
    for (const Lane* other : open_)
      if (other != &lane) others = std::min(others, other->watermark);
    size_t n = 1;
    while (n < lane.waiting.size() && lane.waiting[n].time <= others) ++n;
    return n;
  }

  Engine& engine_;
  std::vector<Lane*> open_;
};

struct Opened {
  std::deque<Lane> lanes;
  std::vector<Warning> warnings;
  std::optional<Error> first_error;
};

std::string sentence(const Error& e) { return e.next.empty() ? e.what : e.what + ' ' + e.next; }

Opened open_all(const ExplainRequest& request) {
  Opened out;
  for (const std::string& path : request.inputs) {
    const auto index = static_cast<uint32_t>(out.lanes.size());
    auto input = CaptureInput::open(path, index, request.sha256, request.read_ahead);
    if (input) {
      out.lanes.emplace_back(std::move(*input));
      continue;
    }
    if (input.error().where.empty()) input.error().where = path;
    out.warnings.push_back(
        {"unreadable", Sentence().text("file", path).text("why", sentence(input.error())).params, {}, 0});
    if (!out.first_error) out.first_error = input.error();
  }
  return out;
}

void read(Opened& in, Engine& engine, const ExplainRequest& request, const std::atomic<bool>& stop) {
  Progress progress(request.progress, total_size(request.inputs));
  Merge merge(in.lanes, engine);
  while (!merge.done() && !stop) {
    merge.step();
    uint64_t bytes = 0;
    for (const Lane& lane : in.lanes) bytes += lane.input.bytes_read();
    progress.at(bytes, engine.packets());
  }
  if (stop) in.warnings.push_back({"interrupted", {}, {}, 0});
}

void add_files(Case& c, Opened& in) {
  c.time_digits = 0;
  for (Lane& lane : in.lanes) {
    c.files.push_back(lane.input.describe());
    c.time_digits = std::max(c.time_digits, lane.input.time_digits());
    std::ranges::move(lane.input.warnings(), std::back_inserter(c.warnings));
  }
  std::ranges::move(in.warnings, std::back_inserter(c.warnings));
}

Result<Case> explain_opened(Opened in, const ExplainRequest& request, const std::atomic<bool>& stop) {
  if (in.lanes.empty()) return std::unexpected(*in.first_error);
  Engine engine(request.options);
  read(in, engine, request, stop);
  Case c = engine.close();
  add_files(c, in);
  put_in_order(c);
  conclude(c);
  return c;
}

/// Gives results out in the order of the inputs, whichever is ready first.
class InOrder {
 public:
  InOrder(const std::vector<std::string>& inputs, const TakeCase& take)
      : inputs_(inputs), take_(take), ready_(inputs.size()) {}
  void put(size_t index, Result<Case> result) {
    const std::lock_guard lock(mutex_);
    ready_[index] = std::move(result);
    for (; next_ < ready_.size() && ready_[next_]; ++next_) {
      take_(inputs_[next_], *ready_[next_]);
      ready_[next_].emplace();  // its memory is free again
    }
  }

 private:
  const std::vector<std::string>& inputs_;
  const TakeCase& take_;
  std::mutex mutex_;
  std::vector<std::optional<Result<Case>>> ready_;
  size_t next_ = 0;
};

}  // namespace

Result<Case> explain(const ExplainRequest& request, const std::atomic<bool>& stop) {
  Opened in = open_all(request);
  drop_privileges();
  return explain_opened(std::move(in), request, stop);
}

void explain_each(const ExplainRequest& request, unsigned threads, const std::atomic<bool>& stop,
                  const TakeCase& take) {
  drop_privileges();
  InOrder results(request.inputs, take);
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < request.inputs.size() && !stop; i = next++) {
      ExplainRequest one{{request.inputs[i]}, request.options, request.sha256, false};
      results.put(i, explain_opened(open_all(one), one, stop));
    }
  };
  std::vector<std::jthread> workers;
  const size_t wanted = std::min<size_t>(std::max(threads, 1U), request.inputs.size());
  for (size_t i = 1; i < wanted; ++i) workers.emplace_back(work);
  work();
}

}  // namespace culprit::host
