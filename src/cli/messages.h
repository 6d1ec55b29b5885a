// Telling the user that something is wrong.
#pragma once
#include "base/result.h"

namespace culprit::cli {

/// One line on standard error: where, what, and what to do about it.
void complain(const Error& error);

}  // namespace culprit::cli
