#include "cli/run.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <string>

#include "cli/command_audit.h"
#include "cli/command_contain.h"
#include "cli/command_explain.h"
#include "cli/command_kinds.h"
#include "cli/command_scan.h"
#include "cli/delivery.h"
#include "cli/documentation.h"
#include "cli/flags.h"
#include "cli/messages.h"
#include "host/memory.h"
#include "host/output.h"

namespace culprit::cli {
namespace {

std::atomic<bool> stopped = false;
static_assert(std::atomic<bool>::is_always_lock_free);

// The first Ctrl-C ends reading; the second one ends the program.
void listen_for_stop() {
  struct sigaction action{};
  action.sa_handler = [](int) { stopped = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int print(const std::string& text) {
  if (const auto problem = host::write_all(STDOUT_FILENO, text)) {
    complain(*problem);
    return failed;
  }
  return done;
}

std::string spelling(const Flag& f) {
  return (f.letter != 0 ? std::string{'-', f.letter, ','} : "") + "--" + std::string(f.name);
}

void add_flag(CLI::App& app, const Flag& f, ExplainOptions& options) {
  const auto take = [&f, &options](const std::string& value) {
    const std::string wrong = f.set(options, value);
    if (!wrong.empty()) throw CLI::ValidationError("--" + std::string(f.name), wrong);
  };
  if (f.value.empty()) {
    app.add_flag(
        spelling(f),
        [take](std::int64_t n) {
          while (n-- > 0) take("");
        },
        std::string(f.help));
    return;
  }
  const auto each_value = [take](const std::vector<std::string>& values) {
    for (const std::string& value : values) take(value);
    return true;
  };
  CLI::Option* option =
      app.add_option(spelling(f), each_value, std::string(f.help))->type_size(1)->expected(1);
  if (f.repeats) option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (!f.choices.empty())
    option->check(CLI::IsMember(std::vector<std::string>(f.choices.begin(), f.choices.end())));
}

int usage_error(const std::string& what) {
  complain({what, "", "Try \"culprit help\"."});
  return failed;
}

struct CommandLine {
  CLI::App app{"culprit"};
  ExplainOptions explain;
  bool man = false, bash = false;

  CommandLine() {
    app.set_help_flag();
    app.require_subcommand(1);
    for (const VerbInfo& v : verbs()) reader(v);
    CLI::App* h = app.add_subcommand("help");
    h->set_help_flag();
    h->add_flag("--man", man);
    h->add_flag("--bash", bash);
    h->allow_extras();
  }
  void reader(const VerbInfo& info) {
    CLI::App* v = app.add_subcommand(std::string(info.name));
    v->set_help_flag();
    for (const Flag& f : flags())
      if (f.verbs & info.verb) add_flag(*v, f, explain);
    CLI::Option* files = v->add_option(std::string(info.inputs), explain.inputs);
    if ((info.verb & (kScan | kAudit | kKinds)) == 0) files->required();
  }
};

int help(const CommandLine& line) {
  return print(line.man ? manual_page() : line.bash ? bash_completion() : help_text());
}

bool asks_for(int argc, const char* const* argv, std::string_view name, std::string_view letter) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (argv[i] == name || argv[i] == letter) return true;
  return false;
}

}  // namespace

int run(int argc, const char* const* argv) {
  listen_for_stop();
  if (argc < 2 || asks_for(argc, argv, "--help", "-h"))
    return argc < 2 ? (print(help_text()), failed) : print(help_text());
  if (std::string_view(argv[1]) == "--version" || std::string_view(argv[1]) == "-V")
    return print("culprit " CULPRIT_VERSION "\n");
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool a_file = argv[1][0] != '-' && line.app.get_subcommands().empty() && access(argv[1], F_OK) == 0;
    if (a_file)
      return usage_error("To explain a capture, say: culprit explain " + std::string(argv[1]) + '.');
    return usage_error(error.what());
  }
  if (line.app.got_subcommand("help")) return help(line);
  for (const char* verb : {"kinds", "contain", "prove"})
    if (line.app.got_subcommand(verb) && !is_plain(line.explain.format))
      return usage_error(std::string("culprit ") + verb + " writes text or JSON, not " + line.explain.format +
                         '.');
  host::prefer_large_pages();
  if (line.app.got_subcommand("audit")) return audit(line.explain);
  if (line.app.got_subcommand("kinds")) return kinds(line.explain);
  if (line.app.got_subcommand("scan")) return scan(line.explain);
  if (line.app.got_subcommand("contain")) return contain(line.explain, stopped);
  if (line.app.got_subcommand("prove")) return prove(line.explain, stopped);
  line.explain.only_logs = line.app.got_subcommand("logs");
  return explain(line.explain, stopped);
}

}  // namespace culprit::cli
