#include <algorithm>

#include "explain/explain.h"

namespace culprit::explain {
namespace {

/// A timeline's bins laid over those of the whole capture, whose bins are at least as wide.
Series series_over(const flow::Timeline& line, const flow::Timeline& all, std::string name) {
  Series s;
  s.group = std::move(name);
  s.packets.assign(all.size(), 0);
  s.bytes.assign(all.size(), 0);
  for (size_t i = 0; i < line.size(); ++i) {
    const int64_t at = (line.start() + static_cast<int64_t>(i) * line.step_ns()) - all.start();
    if (at < 0) continue;
    const auto bin = static_cast<size_t>(at / all.step_ns());
    if (bin >= s.packets.size()) continue;
    s.packets[bin] += line.bin(i).packets;
    s.bytes[bin] += line.bin(i).bytes;
  }
  return s;
}

void add_up(Series& to, const Series& more) {
  for (size_t i = 0; i < to.packets.size(); ++i) {
    to.packets[i] += more.packets[i];
    to.bytes[i] += more.bytes[i];
  }
}

}  // namespace

void plot(const flow::Traffic& traffic, std::span<const Claimed> claims, Case& c) {
  const flow::Timeline& all = traffic.timeline();
  if (all.empty()) return;
  Timeline out;
  out.start = all.start();
  out.step_ns = all.step_ns();
  out.series.push_back(series_over(all, all, "all"));
  std::vector<std::pair<std::string_view, uint32_t>> done;
  for (const Claimed& share : claims) {
    const flow::Timeline* line = traffic.timeline_of(traffic[share.conversation]);
    const std::pair mark{share.finding, share.conversation};
    if (line == nullptr || std::ranges::find(done, mark) != done.end()) continue;
    done.push_back(mark);
    Series more = series_over(*line, all, std::string(share.finding));
    const auto same = std::ranges::find(out.series, more.group, &Series::group);
    if (same == out.series.end())
      out.series.push_back(std::move(more));
    else
      add_up(*same, more);
  }
  c.timeline = std::move(out);
}

}  // namespace culprit::explain
