// The answer on a terminal.
#include "report/exporter.h"
#include "report/text_advice.h"
#include "report/text_answer.h"
#include "report/text_evidence.h"
#include "report/text_files.h"
#include "report/text_story.h"

namespace culprit::report {
namespace {

std::string write(const Case& c, const Words& words, const Style& style) {
  Page page(style);
  const View view{page, c, words};
  verdict_section(view);
  answer_section(view);
  orders_section(view);
  story_section(view);
  files_section(view);
  evidence_section(view);
  groups_section(view);
  blind_section(view);
  advice_section(view);
  warnings_section(view);
  return page.text();
}

}  // namespace

extern const Exporter text;
const Exporter text{.id = "text", .extension = "txt", .write = write};

}  // namespace culprit::report
