// From the command line to a command.
#pragma once

namespace culprit::cli {

int run(int argc, const char* const* argv);

}  // namespace culprit::cli
