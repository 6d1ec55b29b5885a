#include "cli/documentation.h"

#include <algorithm>
#include <array>

#include "cli/flags.h"

namespace culprit::cli {
namespace {

constexpr std::string_view kSummary = "explains the strange packets of a capture, and who ordered the flood";

struct Example {
  std::string_view command, what;
};
constexpr std::array kExamples{
    Example{"culprit explain strange.pcap", "What are these packets, who ordered them, what to do?"},
    Example{"tcpdump -i eth0 -w - | culprit explain -",
            "Explain what is captured now; Ctrl-C in tcpdump ends it."},
    Example{"culprit explain --local 192.0.2.0/24 -v capture.pcapng.gz",
            "Say which side is yours, and show all."},
    Example{"culprit explain --format json -o report.json web1.pcap web2.pcap",
            "Two captures of one incident, as JSON."},
    Example{"culprit explain strange.pcap --log /var/log/apache2/access.log*", "How did they get in, too?"},
    Example{"culprit logs access.log access.log.1 access.log.2.gz", "The same from the logs alone."},
    Example{"culprit scan /var/www", "Which files there can flood, run commands, take in files or hide?"},
    Example{"culprit explain strange.pcap --log access.log --webroot www.zip",
            "The whole story in one command."},
    Example{"culprit audit --patch doors.patch",
            "What in this computer's web server stands open, and the change."},
    Example{"culprit explain --filter 'udp and host 192.0.2.7' strange.pcap", "Narrow the question."},
    Example{"culprit explain --frame 17 strange.pcap", "What is this one packet?"},
    Example{"culprit contain strange.pcap", "Which rules stop it, and what would they break?"},
    Example{"culprit prove /etc/nftables.conf strange.pcap", "Would my own rules have stopped it?"},
    Example{"culprit kinds ssdp", "What is SSDP, is it normal, what to do?"},
    Example{"culprit explain --each --fail-on high *.pcap", "Judge many captures by themselves."},
};

struct Status {
  std::string_view code, what;
};
constexpr std::array kStatuses{
    Status{"0", "It was done. A damaged input is a warning in the answer, not a failure."},
    Status{"1", "--fail-on was reached."},
    Status{"2", "The command was wrong, or nothing could be read."},
    Status{"130", "You stopped it (Ctrl-C); the answer tells what was read until then."},
};

// ---- Which flags belong to which verbs

/// The sets of verbs that flags have, those of all verbs first.
std::vector<uint8_t> flag_sets() {
  std::vector<uint8_t> out{kEvery, kAll};
  for (const Flag& f : flags())
    if (std::ranges::find(out, f.verbs) == out.end()) out.push_back(f.verbs);
  return out;
}

/// " of explain and logs"; nothing for all verbs.
std::string heading(uint8_t set) {
  std::string out;
  if (set == kEvery) return out;
  for (const VerbInfo& v : verbs())
    if (set & v.verb) out += (out.empty() ? " of " : " and ") + std::string(v.name);
  return out;
}

// ---- Help

std::string listed(const Flag& f, std::string_view before, std::string_view after) {
  std::string out;
  for (const std::string_view choice : f.choices) out.append(out.empty() ? before : ", ").append(choice);
  return out.empty() ? out : out.append(after);
}

std::string help_flag(const Flag& f) {
  constexpr size_t column = 30;
  std::string out = "  " + spelled(f);
  out.resize(std::max(out.size() + 2, column), ' ');
  out.append(f.help).append("\n");
  std::string choices = listed(f, "One of: ", ".");
  for (constexpr size_t room = 100 - column; choices.size() > room;) {
    const size_t cut = choices.rfind(' ', room);
    out.append(column, ' ').append(choices, 0, cut).append("\n");
    choices.erase(0, cut + 1);
  }
  if (!choices.empty()) out.append(column, ' ').append(choices).append("\n");
  return out;
}

// ---- The manual page (troff, man(7))

std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string manual_flag(const Flag& f) {
  std::string out = ".TP\n";
  if (f.letter != 0)
    out += ".BR \\-" + std::string(1, f.letter) + " \", \" \\-\\-" + troff(f.name);
  else
    out += ".B \\-\\-" + troff(f.name);
  if (!f.value.empty())
    out += f.letter != 0 ? " \" \" \\fI" + std::string(f.value) + "\\fR"
                         : " \\fI" + std::string(f.value) + "\\fR";
  out += '\n' + troff(f.help);
  out += listed(f, " One of: ", ".");
  if (!f.doc.empty()) out += '\n' + troff(f.doc);
  return out + '\n';
}

}  // namespace

std::string help_text() {
  std::string out = "culprit " CULPRIT_VERSION ": ";
  out.append(kSummary);
  out += "\n\nusage: ";
  for (const VerbInfo& v : verbs()) {
    if (v.verb != kExplain) out += "       ";
    std::string use = "culprit " + std::string(v.name) + " [options] " + std::string(v.inputs) + "...";
    use.resize(std::max<size_t>(use.size() + 2, 38), ' ');
    out.append(use).append(v.what).append("\n");
  }
  out +=
      "       culprit help | culprit --version\n\n"
      "A CAPTURE is a pcap or pcapng file, or another analyser's, or a packet list or hex\n"
      "dump as text. A LOG is one of a web, FTP or SSH server. All may be compressed;\n"
      "captures may be in a zip or tar archive.\n"
      "A WEBROOT is the folder of a web server, or a copy of it as zip or tar. - is standard input.\n";
  for (const uint8_t set : flag_sets()) {
    out += "\noptions" + heading(set) + ":\n";
    for (const Flag& f : flags())
      if (f.verbs == set) out += help_flag(f);
  }
  out += "\nexamples:\n";
  for (const Example& e : kExamples)
    out.append("  ").append(e.command).append("\n      ").append(e.what).append("\n");
  out += "\nexit status:\n";
  for (const Status& s : kStatuses)
    out.append("  ").append(s.code).append(4 - s.code.size(), ' ').append(s.what).append("\n");
  return out;
}

std::string manual_page() {
  std::string out =
      ".\\\" Written by \"culprit help --man\"; do not edit.\n.TH CULPRIT 1 \"\" \"culprit " CULPRIT_VERSION
      "\"\n";
  out += ".SH NAME\nculprit \\- " + troff(kSummary) + "\n.SH SYNOPSIS\n";
  for (const VerbInfo& v : verbs()) {
    out += (v.verb == kExplain ? "" : ".br\n") + (".B culprit " + std::string(v.name));
    out += "\n.RI [ options ] \" " + std::string(v.inputs) + "\" ...\n";
  }
  out +=
      ".SH DESCRIPTION\nReads packet captures (pcap, pcapng and many others, also compressed, or packet "
      "lists as text) and says in "
      "plain words what the\n"
      "packets are, whether somebody attacks, who ordered it, what the capture cannot show, and what to do. "
      "Several\n"
      "captures are one incident, merged by time. Logs of the web server, and of FTP and SSH, join in: how "
      "the "
      "script got in,\n"
      "and orders that the capture does not show; and the web server's folder: which script it was. The name "
      "\\- means "
      "standard "
      "input.\n"
      "Nothing leaves the computer: once the inputs are open, culprit gives up its right to use the network "
      "and to start programs.\n.SH OPTIONS\n";
  for (const uint8_t set : flag_sets()) {
    if (set != kEvery) out += ".SS Options" + heading(set) + '\n';
    for (const Flag& f : flags())
      if (f.verbs == set) out += manual_flag(f);
  }
  out += ".SH EXIT STATUS\n";
  for (const Status& s : kStatuses) out += ".TP\n.B " + troff(s.code) + '\n' + troff(s.what) + '\n';
  out += ".SH EXAMPLES\n";
  for (const Example& e : kExamples) out += ".TP\n.B " + troff(e.command) + '\n' + troff(e.what) + '\n';
  return out;
}

std::string bash_completion() {
  std::string all, cases;
  for (const Flag& f : flags()) {
    const std::string names =
        (f.letter != 0 ? std::string{'-', f.letter, '|'} : "") + "--" + std::string(f.name);
    all.append(all.empty() ? "--" : " --").append(f.name);
    if (f.value.empty() || f.value == "FILE") continue;
    std::string choices;
    for (const std::string_view choice : f.choices) choices.append(choices.empty() ? "" : " ").append(choice);
    cases += "    " + names + ")\n      mapfile -t COMPREPLY < <(compgen -W '" + choices +
             "' -- \"$word\")\n      return ;;\n";
  }
  return "# Written by \"culprit help --bash\"; do not edit.\n"
         "_culprit() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W 'explain logs scan audit kinds contain prove help "
         "--version --help' -- "
         "\"$word\")\n"
         "    return\n"
         "  fi\n"
         "  case $before in\n" +
         cases +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" +
         all +
         " --help' -- \"$word\")\n"
         "  else\n"
         "    mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
         "  fi\n"
         "}\n"
         "complete -o filenames -F _culprit culprit\n";
}

}  // namespace culprit::cli
