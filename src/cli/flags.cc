#include "cli/flags.h"

#include <array>
#include <charconv>

#include "report/exporter.h"

namespace culprit::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFormats{"text"sv, "json"sv};
constexpr std::array kSeverities{"info"sv, "low"sv, "medium"sv, "high"sv, "critical"sv};

std::string set_format(ExplainOptions& o, const std::string& value) {
  o.format = value;
  return {};
}

std::string set_local(ExplainOptions& o, const std::string& value) {
  const auto prefix = Prefix::parse(value);
  if (!prefix) return "\"" + value + "\" is neither an address nor a network such as 192.0.2.0/24.";
  o.local.push_back(*prefix);
  return {};
}

std::string set_fail_on(ExplainOptions& o, const std::string& value) {
  for (size_t i = 0; i < kSeverities.size(); ++i)
    if (value == kSeverities[i]) o.fail_on = static_cast<Severity>(i);
  o.fails = true;
  return {};
}

std::string set_threads(ExplainOptions& o, const std::string& value) {
  const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), o.threads);
  const bool good =
      ec == std::errc{} && end == value.data() + value.size() && o.threads >= 1 && o.threads <= 1024;
  return good ? "" : "\"" + value + "\" is not a number from 1 to 1024.";
}

std::string set_lang(ExplainOptions& o, const std::string& value) {
  o.lang = value;
  return {};
}

std::string set_output(ExplainOptions& o, const std::string& value) {
  o.output = value;
  return {};
}

template <bool ExplainOptions::* Switch>
std::string turn_on(ExplainOptions& o, const std::string&) {
  o.*Switch = true;
  return {};
}

std::string more_detail(ExplainOptions& o, const std::string&) {
  ++o.detail;
  return {};
}

constexpr std::array kFlags{
    Flag{"format", 'f', "FORMAT", "How the answer is written.",
         "\"text\" is for people; \"json\" is for programs, see docs/report.schema.json.", kFormats, false,
         set_format},
    Flag{"local",
         'l',
         "CIDR",
         "An address or network of your own; may be repeated.",
         "Without it, culprit works out from the packets which side is yours, and says how.",
         {},
         true,
         set_local},
    Flag{"verbose",
         'v',
         "",
         "Show everything that was found, with a display filter for each group.",
         "",
         {},
         true,
         more_detail},
    Flag{"each",
         0,
         "",
         "Judge each input by itself.",
         "Text becomes a table, worst first; JSON becomes one line for each input (NDJSON). An input that "
         "cannot be read does not "
         "stop the others.",
         {},
         false,
         turn_on<&ExplainOptions::each>},
    Flag{"output",
         'o',
         "FILE",
         "Write the answer to a file.",
         "The file is replaced in one step, or not at all.",
         {},
         false,
         set_output},
    Flag{"fail-on", 0, "SEVERITY", "Exit with 1 if a finding is at least that bad.", "For use in scripts.",
         kSeverities, false, set_fail_on},
    Flag{"threads",
         'j',
         "N",
         "Threads: inputs at a time with --each, else 2 to read ahead.",
         "With --each as many as there are processors, unless given; else one.",
         {},
         false,
         set_threads},
    Flag{"lang",
         0,
         "LANG",
         "Language of the answer, such as en.",
         "English where there is no catalogue for it.",
         {},
         false,
         set_lang},
    Flag{"no-color",
         0,
         "",
         "No colours.",
         "Colours are used on a terminal only; the environment's NO_COLOR and TERM=dumb switch them off as "
         "well.",
         {},
         false,
         turn_on<&ExplainOptions::no_colour>},
    Flag{"quiet",
         'q',
         "",
         "No progress and no answer; only the exit status.",
         "With -o the file is still written.",
         {},
         false,
         turn_on<&ExplainOptions::quiet>},
    Flag{"sha256",
         0,
         "",
         "Put the SHA-256 of each input into the answer.",
         "",
         {},
         false,
         turn_on<&ExplainOptions::sha256>},
};

}  // namespace

std::span<const Flag> explain_flags() { return kFlags; }

std::string spelled(const Flag& flag) {
  std::string out = flag.letter != 0 ? std::string{'-', flag.letter, ',', ' '} : "    ";
  out.append("--").append(flag.name);
  if (!flag.value.empty()) out.append(" ").append(flag.value);
  return out;
}

}  // namespace culprit::cli
