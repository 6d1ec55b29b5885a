// The help, the manual page and the shell completion, made from the definition of the flags.
#pragma once
#include <string>

namespace culprit::cli {

std::string help_text();
std::string manual_page();
std::string bash_completion();

}  // namespace culprit::cli
