#include "report/html_packets.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/html_small.h"

namespace culprit::report {
namespace {

constexpr size_t kRow = 16, kColours = 6;
constexpr std::string_view kHex = "0123456789abcdef";

std::string hex(uint64_t value, int digits) {
  std::string out;
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kHex[value >> shift & 15];
  return out;
}

/// The classes of the excerpt's marks: "m0".. for what tells, "h0".. for headers; and which mark each byte
/// has.
class Painted {
 public:
  explicit Painted(const Excerpt& e) : excerpt_(e), mark_of_(e.bytes.size(), kNone) {
    size_t telling = 0, headers = 0;
    for (const Mark& m : e.marks)
      classes_.push_back(m.telling ? "m" + std::to_string(telling++ % kColours)
                                   : "h" + std::to_string(headers++ % 3));
    for (size_t i = 0; i < e.marks.size(); ++i)
      for (size_t b = e.marks[i].at; b < e.marks[i].at + size_t{e.marks[i].size} && b < mark_of_.size(); ++b)
        mark_of_[b] = i;
  }
  const std::string& of_mark(size_t i) const { return classes_[i]; }
  size_t mark(size_t byte) const { return mark_of_[byte]; }
  static constexpr size_t kNone = SIZE_MAX;

  /// Bytes [begin, end) as `each` writes one, those of one mark in one element.
  template <class Each>
  void run(Html& out, size_t begin, size_t end, Each each) const {
    for (size_t i = begin; i < end;) {
      size_t stop = i;
      std::string text;
      for (; stop < end && mark_of_[stop] == mark_of_[i]; ++stop) text += each(stop);
      if (mark_of_[i] == kNone)
        out.text(text);
      else if (excerpt_.marks[mark_of_[i]].telling)
        out.leaf("mark", text, {{"class", classes_[mark_of_[i]]}});
      else
        out.leaf("span", text, {{"class", classes_[mark_of_[i]]}});
      i = stop;
    }
  }

 private:
  const Excerpt& excerpt_;
  std::vector<std::string> classes_;
  std::vector<size_t> mark_of_;
};

/// Rows that differ in nothing from the row before are folded, as hexdump does.
bool repeats(const Excerpt& e, const Painted& p, size_t at) {
  if (at < kRow || at + 2 * kRow > e.bytes.size()) return false;
  for (size_t i = at; i < at + kRow; ++i)
    if (e.bytes[i] != e.bytes[i - kRow] || p.mark(i) != p.mark(i - kRow)) return false;
  return true;
}

void row(Html& out, const Excerpt& e, const Painted& p, size_t at) {
  const size_t end = std::min(at + kRow, e.bytes.size());
  out.leaf("span", hex(at, 4), {{"class", "at"}}).text("  ");
  p.run(out, at, end, [&](size_t i) {
    const std::string gap = i + 1 == end ? "" : (i - at == kRow / 2 - 1 ? "  " : " ");
    return hex(static_cast<uint8_t>(e.bytes[i]), 2) + gap;
  });
  const size_t missing = kRow - (end - at);
  out.text(std::string(missing * 3 + (missing >= kRow / 2 ? 1 : 0) + 2, ' '));
  p.run(out, at, end, [&](size_t i) {
    const auto c = static_cast<uint8_t>(e.bytes[i]);
    return std::string(1, c >= 0x20 && c < 0x7f ? e.bytes[i] : '.');
  });
  out.text("\n");
}

void dump(Html& out, const View& v, const Excerpt& e, const Painted& p, const std::string& name) {
  out.open("pre", {{"class", "bytes"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", name}});
  bool folded = false;
  for (size_t at = 0; at < e.bytes.size(); at += kRow) {
    if (repeats(e, p, at)) {
      if (!folded) out.leaf("span", "*     " + v.say("page.same-rows"), {{"class", "at"}}).text("\n");
      folded = true;
      continue;
    }
    folded = false;
    row(out, e, p, at);
  }
  out.close();
}

void legend(Html& out, const View& v, const Excerpt& e, const Painted& p) {
  out.open("ul", {{"class", "legend"}});
  for (size_t i = 0; i < e.marks.size(); ++i) {
    const Mark& m = e.marks[i];
    Sentence where(m.size == 1 ? "page.byte" : "page.byte-range");
    where.text("from", std::to_string(m.at)).text("to", std::to_string(m.at + m.size - 1));
    out.open("li").leaf(m.telling ? "mark" : "span", v.words.say(where), {{"class", p.of_mark(i)}});
    out.text(" ").leaf("span", v.words.say(m.what)).close();
  }
  out.close();
}

void packet(Html& out, const View& v, const Excerpt& e, bool first) {
  Sentence head("page.frame-bytes");
  head.text("n", std::to_string(e.ref.frame)).text("time", v.time(e.time)).bytes("bytes", e.wire);
  std::string name = v.words.say(head);
  if (v.c.files.size() > 1 && e.ref.file < v.c.files.size())
    name = escape(v.c.files[e.ref.file].name) + ": " + name;
  out.open("details", {{"class", "packet"}, {"id", frame_anchor(v, e.ref)}, {first ? "open" : "", ""}});
  out.leaf("summary", name);
  const Painted painted(e);
  dump(out, v, e, painted, name);
  if (e.bytes.size() < e.wire)
    out.leaf(
        "p",
        v.words.say("page.frame-cut", Sentence().bytes("shown", e.bytes.size()).bytes("all", e.wire).params),
        {{"class", "note"}});
  legend(out, v, e, painted);
  out.close();
}

}  // namespace

void html_packets(Html& out, const View& v) {
  if (v.c.excerpts.empty()) {
    const bool cites = std::ranges::any_of(v.c.findings, [](const Finding& f) { return f.first.frame != 0; });
    if (cites && v.c.payload_seen) out.leaf("p", v.say("page.no-packets"));
    return;
  }
  const Finding* f = nullptr;
  for (const Finding& one : v.c.findings)
    if (f == nullptr && one.trigger) f = &one;
  const FrameRef open = f != nullptr ? f->trigger->frame : v.c.excerpts.front().ref;
  for (const Excerpt& e : v.c.excerpts) packet(out, v, e, e.ref == open);
}

}  // namespace culprit::report
