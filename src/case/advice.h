// What to do: remedies for findings, what to collect next, and what an input cannot show.
#pragma once
#include "case/case.h"

namespace culprit {

void add_remedies(Case& c);
void add_next_steps(Case& c);
void say_not_visible(Case& c);

}  // namespace culprit
