#include "report/html_data.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "report/group_words.h"
#include "report/html_small.h"
#include "report/plot.h"
#include "report/said.h"

namespace culprit::report {
namespace {

double milliseconds(int64_t ns) { return static_cast<double>(ns / kMicrosecond) / 1000; }

/// What stands on the buttons and labels that the script makes.
void words(Json& out, const View& v) {
  static constexpr std::array names{"copy",      "copied",      "filter-rows",  "rows",     "more-rows",
                                    "sort",      "rate",        "bits",         "measure",  "scale",
                                    "linear",    "logarithmic", "zoom-in",      "zoom-out", "zoom-all",
                                    "plot-help", "time",        "nothing-there"};
  out.key("words").open_object();
  for (const char* name : names) {
    const std::string key = std::string("page.") + name;
    // Their placeholders are filled by the script.
    Sentence s;
    for (const char* hole : {"shown", "all", "column"}) s.text(hole, std::string("%") + hole);
    out.member(name, v.words.say(key, s.params));
  }
  out.close_object();
}

void numbers(Json& out, const char* name, const std::vector<uint64_t>& values, size_t n) {
  out.key(name).open_array();
  for (size_t i = 0; i < n; ++i) out.value(i < values.size() ? values[i] : 0);
  out.close_array();
}

void plot(Json& out, const View& v, const Plot& p) {
  out.open_object().member("title", p.title);
  out.member("start", milliseconds(p.start.ns)).member("step", static_cast<double>(p.step_ns) / 1e6);
  out.key("lines").open_array();
  for (const PlotLine& l : p.lines) {
    out.open_object().member("title", l.title).member("all", l.all).member("flood", l.flood);
    numbers(out, "packets", l.values->packets, p.bins);
    numbers(out, "bytes", l.values->bytes, p.bins);
    out.close_object();
  }
  out.close_array().key("marks").open_array();
  for (const PlotMark& m : p.marks)
    out.open_object()
        .member("time", milliseconds(m.time.ns))
        .member("kind", m.kind)
        .member("name", event_name(v, m.kind))
        .member("what", m.what)
        .close_object();
  out.close_array().key("spans").open_array();
  for (const PlotSpan& s : p.spans)
    out.open_object()
        .member("from", milliseconds(s.from.ns))
        .member("to", milliseconds(s.to.ns))
        .close_object();
  out.close_array().close_object();
}

/// Conversations as rows of numbers: hosts and kinds by their place in lists that stand beside.
class Talks {
 public:
  Talks(Json& out, const View& v) : out_(out), v_(v) {}
  void write() {
    out_.key("talks").open_object().key("rows").open_array();
    for (const Talk& t : v_.c.talks) row(t);
    out_.close_array();
    pairs("hosts", hosts_);
    list("over", over_);
    pairs("kinds", kinds_);
    out_.close_object();
  }

 private:
  struct Seen {
    std::map<std::string, size_t, std::less<>> place;
    std::vector<std::string> all;
    size_t of(const std::string& text) {
      const auto [at, fresh] = place.try_emplace(text, all.size());
      if (fresh) all.push_back(text);
      return at->second;
    }
  };
  void row(const Talk& t) {
    out_.open_array().value(host(t.from)).value(host(t.to)).value(over_.of(protocol_words(v_, t)));
    out_.value(t.packets[0]).value(t.packets[1]).value(t.bytes[0] + t.bytes[1]);
    out_.value(milliseconds(t.first.ns)).value(milliseconds(t.last - t.first)).value(kind(t.group));
    out_.close_array();
  }
  size_t host(const Address& a) {
    const auto [at, fresh] = by_address_.try_emplace(a, hosts_.size());
    if (fresh) hosts_.emplace_back(host_words(v_, a), called_words(v_, a));
    return at->second;
  }
  size_t kind(const std::string& id) {
    const auto [at, fresh] = by_group_.try_emplace(id, kinds_.size());
    if (!fresh) return at->second;
    const auto g = std::ranges::find(v_.c.groups, id, &Group::id);
    const bool known = g != v_.c.groups.end();
    kinds_.emplace_back(known ? group_words(v_.c, v_.words, *g).title : std::string(),
                        known && (!g->ordinary || !g->finding.empty()) ? "strange" : "");
    return at->second;
  }
  void pairs(const char* name, const std::vector<std::pair<std::string, std::string>>& all) {
    out_.key(name).open_array();
    for (const auto& [first, second] : all) out_.open_array().value(first).value(second).close_array();
    out_.close_array();
  }
  void list(const char* name, const Seen& seen) {
    out_.key(name).open_array();
    for (const std::string& one : seen.all) out_.value(one);
    out_.close_array();
  }

  Json& out_;
  const View& v_;
  Seen over_;
  std::vector<std::pair<std::string, std::string>> hosts_, kinds_;
  std::map<Address, size_t> by_address_;
  std::map<std::string, size_t> by_group_;
};

}  // namespace

std::string html_data(const View& v) {
  Json out(false);
  out.open_object().member("lang", v.words.lang());
  words(out, v);
  out.key("plots").open_array();
  for (const Plot& p : plots(v)) plot(out, v, p);
  out.close_array();
  Talks(out, v).write();
  out.close_object();
  return out.text();
}

}  // namespace culprit::report
