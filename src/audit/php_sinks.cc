// What it means when a value reaches a place where it acts.
#include <algorithm>
#include <bit>

#include "audit/php_state.h"
#include "audit/place.h"
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
  return contains_any(command, {"/bin/sh", "/bin/bash", "sh -i", "bash -i", "cmd.exe", "uname -a; w"});
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

void State::add(Act act, bool weak, size_t offset, std::string detail) {
  if (depth > 0) offset = nested_at;
  for (Fact& f : reach.facts) {
    if (f.act != act || f.offset != offset) continue;
    f.weak = f.weak && weak;
    return;
  }
  if (reach.facts.size() < kMaxFacts) reach.facts.push_back({act, weak, offset, std::move(detail)});
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
      if (v.is(kRequest | kNetwork)) udp_request = true;
      if (v.is(kArgument)) udp_argument = true;
      return;
    case Sink::address_tcp:
      return;
    case Sink::fetch:
      if (v.is(kRequest)) managing |= bit(sink);
      return;
    default:
      if (v.is(kClient)) managing |= bit(sink);
      return;
  }
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
    add(Act::eval_unknown, true, offset, what);
}

void State::include(const Value& v, size_t offset, std::string_view detail) {
  const std::string what(detail);
  const std::string_view text = v.text;
  if (text.starts_with("php://input") || (v.is(kUpload) && !v.is(kPartial)))
    return add(Act::include_upload, false, offset, what);
  if (text.starts_with("data:")) return add(Act::include_upload, !v.is(kClient), offset, what);
  if (v.is(kClient) && !v.is(kChecked)) add(Act::include_request, v.is(kIndirect | kPartial), offset, what);
  if (v.known && is_picture_name(text)) add(Act::eval_self, false, offset, what);
  if (text.starts_with("http://") || text.starts_with("https://") || text.starts_with("ftp://"))
    add(Act::eval_remote, false, offset, what);
}

void State::wrote(const Value& path, const Value& data, size_t offset, std::string_view detail) {
  const std::string what(detail);
  if (path.is(kClient)) managing |= bit(Sink::write);
  const bool script = ends_like_script(path.end());
  const bool anywhere = path.is(kClient) && !path.is(kPartial);
  if (path.text.starts_with("php://") || data.is(kHandles)) return;
  // "<?php " . $_POST['x'], into whatever file: it is not written to be read.
  if (!data.known && data.is(kClient) && data.text.find("<?") != std::string::npos)
    add(Act::write_request, data.is(kIndirect), offset, what);
  if (data.is(kRemote) && (script || path.is(kClient)))
    add(Act::write_remote, !anywhere && !script, offset, what);
  else if (data.is(kClient) && (script || path.is(kClient)))
    add(Act::write_request, data.is(kIndirect) || path.is(kIndirect) || (data.is(kPartial) && !anywhere),
        offset, what);
  if (script && data.is(kDecoded) && !data.is(kClient)) add(Act::drop_script, !data.known, offset, what);
  // An .htaccess that turns pictures into scripts, or code for another file.
  if (data.known && data.text.size() > 16 && depth < 3 && data.text.find("<?") != std::string::npos)
    walk_text(*this, data.text, offset, false);
  reaches(Sink::write, path, offset, detail);
}

void State::moved(const Value& source, const Value& target, size_t offset, std::string_view detail) {
  const std::string what(detail);
  if (!source.is(kUpload) && !source.is(kParameters)) return;
  if (source.is(kParameters)) return reaches(Sink::move, target, offset, detail);
  if (ends_like_script(target.end())) return add(Act::upload_script, target.is(kIndirect), offset, what);
  if (target.is(kClient)) add(Act::upload_anywhere, target.is(kIndirect | kChecked | kPartial), offset, what);
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
    reaches(t.sink, v, offset, t.detail);
  }
}

void State::conclude() {
  if (udp_opened && udp_looped && udp_request)
    add(Act::udp_flood, false, udp_at, "udp");
  else if (udp_opened && udp_looped && udp_argument)
    add(Act::udp_flood, true, udp_at, "udp");
  if (shell_piped && tcp_opened) add(Act::reverse_shell, false, 0, "proc_open");
  if (unserialized && evals_property) add(Act::unserialize_eval, false, 0, "unserialize");
  const uint32_t acts = managing & ~(bit(Sink::mail));
  if (std::popcount(acts) >= 3)
    add(Act::file_manager, std::popcount(acts) == 3, 0, std::to_string(std::popcount(acts)));
}

}  // namespace culprit::audit
