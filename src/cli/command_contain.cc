#include "cli/command_contain.h"

#include <algorithm>

#include "cli/command_explain.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "host/output.h"
#include "host/replay.h"
#include "report/proof.h"

namespace culprit::cli {
namespace {

host::ExplainRequest request_of(const ExplainOptions& o, size_t first_input) {
  host::ExplainRequest r;
  r.inputs.assign(o.inputs.begin() + static_cast<std::ptrdiff_t>(first_input), o.inputs.end());
  r.filter = o.filter;
  r.options.local = o.local;
  r.progress = !o.quiet;
  return r;
}

/// The text of --for; an error where there is none.
Result<std::string> form_of(const ExplainOptions& o, const host::Contained& all) {
  if (all.measures.empty()) return error("There is nothing here that a firewall rule should stop.");
  if (o.measure > all.measures.size())
    return error("There is no measure " + std::to_string(o.measure) + ": there are " +
                     std::to_string(all.measures.size()) + '.',
                 "--measure");
  const auto& forms = all.measures[o.measure - 1].measure.forms;
  const auto form = std::ranges::find(forms, o.firewall, &Form::firewall);
  if (form == forms.end())
    return error("This measure cannot be said in the language of " + o.firewall + '.', "--for",
                 "Try another with --measure.");
  return form->text;
}

std::string told(const ExplainOptions& o, const host::Contained& all) {
  const Words words(o.lang);
  return o.format == "json" ? report::measures_json(all.whole, all.measures, words)
                            : report::measures_text(all.whole, all.measures, words, style_for(o, {}));
}

/// A number on each line; where there are several inputs, the input's number stands before it.
std::string frame_list(std::vector<FrameRef> frames) {
  std::ranges::sort(frames);
  const bool several = !frames.empty() && frames.back().file != 0;
  std::string out;
  for (const FrameRef& r : frames) {
    if (several) out += std::to_string(r.file + 1) + ' ';
    out += std::to_string(r.frame) + '\n';
  }
  return out;
}

int give(const ExplainOptions& o, const Result<std::string>& text, const std::atomic<bool>& stop) {
  if (!text) {
    complain(text.error());
    return failed;
  }
  if (!deliver(o, *text)) return failed;
  return stop ? interrupted : done;
}

}  // namespace

int contain(const ExplainOptions& o, const std::atomic<bool>& stop) {
  const auto all = host::contain(request_of(o, 0), stop);
  if (!all) {
    complain(all.error());
    return failed;
  }
  return give(o, o.firewall.empty() ? Result<std::string>(told(o, *all)) : form_of(o, *all), stop);
}

int prove(const ExplainOptions& o, const std::atomic<bool>& stop) {
  if (o.inputs.size() < 2) {
    complain({"A proof needs rules and a capture.", "", "Say: culprit prove RULES CAPTURE."});
    return failed;
  }
  const auto proven = host::prove(o.inputs.front(), request_of(o, 1), !o.dropped.empty(), stop);
  if (!proven) {
    complain(proven.error());
    return failed;
  }
  if (!o.dropped.empty())
    if (const auto problem = host::write_file(o.dropped, frame_list(proven->proof.dropped))) {
      complain(*problem);
      return failed;
    }
  const Words words(o.lang);
  return give(o,
              o.format == "json" ? report::proof_json(proven->whole, proven->proof, words)
                                 : report::proof_text(proven->whole, proven->proof, words, style_for(o, {})),
              stop);
}

}  // namespace culprit::cli
