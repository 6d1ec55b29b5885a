#include <algorithm>
#include <cmath>
#include <map>
#include <ranges>
#include <string_view>

#include "explain/explain.h"

namespace culprit::explain {
namespace {

constexpr size_t kGroups = 8, kCloseUps = 8, kFewBins = 8;

struct Window {
  Time from, to;
};

/// Bins of equal width, in which shares of conversations are added up.
struct Grid {
  Time start;
  int64_t step_ns = 1;
  size_t size = 0;
  bool touches(Time from, int64_t length_ns) const {
    return from + length_ns > start && from - start < step_ns * static_cast<int64_t>(size);
  }
  /// Of a moment outside, the bin at that end.
  size_t bin(Time t) const {
    return static_cast<size_t>(std::clamp<int64_t>((t - start) / step_ns, 0, static_cast<int64_t>(size) - 1));
  }
};
using Amounts = std::vector<double>;
struct Curve {
  Amounts packets, bytes;
  void add(size_t bin, double p, double b) {
    packets[bin] += p;
    bytes[bin] += b;
  }
};

/// Whole numbers with the same sum: what rounding leaves over goes into the next bin.
std::vector<uint64_t> rounded(const Amounts& amounts) {
  std::vector<uint64_t> out;
  double sum = 0, told = 0;
  for (const double amount : amounts) {
    sum += amount;
    const double whole = std::max(0.0, std::round(sum - told));
    out.push_back(static_cast<uint64_t>(whole));
    told += whole;
  }
  return out;
}

/// Lays shares of conversations over a grid.
class Layer {
 public:
  explicit Layer(const Grid& grid) : grid_(grid), left_(grid.size) {}

  /// Begins with a conversation: where its packets are in time.
  void take(const flow::Conversation& c, const flow::Timeline* line) {
    whole_ = {c.first, c.last};
    left_.assign(grid_.size, 0);
    if (line == nullptr) return spread(static_cast<double>(c.packets()), whole_);
    const size_t second = after_the_first(*line);
    spread(static_cast<double>(line->bin(0).packets),
           {c.first, second < line->size() ? at(*line, second) : c.last});
    for (size_t i = second; i < line->size(); ++i)
      if (grid_.touches(at(*line, i), line->step_ns()))
        left_[grid_.bin(at(*line, i))] += static_cast<double>(line->bin(i).packets);
  }

  /// So many of its packets, from within a window, go to the curve.
  void give(double packets, double bytes, Window w, Curve& to) {
    size_t first = grid_.bin(w.from), last = grid_.bin(w.to);
    double all = sum(first, last);
    if (all < packets * 0.5) {  // the window's edges lie between bins, or parts of several findings overlap
      first = grid_.bin(whole_.from);
      last = grid_.bin(whole_.to);
      all = sum(first, last);
    }
    for (size_t i = first; i <= last; ++i) {
      const double share = all > 0 ? left_[i] / all : 1 / static_cast<double>(last - first + 1);
      to.add(i, packets * share, bytes * share);
      left_[i] = std::max(0.0, left_[i] - packets * share);
    }
  }
  Window whole() const { return whole_; }

 private:
  static Time at(const flow::Timeline& line, size_t i) {
    return line.start() + static_cast<int64_t>(i) * line.step_ns();
  }
  /// A conversation gets its timeline late: all packets until then stand in the first bin, though they came
  /// between that and the next one that has any.
  static size_t after_the_first(const flow::Timeline& line) {
    size_t i = 1;
    while (i < line.size() && line.bin(i).packets == 0) ++i;
    return i;
  }
  void spread(double packets, Window w) {
    if (!grid_.touches(w.from, std::max<int64_t>(w.to - w.from, 1))) return;
    const size_t first = grid_.bin(w.from), last = grid_.bin(w.to);
    for (size_t i = first; i <= last; ++i) left_[i] += packets / static_cast<double>(last - first + 1);
  }
  double sum(size_t first, size_t last) const {
    double all = 0;
    for (size_t i = first; i <= last; ++i) all += left_[i];
    return all;
  }

  const Grid& grid_;
  Amounts left_;  ///< packets that were not given away, by bin
  Window whole_;
};

class Plot {
 public:
  Plot(const flow::Traffic& traffic, std::span<const Claimed> claims, const Rests& rests, Case& c)
      : traffic_(traffic), rests_(rests), case_(c) {
    for (const Claimed& claim : claims) claims_.push_back(&claim);
    std::ranges::stable_sort(claims_, {}, &Claimed::conversation);
    for (const Finding& f : c.findings) windows_[f.id] = {f.start, f.end};
  }

  void whole() {
    const flow::Timeline& all = traffic_.timeline();
    grid_ = {all.start(), all.step_ns(), all.size()};
    Timeline out{grid_.start, grid_.step_ns, {}};
    Series every{.group = "all", .packets = {}, .bytes = {}};
    for (size_t i = 0; i < all.size(); ++i) {
      every.packets.push_back(all.bin(i).packets);
      every.bytes.push_back(all.bin(i).bytes);
    }
    out.series.push_back(std::move(every));
    for (const Finding& f : case_.findings) curves_[f.id] = empty();
    for (const std::string_view id : largest()) curves_[id] = empty();
    lay_all();
    for (const Finding& f : case_.findings) tell(f.id, out);
    for (const std::string_view id : largest()) tell(id, out);
    case_.timeline = std::move(out);
  }

  void close_up(const Finding& f) {
    std::vector<uint32_t> taken;
    int64_t step = 0;
    for (const Claimed* claim : claims_) {
      if (claim->finding != f.id || (!taken.empty() && taken.back() == claim->conversation)) continue;
      taken.push_back(claim->conversation);
      if (const flow::Timeline* line = line_of(claim->conversation)) step = std::max(step, line->step_ns());
    }
    const int64_t lasts = f.end - f.start;
    if (step == 0 || step * 2 > case_.timeline->step_ns || lasts / step < static_cast<int64_t>(kFewBins))
      return;
    while (lasts / step >= static_cast<int64_t>(flow::Timeline::kBins)) step *= 2;
    grid_ = {Time{f.start.ns / step * step}, step, static_cast<size_t>(lasts / step) + 2};
    curves_ = {{f.id, empty()}};
    for (const uint32_t index : taken) lay(index);
    Timeline out{grid_.start, step, {}};
    tell(f.id, out);
    if (!out.series.empty()) case_.close_ups.push_back(std::move(out));
  }

 private:
  Curve empty() const { return {Amounts(grid_.size), Amounts(grid_.size)}; }
  const flow::Timeline* line_of(uint32_t index) const { return traffic_.timeline_of(traffic_[index]); }

  /// Ids of the groups with most packets that are no finding's.
  std::vector<std::string_view> largest() const {
    std::vector<const Group*> order;
    for (const Group& g : case_.groups)
      if (g.finding.empty()) order.push_back(&g);
    std::ranges::stable_sort(order, std::ranges::greater(), &Group::packets);
    std::vector<std::string_view> out;
    for (const Group* g : order | std::views::take(kGroups)) out.push_back(g->id);
    return out;
  }

  void lay_all() {
    auto claim = claims_.begin();
    for (uint32_t i = 0; i < traffic_.size(); ++i) {
      while (claim != claims_.end() && (*claim)->conversation < i) ++claim;
      const bool claimed = claim != claims_.end() && (*claim)->conversation == i;
      if (claimed || curves_.contains(rests_[i])) lay(i);
    }
  }
  /// Gives one conversation's packets to the findings that claim them, and the rest to its group.
  void lay(uint32_t index) {
    const flow::Conversation& c = traffic_[index];
    Layer layer(grid_);
    layer.take(c, line_of(index));
    auto packets = static_cast<double>(c.packets()), bytes = static_cast<double>(c.bytes());
    for (auto at = std::ranges::lower_bound(claims_, index, {}, &Claimed::conversation);
         at != claims_.end() && (*at)->conversation == index; ++at) {
      const double n = std::min(packets, static_cast<double>((*at)->packets));
      const double size = std::min(bytes, static_cast<double>((*at)->bytes));
      packets -= n;
      bytes -= size;
      give(layer, (*at)->finding, n, size);
    }
    if (packets > 0) give(layer, rests_[index], packets, bytes);
  }
  void give(Layer& layer, std::string_view group, double packets, double bytes) {
    const auto curve = curves_.find(group);
    if (curve == curves_.end()) return;
    const auto window = windows_.find(group);
    layer.give(packets, bytes, window == windows_.end() ? layer.whole() : window->second, curve->second);
  }
  void tell(std::string_view group, Timeline& out) const {
    const Curve& curve = curves_.at(group);
    Series s{std::string(group), rounded(curve.packets), rounded(curve.bytes)};
    if (std::ranges::any_of(s.packets, [](uint64_t n) { return n != 0; })) out.series.push_back(std::move(s));
  }

  const flow::Traffic& traffic_;
  const Rests& rests_;
  Case& case_;
  std::vector<const Claimed*> claims_;
  std::map<std::string_view, Window> windows_;
  std::map<std::string_view, Curve> curves_;
  Grid grid_;
};

}  // namespace

void plot(const flow::Traffic& traffic, std::span<const Claimed> claims, const Rests& rests, Case& c) {
  if (traffic.timeline().empty()) return;
  Plot out(traffic, claims, rests, c);
  out.whole();
  for (const Finding& f : c.findings | std::views::take(kCloseUps)) out.close_up(f);
}

}  // namespace culprit::explain
