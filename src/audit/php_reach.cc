#include "audit/php_reach.h"

#include <algorithm>
#include <array>

#include "audit/php_state.h"

namespace culprit::audit {
namespace {

struct Described {
  Act act;
  const char* name;
  const char* capability;
};
constexpr std::array kActs = {
    Described{Act::command_request, "command-request", "execute"},
    Described{Act::command_argument, "command-argument", "execute"},
    Described{Act::eval_request, "eval-request", "execute"},
    Described{Act::call_request, "call-request", "execute"},
    Described{Act::call_hidden, "call-hidden", "hide"},
    Described{Act::include_request, "include-request", "execute"},
    Described{Act::include_upload, "include-upload", "execute"},
    Described{Act::unserialize_eval, "unserialize-eval", "execute"},
    Described{Act::command_network, "command-network", "connect"},
    Described{Act::eval_remote, "eval-remote", "execute"},
    Described{Act::reverse_shell, "reverse-shell", "connect"},
    Described{Act::tunnel, "tunnel", "connect"},
    Described{Act::eval_decoded, "eval-decoded", "hide"},
    Described{Act::eval_self, "eval-self", "hide"},
    Described{Act::built_name, "built-name", "hide"},
    Described{Act::blob, "blob", "hide"},
    Described{Act::request_decoded, "request-decoded", "hide"},
    Described{Act::upload_anywhere, "upload-anywhere", "upload"},
    Described{Act::upload_script, "upload-script", "upload"},
    Described{Act::write_request, "write-request", "upload"},
    Described{Act::write_remote, "write-remote", "upload"},
    Described{Act::drop_script, "drop-script", "upload"},
    Described{Act::udp_flood, "udp-flood", "flood"},
    Described{Act::udp_loop, "udp-loop", "flood"},
    Described{Act::tcp_flood, "tcp-flood", "flood"},
    Described{Act::file_manager, "file-manager", "browse"},
    Described{Act::mail_spam, "mail-spam", "mail-spam"},
    Described{Act::mail_loop, "mail-loop", "mail-spam"},
    Described{Act::proxy, "proxy", "proxy"},
    Described{Act::no_time_limit, "no-time-limit", ""},
    Described{Act::ignores_abort, "ignores-abort", ""},
    Described{Act::no_errors, "no-errors", ""},
    Described{Act::gate, "gate", ""},
    Described{Act::eval_unknown, "eval-unknown", ""},
};

const Described& described(Act act) { return *std::ranges::find(kActs, act, &Described::act); }

// The loaders say so at the beginning, in clear text; behind it there is nothing that anyone could read.
bool is_encoded(const Tokens& tokens) {
  const std::string_view head = tokens.source.substr(0, 4096);
  static constexpr std::array<std::string_view, 8> marks = {
      "ionCube Loader", "ioncube_loader", "sg_load(",   "SourceGuardian",
      "_il_exec(",      "<?php @Zend;",   "phpexpress", "Zend Guard"};
  if (tokens.all.size() > 1200 || tokens.source.size() < 600) return false;
  return std::ranges::any_of(marks,
                             [&](std::string_view m) { return head.find(m) != std::string_view::npos; });
}

bool looks_encoded(std::string_view s) {
  size_t letters = 0, spaces = 0;
  for (const char c : s) {
    letters += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
               c == '/' || c == '=';
    spaces += c == ' ';
  }
  return letters * 100 > s.size() * 97 && spaces * 200 < s.size();
}

// A long text that nobody can read, in a script that runs texts: a hint where the way between them could not
// be followed.
void look_for_blob(const Tokens& tokens, Reach& reach) {
  constexpr size_t kLong = 1500;
  const bool runs = std::ranges::any_of(
      reach.facts, [](const Fact& f) { return f.act == Act::eval_unknown || f.act == Act::built_name; });
  if (!runs || tokens.traits.longest_text < kLong) return;
  for (const Token& t : tokens.all) {
    if ((t.kind != TokenKind::string && t.kind != TokenKind::text) || t.size < kLong ||
        !looks_encoded(tokens.text(t).substr(0, 8192)))
      continue;
    reach.facts.push_back({Act::blob, false, false, false, t.begin, {}});
    return;
  }
}

bool is_large(const Tokens& tokens) {
  constexpr size_t kLarge = 6000, kSmall = 400;
  if (tokens.all.size() > kLarge) return true;
  if (tokens.all.size() < kSmall) return false;
  return std::ranges::any_of(
      tokens.all, [](const Token& t) { return t.word == Word::kw_class || t.word == Word::kw_namespace; });
}

}  // namespace

const char* name(Act act) { return described(act).name; }
const char* capability(Act act) { return described(act).capability; }

bool worth_a_look(const Traits& t) {
  constexpr size_t kLong = 1500;
  const bool acts = t.sink || t.variable_call;
  const bool given = t.request || t.hides || t.address || t.longest_text > kLong;
  return t.php && (t.runs_text || (acts && given) || (t.variable_call && t.edits));
}

Reach php_reach(Tokens& tokens) {
  State st;
  st.local = &st.global;
  st.reach.tokens = tokens.all.size();
  st.reach.incomplete = tokens.traits.cut;
  if (is_encoded(tokens)) {
    st.reach.encoded = true;
    return std::move(st.reach);
  }
  st.reach.large = is_large(tokens);
  if (worth_a_look(tokens.traits)) {
    st.exacting = tokens.traits.runs_text || tokens.traits.variable_call;
    walk(st, tokens);
    st.conclude();
    look_for_blob(tokens, st.reach);
  }
  std::ranges::stable_sort(st.reach.facts, {}, &Fact::act);
  return std::move(st.reach);
}

}  // namespace culprit::audit
