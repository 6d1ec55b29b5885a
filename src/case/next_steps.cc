// What to collect or look at next, and what this input cannot show.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "case/advice.h"
#include "case/incident.h"

namespace culprit {
namespace {

void next(Case& c, const char* key, std::string command = {}, std::string platform = {}) {
  c.next.push_back({Sentence(std::string("next.") + key), std::move(command), std::move(platform)});
}

// ---- What to collect

void next_log(Case& c, const Order* o) {
  if (has_logs(c)) return;
  const std::string client = o ? o->client.text() : "";
  const std::string what = o ? "-F " + client : "-E 'act=phptools|[?&](host|ip|target)='";
  next(c, "access-log", "grep -n " + what + " /var/log/apache2/access.log*", "linux");
  next(c, "access-log",
       "findstr /N " + (o ? "/C:\"" + client + '"' : "\"act=phptools host= target=\"") +
           " C:\\xampp\\apache\\logs\\access.log",
       "windows");
}

void next_folder(Case& c) {
  if (has_webroot(c)) return;
  next(c, "web-folder", "find /var/www -type f -name '*.ph*' -mtime -30 -ls", "linux");
  next(c, "web-folder",
       "Get-ChildItem C:\\xampp\\htdocs, C:\\xampp\\webdav -Recurse -Force -Include *.ph* | "
       "Sort-Object LastWriteTime | Select-Object -Last 50 FullName, LastWriteTime",
       "windows");
}

void next_program(Case& c) {
  next(c, "program", "ss -uanp", "linux");
  next(c, "program", "netstat -abno", "windows");
}

void next_capture(Case& c) {
  next(c, "ring-capture", "dumpcap -i any -b filesize:100000 -b files:20 -w ring.pcapng", "any");
}

void next_for_flood(Case& c, const Finding& f) {
  const Order* o = main_order(c);
  if (is_ours(f) && f.role != "reflector") {
    next_log(c, o);
    next_folder(c);
    if (!o) next_program(c);
  }
  if (!o) next_capture(c);
  next(c, "compare", "culprit explain after.pcapng", "any");
}

// ---- What cannot be seen

void blind(Case& c, const char* key) { c.not_visible.emplace_back(std::string("not-visible.") + key); }

uint64_t packets_where(const Case& c, std::initializer_list<std::string_view> kinds) {
  uint64_t n = 0;
  for (const Group& g : c.groups)
    if (std::ranges::find(kinds, g.kind) != kinds.end()) n += g.packets;
  return n;
}

uint64_t packets_with(const Case& c, std::initializer_list<std::string_view> conditions) {
  uint64_t n = 0;
  for (const Group& g : c.groups)
    for (const Condition& k : g.conditions)
      if (std::ranges::find(conditions, k.kind) != conditions.end()) n += k.packets;
  return n;
}

void blind_to_content(Case& c) {
  const uint64_t hidden = packets_where(c, {"tls", "tls-port-only", "quic", "quic-port-only", "ssh",
                                            "wireguard", "openvpn", "ipsec", "encrypted-ethernet"});
  if (hidden != 0) c.not_visible.push_back(Sentence("not-visible.encrypted").count("n", hidden));
  const uint64_t cut = packets_with(c, {"cut", "cut-by-snaplen"});
  if (cut != 0) c.not_visible.push_back(Sentence("not-visible.cut").count("n", cut));
  if (!c.payload_seen) blind(c, "payload");
  const uint64_t one_sided = packets_with(c, {"one-sided"});
  if (2 * one_sided > c.packets)
    c.not_visible.push_back(Sentence("not-visible.one-sided").count("n", one_sided));
}

bool any_dropped(const Case& c) {
  return std::ranges::any_of(c.files, [](const InputFile& f) { return f.dropped != 0; });
}

}  // namespace

void add_next_steps(Case& c) {
  if (!c.next.empty()) return;
  const Finding* f = main_finding(c);
  if (c.local_how == "unknown" && f && c.packets != 0)
    next(c, "tell-local", "culprit explain --local ADDRESS FILE", "any");
  if (f && is_flood(*f)) next_for_flood(c, *f);
  if (c.verdict == Verdict::compromised) {
    next_log(c, main_order(c));
    next_folder(c);
  }
  if (f && f->kind == "webshell-upload" && c.verdict == Verdict::suspicious) next_folder(c);
  if (c.verdict == Verdict::suspicious && f && !is_flood(*f) && c.packets != 0) next_capture(c);
  if (c.verdict == Verdict::inconclusive)
    next(c, "whole-packets", "dumpcap -i any -s 0 -w again.pcapng", "any");
  if (c.verdict == Verdict::empty)
    next(c, "capture", "dumpcap -i any -a duration:60 -w capture.pcapng", "any");
  if (c.verdict == Verdict::ordinary && c.packets != 0) next_capture(c);
}

void say_not_visible(Case& c) {
  if (c.packets == 0) {
    if (has_logs(c)) blind(c, "no-capture");
    return;
  }
  const Finding* f = main_finding(c);
  if (f == nullptr || !f->process) blind(c, "program");
  if (f && has_orders(*f) && !has_logs(c)) blind(c, "entry");
  if (f && is_against_us(*f)) blind(c, "real-senders");
  if (f && is_ours(*f) && !main_order(c)) blind(c, "before");
  blind_to_content(c);
  if (any_dropped(c)) blind(c, "dropped");
  if (c.verdict == Verdict::ordinary) blind(c, "other-attacks");
  if (c.local_how == "unknown") blind(c, "local");
}

}  // namespace culprit
