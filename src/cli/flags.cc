#include "cli/flags.h"

#include <array>
#include <charconv>

#include "report/exporter.h"

namespace culprit::cli {
namespace {

using namespace std::string_view_literals;

constexpr std::array kFormats{"text"sv, "json"sv, "html"sv, "markdown"sv, "svg"sv, "post"sv};
constexpr std::array kFirewalls{"nftables"sv, "iptables"sv, "ufw"sv,      "firewalld"sv, "pf"sv,
                                "windows"sv,  "netsh"sv,    "flowspec"sv, "systemd"sv};
constexpr std::array kWitnesses{"auto"sv, "ndpi"sv, "none"sv};
constexpr std::array kSeverities{"info"sv, "low"sv, "medium"sv, "high"sv, "critical"sv};

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

std::string set_witness(ExplainOptions& o, const std::string& value) {
  o.second_opinion = value == "ndpi"   ? SecondOpinion::always
                     : value == "none" ? SecondOpinion::never
                                       : SecondOpinion::worthwhile;
  return {};
}

std::string set_measure(ExplainOptions& o, const std::string& value) {
  const char* last = value.data() + value.size();
  const bool good =
      std::from_chars(value.data(), last, o.measure) == std::from_chars_result{last, std::errc{}};
  return good && o.measure != 0 ? ""
                                : "\"" + value + "\" is no number of a measure: they are counted from 1.";
}

std::string set_apply(ExplainOptions& o, const std::string& value) {
  const char* last = value.data() + value.size();
  const bool good = std::from_chars(value.data(), last, o.apply) == std::from_chars_result{last, std::errc{}};
  return good && o.apply >= 5 && o.apply <= 3600
             ? ""
             : "\"" + value + "\" is no number of seconds from 5 to 3600.";
}

std::string set_threads(ExplainOptions& o, const std::string& value) {
  const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), o.threads);
  const bool good =
      ec == std::errc{} && end == value.data() + value.size() && o.threads >= 1 && o.threads <= 1024;
  return good ? "" : "\"" + value + "\" is not a number from 1 to 1024.";
}

std::string set_frame(ExplainOptions& o, const std::string& value) {
  const char* last = value.data() + value.size();
  const bool good = std::from_chars(value.data(), last, o.frame) == std::from_chars_result{last, std::errc{}};
  return good && o.frame != 0 ? "" : "\"" + value + "\" is no number of a frame: they are counted from 1.";
}

template <std::vector<std::string> ExplainOptions::* List>
std::string add_to(ExplainOptions& o, const std::string& value) {
  (o.*List).push_back(value);
  return {};
}

template <std::string ExplainOptions::* Member>
std::string set_to(ExplainOptions& o, const std::string& value) {
  o.*Member = value;
  return {};
}

// "+01:00", "-0530", "+1", "Z" or "UTC".
std::string set_log_zone(ExplainOptions& o, const std::string& value) {
  if (value == "Z" || value == "UTC") return {};
  std::string digits;
  for (const char c : value)
    if (c != ':') digits += c;
  unsigned number = 0;
  const bool sign = value.starts_with('+') || value.starts_with('-');
  const char* last = digits.data() + digits.size();
  const bool good = sign && digits.size() >= 2 && digits.size() <= 5 &&
                    std::from_chars(digits.data() + 1, last, number).ptr == last;
  const unsigned hours = digits.size() > 3 ? number / 100 : number;
  const unsigned minutes = digits.size() > 3 ? number % 100 : 0;
  if (!good || hours > 15 || minutes > 59) return "\"" + value + "\" is no time zone such as +01:00.";
  o.log_zone_s = int64_t{hours * 60 + minutes} * (value[0] == '-' ? -60 : 60);
  return {};
}

std::string set_log_year(ExplainOptions& o, const std::string& value) {
  const char* last = value.data() + value.size();
  const bool good = std::from_chars(value.data(), last, o.log_year).ptr == last;
  return good && o.log_year >= 1970 && o.log_year <= 9999 ? "" : "\"" + value + "\" is no year.";
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
         "\"text\" is for people; \"json\" is for programs, see docs/report.schema.json; \"html\" is a page "
         "of its own "
         "with plots and the packets' bytes: one file, which needs no network; \"markdown\" is for a ticket "
         "or a wiki; "
         "\"svg\" is a picture: traffic over time by kind, with the order and the flood marked; \"post\" is "
         "for a forum: "
         "at most 2,500 characters, in English beside your language, without addresses and names.",
         kFormats, false, kEvery, set_to<&ExplainOptions::format>},
    Flag{"local",
         'l',
         "CIDR",
         "An address or network of your own; may be repeated.",
         "Without it, culprit works out from the packets which side is yours, and says how.",
         {},
         true,
         kPackets,
         set_local},
    Flag{"filter",
         0,
         "EXPR",
         "Look only at the packets that fit, in tcpdump's filter language.",
         "Such as \"udp and host 192.0.2.7\"; see pcap-filter(7). Frames keep their numbers. How many were "
         "left "
         "out is told.",
         {},
         false,
         kPackets,
         set_to<&ExplainOptions::filter>},
    Flag{"frame",
         0,
         "N",
         "Explain one frame: its layers, its conversation.",
         "And why it is in its group. Frames are counted from 1, as in Wireshark.",
         {},
         false,
         kExplain,
         set_frame},
    Flag{"verbose",
         'v',
         "",
         "Show everything that was found, with a display filter for each group.",
         "",
         {},
         true,
         kEvery,
         more_detail},
    Flag{"keylog",
         0,
         "FILE",
         "Keys of encrypted connections (SSLKEYLOGFILE); may be repeated.",
         "As browsers, curl and some servers write them. What such connections carry is then read; it is "
         "marked as decrypted. Keys that "
         "the capture itself brings are used without being asked.",
         {},
         true,
         kExplain,
         add_to<&ExplainOptions::keylogs>},
    Flag{"geo",
         0,
         "FILE",
         "A database of who owns which address; may be repeated.",
         "In MaxMind's format (.mmdb), from wherever you have it: owners (ASN), countries, cities. Nothing "
         "is asked over the network.",
         {},
         true,
         kExplain,
         add_to<&ExplainOptions::geo>},
    Flag{"witness", 0, "WHO", "Who is asked about what culprit does not recognise.",
         "\"ndpi\": nDPI is asked about every conversation that culprit itself does not recognise. \"auto\" "
         "(the default): only "
         "where they are at least 1 % of the packets, because starting it takes longer than reading a small "
         "capture. "
         "\"none\": nobody. What it says is marked as its word.",
         kWitnesses, false, kExplain, set_witness},
    Flag{"log",
         0,
         "FILE",
         "A log of the web server (or of FTP, SSH); may be repeated.",
         "Read after the capture: how the script got in, orders that the capture does not show, and the "
         "lines of "
         "those that it shows. Rotated and compressed logs may be given all together.",
         {},
         true,
         kExplain,
         add_to<&ExplainOptions::logs>},
    Flag{"log-format",
         0,
         "FORMAT",
         "The web server's own format, as in its LogFormat.",
         "Apache's LogFormat or nginx' log_format. Needed only where culprit cannot tell it from the lines.",
         {},
         false,
         kBoth,
         set_to<&ExplainOptions::log_format>},
    Flag{"log-zone",
         0,
         "ZONE",
         "Time zone of logs that do not say, such as +01:00.",
         "UTC where it is not given.",
         {},
         false,
         kBoth,
         set_log_zone},
    Flag{"log-year",
         0,
         "YEAR",
         "Year of the first line of logs that do not say.",
         "",
         {},
         false,
         kBoth,
         set_log_year},
    Flag{"config",
         0,
         "PATH",
         "The web server's configuration: folder, main file or a copy.",
         "Of Apache or nginx, such as /etc/apache2. From it every order's script gets its place on disk "
         "(virtual hosts, "
         "DocumentRoot, Alias; root and alias), and logs their formats.",
         {},
         true,
         kBoth,
         add_to<&ExplainOptions::configurations>},
    Flag{"process",
         0,
         "FILE",
         "Lists of sockets, to name the program that floods; may be repeated.",
         "What `netstat -abno`, `netstat -ano` and `tasklist`, `ss -tunap` or `lsof -i -n -P` print, made on "
         "this "
         "computer while the flood runs. What it says is told as the list's claim: sockets that live shortly "
         "may be "
         "missing from it.",
         {},
         true,
         kExplain,
         add_to<&ExplainOptions::processes>},
    Flag{"webroot",
         'w',
         "PATH",
         "The web server's folder, or a copy as zip or tar; may be repeated.",
         "Its files are judged as `culprit scan` does, and the scripts that were called are shown in their "
         "place.",
         {},
         true,
         kExplain,
         add_to<&ExplainOptions::webroots>},
    Flag{"rules",
         0,
         "FILE",
         "YARA rules of your own, beside those of culprit; may be repeated.",
         "",
         {},
         true,
         kFiles,
         add_to<&ExplainOptions::rules>},
    Flag{"known",
         0,
         "FILE",
         "Checksums of a release: its files are known; may be repeated.",
         "Lines as sha256sum or md5sum write them.",
         {},
         true,
         kFiles,
         add_to<&ExplainOptions::known>},
    Flag{"no-known",
         0,
         "",
         "Do not ask which files belong to installed packages.",
         "",
         {},
         false,
         kFiles,
         turn_on<&ExplainOptions::no_known>},
    Flag{"no-times",
         0,
         "",
         "The files' times say nothing: it is a copy.",
         "",
         {},
         false,
         kFiles,
         turn_on<&ExplainOptions::no_times>},
    Flag{"quarantine",
         0,
         "FOLDER",
         "Move malicious files there, with a list that undoes it.",
         "The folder is made; files that have changed since they were judged stay where they are.",
         {},
         false,
         kScan,
         set_to<&ExplainOptions::quarantine>},
    Flag{"suspicious",
         0,
         "",
         "Move suspicious files, too.",
         "",
         {},
         false,
         kScan,
         turn_on<&ExplainOptions::also_suspicious>},
    Flag{"undo",
         0,
         "FOLDER",
         "Put back what --quarantine moved there.",
         "",
         {},
         false,
         kScan,
         set_to<&ExplainOptions::undo>},
    Flag{"patch",
         0,
         "FILE",
         "Write all changes to a file, as a patch.",
         "Apply it with: patch -p1 -d / < FILE; of a copy, with the copy's folder instead of /.",
         {},
         false,
         kAudit,
         set_to<&ExplainOptions::patch>},
    Flag{"no-trial",
         0,
         "",
         "Do not start Apache to try the changes.",
         "Where it is installed, it is started on 127.0.0.1 for a moment, over folders made for it.",
         {},
         false,
         kAudit,
         turn_on<&ExplainOptions::no_trial>},
    Flag{"for", 0, "FIREWALL", "Print only the rules, for that firewall.",
         "Those of the first measure, unless --measure names another.", kFirewalls, false, kContain,
         set_to<&ExplainOptions::firewall>},
    Flag{"dropped",
         0,
         "FILE",
         "Write the numbers of the frames that are dropped to FILE.",
         "A line each. Where there are several captures, the number of the capture stands before it.",
         {},
         false,
         kProve,
         set_to<&ExplainOptions::dropped>},
    Flag{"apply",
         0,
         "SECONDS",
         "Put the rules into force (as root) until confirmed or taken back.",
         "For nftables: those of the first measure, unless --measure names another. Type yes within SECONDS "
         "to keep them. What you lock "
         "out, yourself too, comes back by itself.",
         {},
         false,
         kContain,
         set_apply},
    Flag{"input",
         0,
         "FILE",
         "A capture that the saved report is about; may be repeated.",
         "Where it lies elsewhere: without it, captures are looked for under the report's names for them, "
         "then beside the report.",
         {},
         true,
         kReplays,
         add_to<&ExplainOptions::captures>},
    Flag{"measure", 0, "N", "Which measure's rules --for prints.", "", {}, false, kContain, set_measure},
    Flag{"each",
         0,
         "",
         "Judge each input by itself.",
         "Text becomes a table, worst first; JSON becomes one line for each input (NDJSON). An input that "
         "cannot be read does not "
         "stop the others.",
         {},
         false,
         kExplain,
         turn_on<&ExplainOptions::each>},
    Flag{"output",
         'o',
         "FILE",
         "Write the answer to a file.",
         "The file is replaced in one step, or not at all.",
         {},
         false,
         kEvery,
         set_to<&ExplainOptions::output>},
    Flag{"fail-on", 0, "SEVERITY", "Exit with 1 if a finding is at least that bad.", "For use in scripts.",
         kSeverities, false, kAll, set_fail_on},
    Flag{"threads",
         'j',
         "N",
         "Threads: inputs at a time with --each, else 2 to read ahead.",
         "With --each as many as there are processors, unless given; else one.",
         {},
         false,
         kExplain,
         set_threads},
    Flag{"lang",
         0,
         "LANG",
         "Language of the answer: en, de, es, ru.",
         "Without it the environment's (LC_ALL, LC_MESSAGES, LANG), but JSON is in English. English where "
         "there is no "
         "catalogue for a language, or no sentence in it.",
         {},
         false,
         kEvery,
         set_to<&ExplainOptions::lang>},
    Flag{"no-color",
         0,
         "",
         "No colours.",
         "Colours are used on a terminal only; the environment's NO_COLOR and TERM=dumb switch them off as "
         "well.",
         {},
         false,
         kEvery,
         turn_on<&ExplainOptions::no_colour>},
    Flag{"quiet",
         'q',
         "",
         "No progress and no answer; only the exit status.",
         "With -o the file is still written.",
         {},
         false,
         kEvery,
         turn_on<&ExplainOptions::quiet>},
    Flag{"sha256",
         0,
         "",
         "Put the SHA-256 of each input into the answer.",
         "",
         {},
         false,
         kBoth,
         turn_on<&ExplainOptions::sha256>},
};

}  // namespace

std::span<const Flag> flags() { return kFlags; }

std::span<const VerbInfo> verbs() {
  static constexpr std::array all{
      VerbInfo{kExplain, "explain", "CAPTURE", "What are these packets, who ordered them, what to do?"},
      VerbInfo{kLogs, "logs", "LOG", "What do logs tell: how a script got in, who called it?"},
      VerbInfo{kScan, "scan", "WEBROOT", "Which files of a web server's folder are an attacker's?"},
      VerbInfo{kAudit, "audit", "PATH", "What in a server's configuration lets attackers in?"},
      VerbInfo{kKinds, "kinds", "[WORD]", "What kinds of traffic are there, and what are they?"},
      VerbInfo{kContain, "contain", "CASE|CAPTURE", "Which rules stop it, and what would they break?"},
      VerbInfo{kProve, "prove", "RULES CASE|CAPTURE", "What would my firewall have done with it?"}};
  return all;
}

std::string spelled(const Flag& flag) {
  std::string out = flag.letter != 0 ? std::string{'-', flag.letter, ',', ' '} : "    ";
  out.append("--").append(flag.name);
  if (!flag.value.empty()) out.append(" ").append(flag.value);
  return out;
}

}  // namespace culprit::cli
