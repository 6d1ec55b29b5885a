#include "attribute/injection.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace culprit::attribute {
namespace {

constexpr std::array<std::string_view, 34> kCommands{
    "wget",   "curl",       "ping",     "bash", "sh",      "nc",     "ncat",    "cat",      "id",
    "uname",  "whoami",     "nslookup", "perl", "python",  "python3", "php",    "chmod",    "tftp",
    "busybox", "powershell", "cmd.exe",  "certutil", "ifconfig", "netstat", "echo", "ls",    "cd",
    "rm",     "sleep",      "dir",      "type", "ftpget",  "/bin/sh", "/bin/bash"};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/// A shell takes what follows these for a command.
bool separates(std::string_view text, size_t at) {
  const char c = text[at];
  if (c == ';' || c == '|' || c == '`' || c == '\n') return true;
  if (c == '&') return at > 0 && text[at - 1] == '&';
  return c == '(' && at > 0 && text[at - 1] == '$';
}

/// The command that begins at `at`, and ends there as a word does.
std::string_view command_at(std::string_view text, size_t at) {
  for (const std::string_view c : kCommands) {
    const size_t end = at + c.size();
    if (text.substr(at, c.size()) == c && (end == text.size() || !is_word(text[end]))) return c;
  }
  return {};
}

/// A command behind a separator.
bool holds_second_command(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (!separates(text, i)) continue;
    size_t at = i + 1;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at < text.size() && !command_at(text, at).empty()) return true;
  }
  return false;
}

bool is_traversal(std::string_view text) {
  return text.find("../../") != std::string_view::npos || text.find("..\\..\\") != std::string_view::npos ||
         text.find("....//....//") != std::string_view::npos;
}

std::optional<Injection> injection_in(const Piece& p) {
  const std::string low = lower(p.text);
  Injection found{Injection::Sort::command, false, p.name, p.text.substr(0, 256)};
  if (low.find("${") != std::string::npos && low.find("jndi") != std::string::npos) {
    found.sort = Injection::Sort::lookup;
  } else if (low.find("() {") != std::string::npos) {
    found.sort = Injection::Sort::function;
  } else if (is_traversal(low)) {
    found.sort = Injection::Sort::traversal;
  } else if (!holds_second_command(low)) {
    if (command_at(low, 0).empty() || p.place == message::Place::path || p.place == message::Place::header) return {};
    found.whole = true;
  }
  return found;
}

/// Whole commands may be ordinary words.
int rank(const Injection& i) { return i.whole ? 0 : 1; }

}  // namespace

/// Hardly any message holds what a shell or a file system would take for more than a value.
bool may_hold(std::string_view text) {
  return text.find_first_of(";|`$(\n") != std::string_view::npos || text.find("&&") != std::string_view::npos ||
         text.find("../") != std::string_view::npos || text.find("..\\") != std::string_view::npos ||
         text.find("....//") != std::string_view::npos || !command_at(text, 0).empty();
}

/// In the values that are no header's a server passes on to anything; headers by nature hold ";" and "(".
bool may_hold(const message::Message& m) {
  return std::ranges::any_of(m.fields, [](const message::Field& f) {
    const bool header = f.place == message::Place::header || f.place == message::Place::cookie;
    if (header) return f.value.find("${") != std::string::npos || f.value.find("() {") != std::string::npos || f.value.find('`') != std::string::npos;
    // Wrapped up: "%3b", base64 of a command.
    return may_hold(f.value) || f.value.find('%') != std::string::npos || f.value.size() >= 16;
  });
}

std::optional<Injection> find_injection(const message::Message& m) {
  if (!is_traversal(m.path) && !may_hold(m)) return {};
  const Said said(m);
  std::optional<Injection> best;
  if (is_traversal(m.path)) best = Injection{Injection::Sort::traversal, false, "path", m.path.substr(0, 256)};
  for (const Piece& p : said.pieces()) {
    auto found = injection_in(p);
    if (found && (!best || rank(*found) > rank(*best))) best = std::move(found);
  }
  return best;
}

std::string_view shown_output(std::string_view answer) {
  struct Mark {
    std::string_view name, first, second;
  };
  static constexpr std::array<Mark, 6> marks{{{"id", "uid=", " gid="},
                                             {"passwd", "root:x:0:0:", ""},
                                             {"passwd", "root:*:0:0:", ""},
                                             {"uname", "Linux ", " #1 "},
                                             {"win-ini", "[fonts]", "[extensions]"},
                                             {"windows", "Volume Serial Number", ""}}};
  for (const Mark& m : marks)
    if (answer.find(m.first) != std::string_view::npos && answer.find(m.second) != std::string_view::npos) return m.name;
  static constexpr std::array<std::string_view, 7> accounts{"www-data", "apache", "nginx", "root",
                                                            "nobody",   "httpd",  "nt authority\\system"};
  const std::string said = lower(trim(answer));
  return std::ranges::find(accounts, said) != accounts.end() ? "whoami" : std::string_view{};
}

}  // namespace culprit::attribute
