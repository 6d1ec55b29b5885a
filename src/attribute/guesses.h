// Passwords that were guessed, as the logs of SSH and FTP tell it.
#pragma once
#include "attribute/entry.h"

namespace culprit::attribute {

/// So many refused logins before one that was let in are no slip of the fingers.
inline constexpr uint64_t kGuesses = 6;

/// Adds a finding `brute-force` for each client that was let in after many refusals, and one for all that
/// tried in vain.
void tell_guesses(const EntryWitness& witness, Case& c);

}  // namespace culprit::attribute
