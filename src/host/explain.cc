#include "host/explain.h"

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/scripts.h"
#include "host/abilities.h"
#include "host/capture_input.h"
#include "host/excerpts.h"
#include "host/geo.h"
#include "host/keylog.h"
#include "host/log_input.h"
#include "host/owners.h"
#include "host/packet_filter.h"
#include "host/privileges.h"
#include "host/progress.h"
#include "host/sites.h"

namespace culprit::host {
namespace {

using capture::Frame;

/// One input's place in the merge. A frame that is older than the one before it in the same file keeps its
/// place there, so the clock that decides (the watermark) never goes back.
struct Lane {
  explicit Lane(CaptureInput in) : input(std::move(in)) {}
  bool fill(PacketFilter* filter) {
    while (waiting.empty()) {
      waiting = input.next();
      if (waiting.empty()) return false;
      if (filter != nullptr) waiting = sift(*filter);
    }
    watermark = std::max(watermark, waiting.front().time);
    return true;
  }

  std::span<const Frame> sift(PacketFilter& filter) {
    sifted.clear();
    std::ranges::copy_if(waiting, std::back_inserter(sifted),
                         [&](const Frame& f) { return filter.keeps(f); });
    return sifted;
  }

  CaptureInput input;
  std::span<const Frame> waiting;
  std::vector<Frame> sifted;
  Time watermark{INT64_MIN};
  size_t keys = 0;  ///< bytes of its keys that the engine has
};

using TakeFrames = std::function<void(std::span<const Frame>)>;

class Merge {
 public:
  Merge(std::deque<Lane>& lanes, Engine* engine, TakeFrames take, PacketFilter* filter)
      : engine_(engine), take_(std::move(take)), filter_(filter) {
    for (Lane& lane : lanes)
      if (lane.fill(filter_)) open_.push_back(&lane);
  }
  bool done() const { return open_.empty(); }

  /// Feeds frames of the input that is behind, as far as it stays behind.
  void step() {
    const auto behind = std::ranges::min_element(open_, {}, &Lane::watermark);
    Lane& lane = **behind;
    const size_t n = open_.size() == 1 ? lane.waiting.size() : run(lane);
    pass_keys(lane);
    take_(lane.waiting.first(n));
    lane.waiting = lane.waiting.subspan(n);
    if (!lane.fill(filter_)) open_.erase(behind);
  }

 private:
  /// Keys that the file brought since; they stand before the connections that they are for.
  void pass_keys(Lane& lane) {
    const std::string_view all = lane.input.info().secrets;
    if (engine_ == nullptr || all.size() == lane.keys) return;
    engine_->keys(all.substr(lane.keys));
    lane.keys = all.size();
  }
  size_t run(const Lane& lane) const {
    Time others{INT64_MAX};
    for (const Lane* other : open_)
      if (other != &lane) others = std::min(others, other->watermark);
    size_t n = 1;
    while (n < lane.waiting.size() && lane.waiting[n].time <= others) ++n;
    return n;
  }

  Engine* engine_;  ///< gets the keys; null in a second reading
  TakeFrames take_;
  PacketFilter* filter_;
  std::vector<Lane*> open_;
};

struct Opened {
  ProcessFiles processes;
  std::deque<Lane> lanes;
  std::deque<LogInput> logs;
  std::optional<PacketFilter> filter;
  SitesRead sites;
  std::vector<Warning> warnings;
  std::optional<Error> first_error;
  Geo geo;
  std::vector<std::string> keys;
};

std::string sentence(const Error& e) { return e.next.empty() ? e.what : e.what + ' ' + e.next; }

/// An input that cannot be opened is told, and the rest is read.
void leave_out(Opened& out, const std::string& path, Error why) {
  if (why.where.empty()) why.where = path;
  out.warnings.push_back(
      {"unreadable", Sentence().text("file", path).text("why", sentence(why)).params, {}, 0});
  if (!out.first_error) out.first_error = std::move(why);
}

void open_sites(Opened& out, const ExplainRequest& request) {
  for (const std::string& path : request.configurations)
    if (const auto read = read_sites(path, out.sites); !read) leave_out(out, path, read.error());
}

Result<LogInput> open_log(const Opened& out, const std::string& path, uint32_t index,
                          const ExplainRequest& request) {
  return LogInput::open(path, index, options_of_log(path, request.log_options, out.sites.sites),
                        request.sha256);
}

void open_logs(Opened& out, const ExplainRequest& request) {
  for (const std::string& path : request.logs) {
    const auto index = static_cast<uint32_t>(out.lanes.size() + out.logs.size());
    auto log = open_log(out, path, index, request);
    if (log)
      out.logs.push_back(std::move(*log));
    else
      leave_out(out, path, log.error());
  }
}

/// "--log access.log*": the shell makes many names of it, and all but the first stand where captures do.
bool join_as_log(Opened& out, const std::string& path, const ExplainRequest& request) {
  if (request.logs.empty() || path == "-") return false;
  const auto index = static_cast<uint32_t>(out.lanes.size() + out.logs.size());
  auto log = open_log(out, path, index, request);
  if (!log || !log->begins()) return false;
  out.logs.push_back(std::move(*log));
  return true;
}

Opened open_all(const ExplainRequest& request) {
  Opened out;
  open_sites(out, request);
  std::vector<std::pair<std::string, Error>> refused;
  for (const std::string& path : request.inputs) {
    const auto index = static_cast<uint32_t>(out.lanes.size());
    auto inputs = CaptureInput::open(path, index, request.sha256, request.read_ahead);
    if (!inputs) {
      refused.emplace_back(path, inputs.error());
      continue;
    }
    for (CaptureInput& input : *inputs) out.lanes.emplace_back(std::move(input));
  }
  for (const std::string& path : request.keylogs) {
    auto keys = read_keylog(path);
    if (keys)
      out.keys.push_back(std::move(*keys));
    else
      leave_out(out, path, keys.error());
  }
  for (const std::string& path : request.geo)
    if (auto added = out.geo.add(path); !added) leave_out(out, path, added.error());
  open_logs(out, request);
  out.processes = read_process_files(request.processes);
  for (const auto& [path, why] : refused)
    if (!join_as_log(out, path, request)) leave_out(out, path, why);
  return out;
}

/// The parts of a rotated log come oldest first, whatever their names and order.
void read_logs(Opened& in, Engine& engine, const std::atomic<bool>& stop) {
  std::vector<LogInput*> order;
  for (LogInput& log : in.logs) order.push_back(&log);
  std::ranges::stable_sort(order, {}, [](const LogInput* log) { return log->begins().value_or(Time{}); });
  for (LogInput* log : order) log->read(engine.logs(), stop);
}

/// Nothing but files that are no logs.
bool nothing_read(const Opened& in) {
  return in.lanes.empty() && std::ranges::all_of(in.logs, [](const LogInput& log) {
           const InputFile& f = log.describe();
           return f.lines == f.bad_lines + f.skipped_lines;
         });
}

void read(Opened& in, Engine& engine, const ExplainRequest& request, const std::atomic<bool>& stop) {
  Progress progress(request.progress, total_size(request.inputs));
  Merge merge(
      in.lanes, &engine, [&](std::span<const Frame> frames) { engine.feed(frames); },
      in.filter ? &*in.filter : nullptr);
  while (!merge.done() && !stop) {
    merge.step();
    uint64_t bytes = 0;
    for (const Lane& lane : in.lanes) bytes += lane.input.bytes_read();
    progress.at(bytes, engine.packets());
  }
  read_logs(in, engine, stop);
  if (stop) in.warnings.push_back({"interrupted", {}, {}, 0});
}

/// What a filter left out is told: else the answer would seem to be about the whole file.
void tell_filter(const PacketFilter& filter, Case& c) {
  const auto warn = [&](const char* code, uint64_t n) {
    if (n == 0) return;
    c.warnings.push_back({code, Sentence().text("filter", filter.expression()).count("n", n).params, {}, 0});
  };
  warn("filtered", filter.left_out() - filter.meaningless());
  warn("filter-meaningless", filter.meaningless());
}

void add_files(Case& c, Opened& in) {
  c.time_digits = 0;
  for (Lane& lane : in.lanes) {
    c.files.push_back(lane.input.describe());
    c.payload_seen = c.payload_seen && c.files.back().kind != "packet-list";
    c.time_digits = std::max(c.time_digits, lane.input.time_digits());
    std::ranges::move(lane.input.warnings(), std::back_inserter(c.warnings));
  }
  for (const LogInput& log : in.logs) {
    c.files.push_back(log.describe());
    std::ranges::copy(log.warnings(), std::back_inserter(c.warnings));
  }
  if (in.filter) tell_filter(*in.filter, c);
  std::ranges::move(in.sites.files, std::back_inserter(c.files));
  std::ranges::move(in.sites.warnings, std::back_inserter(c.warnings));
  std::ranges::move(in.warnings, std::back_inserter(c.warnings));
}

Result<Case> explain_opened(Opened in, const ExplainRequest& request, const std::atomic<bool>& stop,
                            std::optional<FrameStory>* frame = nullptr, explain::Labels* labels = nullptr) {
  if (!request.filter.empty()) {
    auto filter = PacketFilter::compile(request.filter);
    if (!filter) return std::unexpected(filter.error());
    in.filter = std::move(*filter);
  }
  if (in.lanes.empty() && (in.logs.empty() || !request.inputs.empty()))
    return std::unexpected(*in.first_error);
  Options options = request.options;
  options.sites = in.sites.sites.map;
  options.abilities = abilities();
  Engine engine(options);
  for (const std::string& keys : in.keys) engine.keys(keys);
  read(in, engine, request, stop);
  if (nothing_read(in) &&
      std::ranges::all_of(in.logs, [](const LogInput& l) { return l.describe().lines == 0; }))
    return error("There is nothing in it.", request.logs.front(),
                 "Was it rotated? Look for its older parts beside it.");
  if (nothing_read(in))
    return error("There is no line here that culprit can read as one of a log.", request.logs.front(),
                 "If it is a web server's log with a format of its own, give it with --log-format.");
  std::vector<const capture::Info*> infos;
  for (const Lane& lane : in.lanes) infos.push_back(&lane.input.info());
  for (const capture::Info* info : infos) engine.names(info->names);
  Case c = engine.close();
  if (frame != nullptr) *frame = engine.frame_story();
  if (labels != nullptr) *labels = engine.labels();
  add_files(c, in);
  name_owners(c, engine, infos, in.processes);
  locate(in.geo, c);
  if (!request.webroots.empty() && !stop) {
    const auto scanned = scan_into(c, request.webroots, request.scan);
    if (!scanned)
      c.warnings.push_back(
          {"unreadable",
           Sentence().text("file", scanned.error().where).text("why", sentence(scanned.error())).params,
           {},
           0});
    join_scripts(c);
    if (scanned) audit::compare_times(c, *scanned);
  }
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
  Excerpts excerpts = request.excerpts ? Excerpts(request.inputs) : Excerpts();
  drop_privileges();
  auto c = explain_opened(std::move(in), request, stop);
  if (c) excerpts.fill(*c, stop);
  return c;
}

Result<FrameExplained> explain_frame(const ExplainRequest& request, const std::atomic<bool>& stop) {
  std::optional<FrameStory> story;
  Opened in = open_all(request);
  drop_privileges();
  auto c = explain_opened(std::move(in), request, stop, &story);
  if (!c) return std::unexpected(c.error());
  if (story) return FrameExplained{std::move(*c), std::move(*story)};
  const std::string last = std::to_string(c->files.empty() ? 0 : c->files.front().packets);
  return error("There is no frame " + std::to_string(request.options.frame.frame) + " among those looked at.",
               request.inputs.front(),
               "The capture has " + last + " of them, counted from 1 as in Wireshark.");
}

Result<Case> explain_again(const ExplainRequest& request, const std::atomic<bool>& stop,
                           const std::vector<Again>& again) {
  if (std::ranges::find(request.inputs, "-") != request.inputs.end())
    return error("Standard input can be read only once, and a proof reads the capture again.", "-",
                 "Save it to a file first.");
  ExplainRequest with_labels = request;
  with_labels.options.labels = true;
  Opened first = open_all(with_labels);
  std::vector<Opened> later;
  for (size_t i = 0; i < again.size(); ++i) later.push_back(open_all(request));
  drop_privileges();
  explain::Labels labels;
  auto c = explain_opened(std::move(first), with_labels, stop, nullptr, &labels);
  for (size_t i = 0; i < again.size() && c && !stop; ++i) {
    Opened& in = later[i];
    if (!request.filter.empty()) in.filter = std::move(*PacketFilter::compile(request.filter));
    Merge merge(in.lanes, nullptr, again[i](*c, labels), in.filter ? &*in.filter : nullptr);
    while (!merge.done() && !stop) merge.step();
  }
  return c;
}

void explain_each(const ExplainRequest& request, unsigned threads, const std::atomic<bool>& stop,
                  const TakeCase& take) {
  drop_privileges();
  InOrder results(request.inputs, take);
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i = next++; i < request.inputs.size() && !stop; i = next++) {
      ExplainRequest one = request;
      one.inputs = {request.inputs[i]};
      one.progress = one.read_ahead = false;
      results.put(i, explain_opened(open_all(one), one, stop));
    }
  };
  std::vector<std::jthread> workers;
  const size_t wanted = std::min<size_t>(std::max(threads, 1U), request.inputs.size());
  for (size_t i = 1; i < wanted; ++i) workers.emplace_back(work);
  work();
}

}  // namespace culprit::host
