#include "case/advice.h"
#include "case/answer.h"
#include "case/case.h"
#include "case/incident.h"

namespace culprit {

void conclude(Case& c) {
  c.verdict = judge(c);
  word_findings(c);
  write_answer(c);
  say_not_visible(c);
  add_remedies(c);
  add_next_steps(c);
}

}  // namespace culprit
