// The answer to "what are these strange packets?", sentence by sentence.
#pragma once
#include "case/case.h"

namespace culprit {

/// Fills Case::answer (and highest_protocol where it is empty) by the verdict.
void write_answer(Case& c);
/// Gives findings that came without words their title and description, and tells the story as events.
void word_findings(Case& c);

/// Parameters that every sentence about a flood may use: source, target, packets (a phrase), n, sources,
/// targets.
Sentence about(const Finding& f, std::string key);

}  // namespace culprit
