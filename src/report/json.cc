// The report as JSON: docs/report.schema.json, version 1.
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "report/exporter.h"
#include "report/group_words.h"
#include "report/json_entry.h"
#include "report/json_files.h"
#include "report/json_parts.h"

namespace culprit::report {
namespace {

class Report {
 public:
  Report(const Case& c, const Words& words) : case_(c), words_(words), parts_(out_, c, words) {}

  std::string write() {
    out_.open_object().member("schema", "culprit.report/1");
    tool();
    out_.member("lang", words_.lang());
    input();
    conclusion();
    list("groups", case_.groups, [this](const Group& g) { group(g); });
    list("findings", case_.findings, [this](const Finding& f) { parts_.finding(f); });
    write_files(out_, parts_, case_);
    if (!case_.hosts.empty()) list("hosts", case_.hosts, [this](const Host& h) { host(h); });
    if (case_.timeline) timeline(*case_.timeline);
    if (!case_.events.empty()) list("events", case_.events, [this](const Event& e) { event(e); });
    parts_.sentences("not_visible", case_.not_visible);
    list("next", case_.next, [this](const NextStep& n) { next(n); });
    list("limits", case_.limits, [this](const Limit& l) { limit(l); });
    list("warnings", case_.warnings, [this](const Warning& w) { warning(w); });
    out_.close_object();
    return out_.text() + '\n';
  }

 private:
  template <class T, class Write>
  void list(std::string_view name, const std::vector<T>& items, Write write) {
    out_.key(name).open_array();
    for (const T& item : items) write(item);
    out_.close_array();
  }

  void tool() {
    out_.key("tool").open_object().member("name", "culprit").member("version", CULPRIT_VERSION);
    parts_.texts("witnesses", case_.witnesses);
    out_.close_object();
  }

  void file(const InputFile& f) {
    out_.open_object().member("name", escape(f.name)).member("kind", f.kind).member("format", f.format);
    out_.member("packets", f.packets).member("bytes", f.bytes).member("truncated", f.truncated);
    parts_.text("sha256", f.sha256);
    if (!f.link_types.empty()) parts_.texts("link_types", f.link_types);
    if (f.snaplen != 0) out_.member("snaplen", f.snaplen);
    if (f.dropped != 0) out_.member("dropped", f.dropped);
    if (!f.interfaces.empty()) parts_.texts("interfaces", f.interfaces);
    parts_.time("start", f.start);
    parts_.time("end", f.end);
    write_log_lines(out_, f);
    out_.close_object();
  }

  void input() {
    out_.key("input").open_object();
    list("files", case_.files, [this](const InputFile& f) { file(f); });
    out_.member("packets", case_.packets).member("bytes", case_.bytes);
    parts_.time("start", case_.start);
    parts_.time("end", case_.end);
    write_clock_offset(parts_, case_);
    parts_.texts("local", case_.local);
    out_.member("local_how", case_.local_how).member("payload_seen", case_.payload_seen).close_object();
  }

  void conclusion() {
    out_.member("verdict", name(case_.verdict));
    std::string answer;
    for (const Sentence& s : case_.answer) answer += (answer.empty() ? "" : " ") + words_.say(s);
    out_.member("answer", answer);
    parts_.text("highest_protocol", case_.highest_protocol);
  }

  void params(const Group& g) {
    out_.key("params").open_object();
    for (const Param& p : g.params) {
      if (p.unit == Unit::count || p.unit == Unit::bytes)
        out_.member(p.name, p.integer);
      else
        out_.member(p.name, words_.word(p));
    }
    out_.close_object();
  }

  void condition(const Condition& k) {
    out_.open_object().member("kind", k.kind).member("packets", k.packets);
    out_.member("what", condition_words(words_, k)).close_object();
  }

  void group(const Group& g) {
    const GroupWords said = group_words(case_, words_, g);
    out_.open_object().member("id", g.id).member("kind", g.kind).member("title", said.title);
    if (!g.params.empty()) params(g);
    out_.member("packets", g.packets)
        .member("bytes", g.bytes)
        .member("ordinary", g.ordinary)
        .member("basis", g.basis);
    out_.member("what", said.what);
    parts_.text("finding", g.finding);
    if (!said.why.empty()) out_.member("why", said.why);
    if (!said.worry_if.empty()) out_.member("worry_if", said.worry_if);
    if (!said.advice.empty()) out_.member("advice", said.advice);
    if (!said.source.empty()) out_.member("source", said.source);
    if (!g.conditions.empty()) list("conditions", g.conditions, [this](const Condition& k) { condition(k); });
    out_.member("filter", g.filter.empty() ? "frame" : g.filter).member("filter_exact", g.filter_exact);
    parts_.file(g.first.file);
    if (g.first.frame != 0) out_.member("first_frame", g.first.frame);
    parts_.time("first_time", g.first_time);
    parts_.time("last_time", g.last_time);
    list("hosts", g.hosts, [this](const Address& a) { out_.value(a.text()); });
    out_.close_object();
  }

  void host_name(const HostName& n) {
    out_.open_object();
    parts_.text("name", n.name);
    out_.member("source", n.source);
    if (n.frame.frame != 0) {
      parts_.file(n.frame.file);
      out_.member("frame", n.frame.frame);
    }
    out_.close_object();
  }

  void host(const Host& h) {
    out_.open_object().member("ip", h.ip.text());
    parts_.mac(h.mac);
    parts_.text("name", h.name);
    if (!h.names.empty()) list("names", h.names, [this](const HostName& n) { host_name(n); });
    parts_.text("role", h.role);
    parts_.text("maker", h.maker);
    parts_.text("network", h.network);
    if (h.packets != 0) out_.member("packets", h.packets).member("bytes", h.bytes);
    out_.close_object();
  }

  void numbers(std::string_view name, const std::vector<uint64_t>& values) {
    list(name, values, [this](uint64_t value) { out_.value(value); });
  }

  void timeline(const Timeline& t) {
    out_.key("timeline").open_object();
    parts_.time("start", t.start);
    parts_.real("step_s", static_cast<double>(t.step_ns) / static_cast<double>(kSecond), 9);
    list("series", t.series, [this](const Series& s) {
      out_.open_object().member("group", s.group);
      numbers("packets", s.packets);
      if (!s.bytes.empty()) numbers("bytes", s.bytes);
      out_.close_object();
    });
    out_.close_object();
  }

  void event(const Event& e) {
    out_.open_object();
    parts_.time("time", e.time);
    out_.member("kind", e.kind).member("what", words_.say(e.what));
    parts_.evidence(e.evidence);
    out_.close_object();
  }

  void next(const NextStep& n) {
    out_.open_object().member("what", words_.say(n.what));
    if (!n.command.empty()) out_.member("command", n.command);
    parts_.text("platform", n.platform);
    out_.close_object();
  }

  void limit(const Limit& l) {
    out_.open_object().member("what", l.what).member("count", l.count);
    out_.member("effect", limit_words(words_, l)).close_object();
  }

  void warning(const Warning& w) {
    out_.open_object().member("code", w.code).member("detail", warning_words(words_, w));
    if (w.file) parts_.file(*w.file);
    if (w.frame != 0) out_.member("frame", w.frame);
    out_.close_object();
  }

  Json out_;
  const Case& case_;
  const Words& words_;
  JsonParts parts_;
};

std::string write(const Case& c, const Words& words, const Style&) { return Report(c, words).write(); }

}  // namespace

extern const Exporter json;
const Exporter json{.id = "json", .extension = "json", .write = write};

}  // namespace culprit::report
