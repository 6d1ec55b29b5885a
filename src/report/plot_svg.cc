#include "report/plot_svg.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "report/html_page.h"
#include "report/plot_axis.h"

namespace culprit::report {
namespace {

// The picture's own units; whoever shows it scales it.
constexpr double kWidth = 960, kLeft = 70, kRight = 20, kPlotHeight = 260, kRow = 20, kLetter = 6.7;
constexpr size_t kFloodColours = 4, kColours = 8, kMarkRows = 3;

// Kept in step with data/page/report.css, which has the same classes.
constexpr std::string_view kStyle =
    "svg{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}"
    ".bg{fill:#fff}text{fill:#1c2430}.dim{fill:#566070}.grid{stroke:#e3e7ec}.axis{stroke:#8b95a3}"
    ".span{fill:#d1242f;opacity:.09}.mark{stroke:#566070;stroke-dasharray:3 "
    "3}.mark.order{stroke:#b35900;stroke-width:1.6}"
    ".line{fill:none;stroke-width:1.6}.area{stroke:none;opacity:.16}"
    ".a{stroke:#8b95a3;fill:#8b95a3}.f0{stroke:#d1242f;fill:#d1242f}.f1{stroke:#c2410c;fill:#c2410c}"
    ".f2{stroke:#a61e6b;fill:#a61e6b}.f3{stroke:#8a4b08;fill:#8a4b08}.s0{stroke:#0b62c4;fill:#0b62c4}"
    ".s1{stroke:#0f7b6c;fill:#0f7b6c}.s2{stroke:#7446c4;fill:#7446c4}.s3{stroke:#4d7c0f;fill:#4d7c0f}"
    ".s4{stroke:#0e7490;fill:#0e7490}.s5{stroke:#9333a8;fill:#9333a8}.s6{stroke:#5b6472;fill:#5b6472}"
    ".s7{stroke:#92700c;fill:#92700c}.line.a,.line.s4,.line.s5,.line.s6,.line.s7{fill:none;stroke-dasharray:"
    "5 3}.line{fill:none!important}"
    "@media(prefers-color-scheme:dark){.bg{fill:#11161d}text{fill:#e6ebf1}.dim{fill:#9aa6b5}.grid{stroke:#"
    "28313c}"
    ".axis{stroke:#6b7684}.mark{stroke:#9aa6b5}.mark.order{stroke:#f0a04b}.span{fill:#ff7b72;opacity:.14}"
    ".f0{stroke:#ff7b72;fill:#ff7b72}.f1{stroke:#ffa657;fill:#ffa657}.f2{stroke:#f48fb8;fill:#f48fb8}.f3{"
    "stroke:#e3b341;fill:#e3b341}"
    ".s0{stroke:#6cb6ff;fill:#6cb6ff}.s1{stroke:#4fd1b5;fill:#4fd1b5}.s2{stroke:#b79bff;fill:#b79bff}.s3{"
    "stroke:#a3d65c;fill:#a3d65c}"
    ".s4{stroke:#5ccfe6;fill:#5ccfe6}.s5{stroke:#dd9bf0;fill:#dd9bf0}.s6{stroke:#a4afbd;fill:#a4afbd}.s7{"
    "stroke:#e0c15c;fill:#e0c15c}}";

std::string coordinate(double value) { return number(std::round(value * 10) / 10); }

/// Labels of moments, in rows, so that none lies over another.
struct Label {
  double x = 0;
  std::string text;
  size_t row = 0;
};

class Picture {
 public:
  Picture(const Plot& plot, const View& v, bool alone) : plot_(plot), v_(v), alone_(alone) {
    for (const PlotLine& l : plot.lines)
      for (size_t i = 0; i < plot.bins; ++i) keep_peak(plot.rate(l, i), i);
    step_ = round_step(peak_, 5);
    top_ = std::max(1.0, std::ceil(peak_ / step_ - 1e-9)) * step_;
    above_ = (alone ? 56 : 8) + kRow * static_cast<double>(place_labels());
    legend_rows_ = place_legend();
  }

  std::string drawn() {
    const double height = bottom() + 34 + kRow * static_cast<double>(legend_rows_) + 8;
    const std::string box = "0 0 " + coordinate(kWidth) + ' ' + coordinate(height);
    const std::string about = v_.words.say(
        "page.plot-about", Sentence()
                               .time("start", plot_.start)
                               .time("end", plot_.end())
                               .number("peak", peak_)
                               .time("time", plot_.start + static_cast<int64_t>(peak_bin_) * plot_.step_ns)
                               .params);
    out_.open("svg", {{"xmlns", "http://www.w3.org/2000/svg"},
                      {"viewBox", box},
                      {alone_ ? "width" : "", coordinate(kWidth)},
                      {alone_ ? "height" : "", coordinate(height)},
                      {"class", "plot"},
                      {"role", "img"},
                      {"aria-label", plot_.title + ". " + about}});
    out_.leaf("title", plot_.title + ". " + about);
    if (alone_) out_.open("style").own(kStyle).close();
    if (alone_) box_of(0, 0, kWidth, height, "bg");
    if (alone_) text(kLeft, 24, plot_.title, "", "start");
    if (alone_) text(kLeft, 43, v_.say("page.rate") + ", UTC", "dim", "start");
    grid();
    spans();
    for (size_t i = 0; i < plot_.lines.size(); ++i) line(i);
    marks();
    legend();
    out_.close();
    return out_.page();
  }

 private:
  double bottom() const { return above_ + kPlotHeight; }
  double x(Time t) const {
    const double share =
        static_cast<double>(t - plot_.start) / static_cast<double>(plot_.end() - plot_.start);
    return kLeft + std::clamp(share, 0.0, 1.0) * (kWidth - kLeft - kRight);
  }
  double y(double rate) const { return bottom() - rate / top_ * kPlotHeight; }
  void keep_peak(double rate, size_t bin) {
    if (rate <= peak_) return;
    peak_ = rate;
    peak_bin_ = bin;
  }

  /// Moments at nearly the same place share a label. Returns how many rows the labels need.
  size_t place_labels() {
    for (const PlotMark& m : plot_.marks) {
      const std::string name = event_name(v_, m.kind);
      if (!labels_.empty() && x(m.time) - labels_.back().x < 4) {
        if (!labels_.back().text.ends_with(name)) labels_.back().text += ", " + name;
      } else
        labels_.push_back({x(m.time), name, 0});
    }
    std::vector<double> ends(kMarkRows, -1);
    size_t rows = 0;
    for (Label& l : labels_) {
      const double half = static_cast<double>(columns(l.text)) * kLetter / 2;
      const double at = std::clamp(l.x, kLeft + half, kWidth - kRight - half);
      const auto row = std::ranges::find_if(ends, [&](double end) { return end < at - half; });
      l.row = static_cast<size_t>(row - ends.begin());
      l.x = at;
      if (row == ends.end()) continue;  // no room: the line alone
      *row = at + half + 10;
      rows = std::max(rows, l.row + 1);
    }
    return rows;
  }

  size_t place_legend() {
    double at = kLeft;
    size_t row = 0;
    for (const PlotLine& l : plot_.lines) {
      const double width = 26 + static_cast<double>(columns(l.title)) * kLetter + 18;
      if (at > kLeft && at + width > kWidth - kRight) {
        at = kLeft;
        ++row;
      }
      legend_.push_back({at, l.title, row});
      at += width;
    }
    return row + 1;
  }

  std::string colour(size_t index) const {
    if (plot_.lines[index].all) return "a";
    size_t before = 0;
    for (size_t i = 0; i < index; ++i)
      before += !plot_.lines[i].all && plot_.lines[i].flood == plot_.lines[index].flood;
    return plot_.lines[index].flood ? 'f' + std::to_string(before % kFloodColours)
                                    : 's' + std::to_string(before % kColours);
  }

  void box_of(double left, double top, double width, double height, std::string_view kind) {
    out_.leaf("rect", "",
              {{"class", kind},
               {"x", coordinate(left)},
               {"y", coordinate(top)},
               {"width", coordinate(width)},
               {"height", coordinate(height)}});
  }
  void stroke(double x1, double y1, double x2, double y2, std::string_view kind) {
    out_.leaf("line", "",
              {{"class", kind},
               {"x1", coordinate(x1)},
               {"y1", coordinate(y1)},
               {"x2", coordinate(x2)},
               {"y2", coordinate(y2)}});
  }
  void text(double at, double base, std::string_view said, std::string_view kind, std::string_view anchor) {
    out_.leaf("text", said,
              {{kind.empty() ? "" : "class", kind},
               {"x", coordinate(at)},
               {"y", coordinate(base)},
               {"text-anchor", anchor}});
  }

  void grid() {
    for (double rate = 0; rate <= top_ * 1.0001; rate += step_) {
      stroke(kLeft, y(rate), kWidth - kRight, y(rate), rate == 0 ? "axis" : "grid");
      text(kLeft - 8, y(rate) + 4, v_.words.word({"", Unit::number, {}, 0, rate}), "dim", "end");
    }
    for (const Time t : round_times(plot_.start, plot_.end(), 8)) {
      stroke(x(t), bottom(), x(t), bottom() + 5, "axis");
      text(x(t), bottom() + 20, short_time(t, plot_.start, plot_.end()), "dim", "middle");
    }
  }
  void spans() {
    for (const PlotSpan& s : plot_.spans)
      box_of(x(s.from), above_, std::max(2.0, x(s.to) - x(s.from)), kPlotHeight, "span");
  }
  /// Steps: each bin's rate holds over its whole width.
  void line(size_t index) {
    const PlotLine& l = plot_.lines[index];
    std::string path = "M" + coordinate(kLeft) + ' ' + coordinate(y(plot_.rate(l, 0)));
    for (size_t i = 0; i < plot_.bins; ++i) {
      const double right = x(plot_.start + static_cast<int64_t>(i + 1) * plot_.step_ns);
      const bool turns = i + 1 == plot_.bins || l.values->packets[i + 1] != l.values->packets[i];
      if (turns) path += "H" + coordinate(right);
      if (turns && i + 1 < plot_.bins) path += "V" + coordinate(y(plot_.rate(l, i + 1)));
    }
    const std::string kind = colour(index);
    if (!l.all)
      out_.leaf("path", "",
                {{"class", "area " + kind},
                 {"d", path + "V" + coordinate(bottom()) + "H" + coordinate(kLeft) + "Z"}});
    out_.leaf("path", "", {{"class", "line " + kind}, {"d", path}});
  }
  void marks() {
    for (const PlotMark& m : plot_.marks) {
      out_.open("g").leaf("title", m.what);
      stroke(x(m.time), above_ - 2, x(m.time), bottom(), m.kind == "order" ? "mark order" : "mark");
      out_.close();
    }
    for (const Label& l : labels_)
      if (l.row < kMarkRows) text(l.x, above_ - 6 - kRow * static_cast<double>(l.row), l.text, "", "middle");
  }
  void legend() {
    for (size_t i = 0; i < legend_.size(); ++i) {
      const double base = bottom() + 50 + kRow * static_cast<double>(legend_[i].row);
      stroke(legend_[i].x, base - 4, legend_[i].x + 18, base - 4, "line " + colour(i));
      text(legend_[i].x + 26, base, legend_[i].text, "", "start");
    }
  }

  const Plot& plot_;
  const View& v_;
  bool alone_;
  double peak_ = 0, step_ = 1, top_ = 1, above_ = 0;
  size_t peak_bin_ = 0, legend_rows_ = 1;
  std::vector<Label> labels_, legend_;
  Html out_;
};

}  // namespace

std::string plot_svg(const Plot& plot, const View& v, bool alone) { return Picture(plot, v, alone).drawn(); }

}  // namespace culprit::report
