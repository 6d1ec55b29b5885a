#include "cli/command_contain.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "cli/command_explain.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "host/apply.h"
#include "host/output.h"
#include "host/replay.h"
#include "host/saved.h"
#include "report/proof.h"

namespace culprit::cli {
namespace {

/// What is to be read again, and how many packets that should be (0 = not known).
struct Wanted {
  host::ExplainRequest request;
  uint64_t packets = 0;
};

/// A saved report stands for its captures.
Result<Wanted> wanted(const ExplainOptions& o, size_t first_input) {
  Wanted out;
  host::ExplainRequest& r = out.request;
  r.filter = o.filter;
  r.options.local = o.local;
  r.progress = !o.quiet;
  for (size_t i = first_input; i < o.inputs.size(); ++i) {
    const auto saved = host::read_saved(o.inputs[i]);
    if (!saved) {
      r.inputs.push_back(o.inputs[i]);
      continue;
    }
    out.packets += saved->packets;
    if (r.options.local.empty()) r.options.local = saved->local;
    if (!o.captures.empty()) continue;
    const auto found = host::find_captures(*saved, o.inputs[i]);
    if (!found) return std::unexpected(found.error());
    std::ranges::copy(*found, std::back_inserter(r.inputs));
  }
  std::ranges::copy(o.captures, std::back_inserter(r.inputs));
  return out;
}

/// The words of a report are about its own packets only.
void check(const Wanted& w, const Case& whole) {
  if (w.packets != 0 && w.request.filter.empty() && w.packets != whole.packets)
    complain({"The report is about " + std::to_string(w.packets) + " packets, but the capture has " +
                  std::to_string(whole.packets) + ": it is another one, or was changed.",
              "", "What follows is about the capture."});
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

/// The rules were proven with the capture; whether they suit the computer shows only while they are in force.
int put_into_force(const ExplainOptions& o, const host::Contained& all, host::Applier& applier) {
  ExplainOptions of_nft = o;
  of_nft.firewall = "nftables";
  const auto rules = form_of(of_nft, all);
  std::optional<Error> problem = rules ? applier.apply(*rules, o.apply) : rules.error();
  const Words words(o.lang);
  if (!problem) {
    deliver(o, *rules + words.say(Sentence("contain.applied").count("n", o.apply)) + '\n');
    const auto stays = applier.confirmed();
    if (stays) {
      deliver(o, words.say(*stays ? "contain.kept" : "contain.taken-back") + '\n');
      return *stays ? done : failed;
    }
    problem = stays.error();
  }
  complain(*problem);
  return failed;
}

}  // namespace

int contain(const ExplainOptions& o, const std::atomic<bool>& stop) {
  std::optional<host::Applier> applier;
  if (o.apply != 0) {
    auto begun = host::Applier::begin();
    if (!begun) {
      complain(begun.error());
      return failed;
    }
    applier.emplace(std::move(*begun));
  }
  const auto w = wanted(o, 0);
  const auto all = w ? host::contain(w->request, stop) : std::unexpected(w.error());
  if (!all) {
    complain(all.error());
    return failed;
  }
  check(*w, all->whole);
  if (applier) return put_into_force(o, *all, *applier);
  return give(o, o.firewall.empty() ? Result<std::string>(told(o, *all)) : form_of(o, *all), stop);
}

int prove(const ExplainOptions& o, const std::atomic<bool>& stop) {
  if (o.inputs.size() + o.captures.size() < 2) {
    complain({"A proof needs rules and a capture.", "", "Say: culprit prove RULES CAPTURE."});
    return failed;
  }
  const auto w = wanted(o, 1);
  const auto proven =
      w ? host::prove(o.inputs.front(), w->request, !o.dropped.empty(), stop) : std::unexpected(w.error());
  if (!proven) {
    complain(proven.error());
    return failed;
  }
  check(*w, proven->whole);
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
