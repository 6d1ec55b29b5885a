// How a script came in, and what happened round it: from what the logs told.
#pragma once
#include "attribute/log_watch.h"
#include "case/case.h"

namespace culprit::attribute {

/// What the story is told from. Times of the logs are put on the capture's clock by `offset` (log minus
/// capture).
struct EntryWitness {
  const LogWatch& logs;
  int64_t offset = 0;
};

/// Gives each finding with orders its entry; adds events (probe, upload, first-use, login, return, log-gap,
/// log-back), a finding `webshell-upload` for scripts that were put there without a known order, and a finding
/// `brute-force` for passwords that were guessed. Call after place_scripts().
void tell_entry(const EntryWitness& witness, Case& c);

}  // namespace culprit::attribute
