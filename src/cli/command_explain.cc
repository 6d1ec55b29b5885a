#include "cli/command_explain.h"

#include <algorithm>
#include <optional>
#include <thread>

#include "base/text.h"
#include "cli/command_scan.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "cli/overview.h"
#include "host/explain.h"
#include "report/frame.h"

namespace culprit::cli {
namespace {

host::ExplainRequest request_of(const ExplainOptions& o) {
  host::ExplainRequest r;
  r.inputs = o.only_logs ? std::vector<std::string>{} : o.inputs;
  r.logs = o.only_logs ? o.inputs : o.logs;
  r.log_options = {o.log_format, o.log_zone_s, o.log_year};
  r.options.local = o.local;
  r.options.frame = {0, o.frame};
  r.filter = o.filter;
  r.processes = o.processes;
  r.options.second_opinion = o.second_opinion;
  r.webroots = o.webroots;
  r.geo = o.geo;
  r.keylogs = o.keylogs;
  r.configurations = o.configurations;
  r.scan = scan_options(o);
  r.sha256 = o.sha256;
  r.excerpts = o.format == "html";
  r.read_ahead = o.threads > 1 && !o.each;
  r.progress = !o.quiet;
  return r;
}

// A pretty JSON text on one line: line ends stand only between its parts, never inside a string.
std::string one_line(std::string_view pretty) {
  std::string out;
  while (!pretty.empty()) {
    const size_t end = std::min(pretty.find('\n'), pretty.size());
    out.append(pretty.substr(0, end));
    pretty.remove_prefix(std::min(pretty.find_first_not_of("\n ", end), pretty.size()));
  }
  return out + '\n';
}

int explain_together(const ExplainOptions& o, const std::atomic<bool>& stop) {
  const auto c = host::explain(request_of(o), stop);
  if (!c) {
    complain(c.error());
    return failed;
  }
  if (!deliver(o, rendered(o, *c))) return failed;
  if (stop) return interrupted;
  return reached(o, *c) ? found : done;
}

int explain_frame(const ExplainOptions& o, const std::atomic<bool>& stop) {
  if (o.each || o.inputs.size() != 1 || o.only_logs) {
    complain({"--frame explains a frame of one capture.", "--frame", "Name one, without --each."});
    return failed;
  }
  const auto told = host::explain_frame(request_of(o), stop);
  if (!told) {
    complain(told.error());
    return failed;
  }
  const report::Style style = style_for(o, told->frame.time);
  const Words words = words_for(o);
  return deliver(o, o.format == "json" ? report::frame_json(told->frame, told->whole, words)
                                       : report::frame_text(told->frame, told->whole, words, style))
             ? done
             : failed;
}

/// What --each has gathered so far.
class Gathered {
 public:
  explicit Gathered(const ExplainOptions& o) : options_(o) {}

  void take(const std::string& input, const Result<Case>& result) {
    read_ = read_ || result.has_value();
    reached_ = reached_ || (result && reached(options_, *result));
    if (options_.format == "text")
      overview_.add(input, result, words_for(options_));
    else if (result)
      add_line(rendered(options_, *result));
    if (!result) complain(result.error());
  }
  bool finish() {
    if (options_.format == "text") text_ = overview_.text(words_for(options_), style_for(options_, {}));
    return good_ && (text_.empty() || deliver(options_, text_));
  }
  int status() const { return !read_ ? failed : reached_ ? found : done; }

 private:
  // Lines go out as soon as they are ready, unless they are for a file, which is written in one step.
  void add_line(const std::string& pretty) {
    if (!options_.output.empty())
      text_ += one_line(pretty);
    else
      good_ = deliver(options_, one_line(pretty)) && good_;
  }

  const ExplainOptions& options_;
  Overview overview_;
  std::string text_;
  bool read_ = false, reached_ = false, good_ = true;
};

int explain_apart(const ExplainOptions& o, const std::atomic<bool>& stop) {
  Gathered gathered(o);
  const unsigned threads = o.threads != 0 ? o.threads : std::thread::hardware_concurrency();
  host::explain_each(request_of(o), threads, stop,
                     [&](const std::string& input, const Result<Case>& r) { gathered.take(input, r); });
  if (!gathered.finish()) return failed;
  return stop ? interrupted : gathered.status();
}

}  // namespace

int explain(const ExplainOptions& options, const std::atomic<bool>& stop) {
  if (std::ranges::count(options.inputs, "-") + std::ranges::count(options.logs, "-") > 1) {
    complain({"Standard input can be read only once.", "-", "Name it once."});
    return failed;
  }
  if (!is_plain(options.format) && (options.each || options.frame != 0)) {
    complain({"Of one frame, and of each input by itself, there is text and JSON only.", options.format,
              "Leave --format out, or ask about one input as a whole."});
    return failed;
  }
  if (options.frame != 0) return explain_frame(options, stop);
  return options.each ? explain_apart(options, stop) : explain_together(options, stop);
}

}  // namespace culprit::cli
