// What it means when a value reaches a place where it acts.
#include <algorithm>
#include <bit>

#include "audit/php_state.h"
#include "audit/place.h"
#include "audit/server_tricks.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

constexpr size_t kMaxFacts = 400;
constexpr uint32_t kClient = kRequest | kUpload;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::ranges::any_of(parts,
                             [&](std::string_view p) { return text.find(p) != std::string_view::npos; });
}

bool is_shell_over_network(std::string_view command) {
  return contains_any(
      command, {"/dev/tcp/", "/dev/udp/", "nc -e", "nc -l", "ncat -e", "bash -i", "sh -i", "mkfifo /tmp",
                "-e /bin/sh", "-e /bin/bash", "socket.socket(", "use Socket", "TCPSocket"});
}

bool is_shell(std::string_view command) {
  if (command == "sh" || command == "bash" || command == "cmd") return true;
  return contains_any(command, {"/bin/sh", "/bin/bash", "sh -i", "bash -i", "cmd.exe", "uname -a; w"});
}

/// "wget http://... -O x.php"
bool fetches_script(const Value& command) {
  return contains_any(command.text, {"wget ", "curl ", "lwp-download ", "fetch "}) &&
         command.text.find("http") != std::string::npos && contains_any(command.text, {".php", ".phtml"});
}

uint32_t bit(Sink sink) { return 1u << static_cast<unsigned>(sink); }

}  // namespace

bool ends_like_script(std::string_view path) {
  const std::string end = lower(path.substr(path.size() - std::min<size_t>(path.size(), 12)));
  static constexpr std::string_view endings[] = {
      ".php",  ".phtml",   ".phar", ".php3", ".php4", ".php5",     ".php7",     ".pht",
      ".phps", ".inc.php", ".jsp",  ".asp",  ".aspx", ".htaccess", ".user.ini", ".cgi"};
  return std::ranges::any_of(endings, [&](std::string_view e) { return end.ends_with(e); });
}

void State::add(Act act, bool weak, size_t offset, std::string detail, bool bare) {
  if (depth > 0) offset = nested_at;
  const bool inner = function != nullptr || inside_calls > 0;
  for (Fact& f : reach.facts) {
    if (f.act != act || f.offset != offset) continue;
    f.weak = f.weak && weak;
    f.inner = f.inner && inner;
    f.bare = f.bare || bare;
    return;
  }
  if (reach.facts.size() < kMaxFacts)
    reach.facts.push_back({act, weak, inner, bare, offset, std::move(detail)});
}

void State::reaches(Sink sink, const Value& v, size_t offset, std::string_view detail) {
  if (v.is(kParameters) && function) {
    Through t{sink, v.from & kParameters, v.from & ~kParameters, std::string(detail), offset};
    if (function->through.size() < 64 && std::ranges::find(function->through, t) == function->through.end())
      function->through.push_back(std::move(t));
  }
  switch (sink) {
    case Sink::command:
      return command(v, offset, detail);
    case Sink::code:
      return code(v, offset, detail);
    case Sink::include:
      return include(v, offset, detail);
    case Sink::call:
      if (v.is(kRequest) && !v.is(kChecked) && !v.is(kPartial))
        add(Act::call_request, v.is(kIndirect), offset, std::string(detail));
      return;
    case Sink::address_udp:
      udp_at = depth > 0 ? nested_at : offset;
      if (v.is(kRequest | kNetwork | kRemote)) udp_request = true;
      if (v.is(kArgument)) udp_argument = true;
      return;
    case Sink::address_tcp:
      if (v.is(kRequest | kNetwork)) add(Act::tcp_flood, v.is(kIndirect), offset, std::string(detail));
      return;
    case Sink::fetch:
      if (v.is(kRequest)) manage(sink);
      return;
    case Sink::move:
      if (v.is(kUpload))
        add(Act::upload_anywhere, v.is(kIndirect | kChecked | kPartial), offset, std::string(detail));
      if (v.is(kClient)) manage(sink);
      return;
    default:
      if (v.is(kClient)) manage(sink);
      return;
  }
}

/// One more thing that it does with files that the client names.
void State::manage(Sink sink) {
  managing |= bit(sink);
  manages_outside = manages_outside || (function == nullptr && inside_calls == 0);
}

void State::command(const Value& v, size_t offset, std::string_view detail) {
  const bool weak = v.is(kIndirect | kChecked);
  if (v.is(kClient))
    add(v.is(kPartial) ? Act::command_argument : Act::command_request, weak, offset, std::string(detail));
  if (v.is(kNetwork)) add(Act::command_network, weak, offset, std::string(detail));
  if (is_shell_over_network(v.text) && tcp_opened)
    add(Act::reverse_shell, false, offset, std::string(detail));
  else if (is_shell_over_network(v.text))
    add(Act::reverse_shell, !v.is(kClient), offset, std::string(detail));
  if (is_shell(v.text)) shell_piped = true;
  if (fetches_script(v)) add(Act::write_remote, !v.known, offset, std::string(detail));
  if (v.is(kClient | kNetwork) && v.is(kDecoded))
    add(Act::request_decoded, weak, offset, std::string(detail));
}

void State::code(const Value& v, size_t offset, std::string_view detail) {
  const bool weak = v.is(kIndirect);
  const std::string what(detail);
  // "?>" . $code is all of the code; so is $code . ";".
  const bool whole = !v.is(kPartial) || v.text == "?>" || v.tail == ";";
  if (v.is(kRemote) && whole) return add(Act::eval_remote, false, offset, what);
  if (v.is(kClient)) {
    add(Act::eval_request, weak, offset, what);
    if (v.is(kDecoded)) add(Act::request_decoded, weak, offset, what);
    return;
  }
  if (v.is(kNetwork | kRemote))
    add(Act::eval_remote, v.is(kPartial) && !v.is(kDecoded), offset, what);
  else if (v.is(kSelf))
    add(Act::eval_self, v.is(kPartial), offset, what);
  else if (v.is(kDecoded))
    add(Act::eval_decoded, v.is(kIndirect) || v.is(kPartial), offset, what);
  else if (!v.known && !v.is(kParameters))
    add(Act::eval_unknown, function != nullptr || depth > 0, offset, what);
}

/// Files that hold what visitors send, wherever it lands: the log, the session, the environment.
static bool is_written_by_others(std::string_view path) {
  return path.starts_with("/proc/self/") || path.starts_with("/var/log/") || path.starts_with("/tmp/sess_") ||
         path.starts_with("/var/lib/php/sess");
}

void State::include(const Value& v, size_t offset, std::string_view detail) {
  const std::string what(detail);
  const std::string_view text = v.text;
  if (text.starts_with("php://input") || (v.is(kUpload) && !v.is(kPartial)))
    return add(Act::include_upload, false, offset, what);
  if (text.starts_with("data:")) return add(Act::include_upload, !v.is(kClient), offset, what);
  const bool wrapped = text.starts_with("php://") || text.starts_with("zip://") ||
                       text.starts_with("phar://") || text.starts_with("compress.");
  if (v.is(kClient) && !v.is(kChecked))
    add(Act::include_request, v.is(kIndirect) || (v.is(kPartial) && !wrapped), offset, what);
  // A drawing is often put into a page so; a photograph is not.
  if (is_picture_name(v.end()) && (v.known || v.is(kDecoded | kBuilt)))
    add(Act::eval_self, lower(v.end()).ends_with(".svg"), offset, what);
  if (is_written_by_others(text))
    add(Act::include_upload, !v.known && !text.starts_with("/tmp/sess_"), offset, what);
  reach.program = reach.program || (!v.is(kClient | kDecoded | kBuilt) && ends_like_script(v.end()));
  if (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://"))
    add(Act::eval_remote, false, offset, what);
}

/// An .htaccess or .user.ini that turns other files into scripts.
static bool makes_server_run(std::string_view path, std::string_view text) {
  const std::string_view name = file_name(path);
  return is_server_file(name) && std::ranges::any_of(server_tricks(name, text), [](const Trick& t) {
           constexpr double kTelling = 10;
           return t.hint.weight >= kTelling;
         });
}

void State::wrote(const Value& path, const Value& data, size_t offset, std::string_view detail) {
  const std::string what(detail);
  if (path.is(kClient)) manage(Sink::write);
  const bool script = ends_like_script(path.end()) || (path.is(kOwnName) && !path.is(kPartial));
  const bool anywhere = path.is(kClient) && !path.is(kPartial);
  if (path.text.starts_with("php://") || data.is(kHandles)) return;
  // "<?php " . $_POST['x'], into whatever file: it is not written to be read.
  if (!data.known && data.is(kClient) && data.text.find("<?") != std::string::npos)
    add(Act::write_request, data.is(kIndirect), offset, what);
  if (data.is(kRemote) && (script || path.is(kClient)))
    add(Act::write_remote, !anywhere && !script, offset, what);
  else if (data.is(kClient) && (script || path.is(kClient)))
    add(Act::write_request, data.is(kIndirect) || path.is(kIndirect) || (data.is(kPartial) && !anywhere),
        offset, what, anywhere && !((data.from | path.from) & (kIndirect | kPartial | kChecked | kJoined)));
  if (script && data.known && makes_server_run(path.end(), data.text))
    add(Act::drop_script, false, offset, what);
  if (script && data.is(kDecoded) && !data.is(kClient)) add(Act::drop_script, !data.known, offset, what);
  // An .htaccess that turns pictures into scripts, or code for another file.
  if (data.text.size() > 16 && depth < 3 && data.text.find("<?") != std::string::npos)
    walk_text(*this, data.text, offset, false);
  reaches(Sink::write, path, offset, detail);
}

void State::moved(const Value& source, const Value& target, size_t offset, std::string_view detail) {
  const std::string what(detail);
  if (!source.is(kUpload) && !source.is(kParameters)) return;
  if (source.is(kParameters)) return reaches(Sink::move, target, offset, detail);
  if (ends_like_script(target.end())) return add(Act::upload_script, target.is(kIndirect), offset, what);
  const bool partly = target.is(kIndirect | kChecked | kPartial);
  if (target.is(kClient)) add(Act::upload_anywhere, partly, offset, what, !partly && !target.is(kJoined));
}

void State::called(const Function& f, std::span<const Value> args, size_t offset) {
  // A copy: a function that calls itself adds to its own list here.
  const std::vector<Through> through = f.through;
  for (const Through& t : through) {
    Value v = Value::made(t.from);
    const uint32_t mask = t.parameters / kParameter;
    for (size_t i = 0; i < args.size() && i < 8; ++i) {
      if ((mask >> i & 1) == 0) continue;
      v.from |= elements(args[i]).from & ~(kBuilt);
      if (std::popcount(mask) == 1 && (t.from & kPartial) == 0)
        v.text = args[i].text, v.known = args[i].known;
    }
    // A part of a text that a function runs: a formula, a template; seldom a way in.
    if (t.sink == Sink::code && (t.from & kPartial) != 0) v.from |= kIndirect;
    reaches(t.sink, v, offset, t.detail);
  }
}

bool State::promises() const {
  constexpr uint32_t kFollowed = kRequest | kUpload | kNetwork | kRemote | kArgument | kSelf | kDecoded;
  const auto followed = [](const auto& variable) { return variable.second.is(kFollowed); };
  return !reach.facts.empty() || managing != 0 || udp_opened || extracted ||
         std::ranges::any_of(functions, [](const auto& f) { return !f.second.through.empty(); }) ||
         std::ranges::any_of(global, followed) || std::ranges::any_of(properties, followed);
}

void State::conclude() {
  if (udp_opened && udp_looped && udp_request)
    add(Act::udp_flood, false, udp_at, "udp");
  else if (udp_opened && udp_looped && udp_argument)
    add(Act::udp_flood, !udp_pressing, udp_at, "udp");
  else if (udp_opened && udp_pressing)
    add(Act::udp_loop, false, udp_at, "udp");
  if (shell_piped && tcp_opened) add(Act::reverse_shell, false, 0, "proc_open");
  if (xml_runs && xml_given) add(Act::call_request, false, 0, "registerPHPFunctions");
  if (unserialized && evals_property) add(Act::unserialize_eval, false, 0, "unserialize");
  const uint32_t acts = managing & ~(bit(Sink::mail));
  if (std::popcount(acts) < 3) return;
  add(Act::file_manager, std::popcount(acts) == 3, 0, std::to_string(std::popcount(acts)));
  reach.facts.back().inner = !manages_outside;
}

}  // namespace culprit::audit
