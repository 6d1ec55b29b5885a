// How an answer reaches its reader: written in the format asked for, to where it was asked for.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "case/case.h"
#include "cli/flags.h"
#include "report/exporter.h"

namespace culprit::cli {

/// In the language of --lang, else of the environment (LC_ALL, LC_MESSAGES, LANG); JSON in English unless
/// asked.
Words words_for(const ExplainOptions& o);
/// Text or JSON, which every verb writes; the other formats tell of a whole case.
inline bool is_plain(std::string_view format) { return format == "text" || format == "json"; }
report::Style style_for(const ExplainOptions& o, std::optional<Time> when);
std::string rendered(const ExplainOptions& o, const Case& c);
/// To the file or to standard output; a problem is told at once, and gives false.
bool deliver(const ExplainOptions& o, std::string_view text);
/// Is there a finding as bad as --fail-on says?
bool reached(const ExplainOptions& o, const Case& c);

}  // namespace culprit::cli
