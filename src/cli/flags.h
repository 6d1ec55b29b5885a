// Every flag is defined once; the parser, the help, the manual page and the completion are made from the
// definition.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "case/case.h"
#include "engine/engine.h"

namespace culprit::cli {

/// What `culprit explain` was asked for.
struct ExplainOptions {
  std::vector<std::string> inputs;  ///< of `culprit logs` the logs, of `culprit kinds` the words
  std::vector<std::string> logs;
  std::vector<std::string> processes;  ///< outputs of netstat and the like
  std::vector<std::string> webroots;   ///< of `culprit scan` the inputs
  std::vector<std::string> rules, known, configurations;
  std::vector<std::string> geo, keylogs;
  std::string quarantine, undo, patch;
  bool no_known = false, no_times = false, also_suspicious = false, no_trial = false;
  std::string log_format;
  int64_t log_zone_s = 0, log_year = 0;
  std::string format = "text";
  std::string lang;  ///< empty = the environment's; of JSON English
  std::string output;
  std::string firewall;               ///< of `culprit contain`: print only its rules
  std::vector<std::string> captures;  ///< of a saved report, where they lie elsewhere
  unsigned apply = 0;                 ///< put into force, back after so many seconds; 0 = no
  std::string dropped;                ///< of `culprit prove`: the file that gets the frames' numbers
  unsigned measure = 1;               ///< ... those of this measure
  std::string filter;                 ///< libpcap's language
  uint64_t frame = 0;                 ///< to be explained by itself
  std::vector<Prefix> local;
  int detail = 0;
  SecondOpinion second_opinion = SecondOpinion::worthwhile;
  unsigned threads = 0;    ///< 0 = as many as there are processors
  bool only_logs = false;  ///< the verb is `logs`
  bool each = false, no_colour = false, quiet = false, sha256 = false;
  bool fails = false;  ///< --fail-on was given
  Severity fail_on = Severity::high;
};

/// The verbs that read; a flag says which of them take it.
enum Verb : uint8_t {
  kExplain = 1,
  kLogs = 2,
  kScan = 4,
  kAudit = 8,
  kKinds = 16,
  kContain = 32,
  kProve = 64
};
inline constexpr uint8_t kBoth = kExplain | kLogs, kFiles = kExplain | kScan, kAll = kBoth | kScan | kAudit,
                         kReplays = kContain | kProve, kPackets = kExplain | kReplays,
                         kEvery = kAll | kKinds | kReplays;

/// A verb's place in the help.
struct VerbInfo {
  Verb verb;
  std::string_view name, inputs, what;
};
std::span<const VerbInfo> verbs();

struct Flag {
  std::string_view name;   ///< "format", without the dashes
  char letter;             ///< 'f', or 0
  std::string_view value;  ///< what it takes, "FORMAT"; empty for a switch
  std::string_view help;   ///< one line
  std::string_view doc;    ///< the rest of the paragraph in the manual page
  std::span<const std::string_view> choices;
  bool repeats;
  uint8_t verbs;  ///< a set of Verb
  /// Takes the value; gives a sentence where it is wrong, else nothing.
  std::string (*set)(ExplainOptions& options, const std::string& value);
};
std::span<const Flag> flags();

/// "-f, --format FORMAT"
std::string spelled(const Flag& flag);

}  // namespace culprit::cli
