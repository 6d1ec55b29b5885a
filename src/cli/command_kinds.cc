#include "cli/command_kinds.h"

#include "cli/command_explain.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "report/kind_list.h"

namespace culprit::cli {

int kinds(const ExplainOptions& o) {
  const Words words = words_for(o);
  const auto found = report::kinds_with(words, o.inputs);
  if (found.empty()) {
    std::string asked;
    for (const std::string& word : o.inputs) asked += (asked.empty() ? "" : " ") + word;
    complain({"No kind of traffic has \"" + asked + "\" in its name or its words.", "",
              "\"culprit kinds\" lists all."});
    return failed;
  }
  const bool whole = found.size() == 1 || o.detail > 0;
  const std::string text = o.format == "json" ? report::kinds_json(found, words)
                           : whole            ? report::kinds_told(found, words, style_for(o, {}))
                                              : report::kinds_listed(found, words, style_for(o, {}));
  return deliver(o, text) ? done : failed;
}

}  // namespace culprit::cli
