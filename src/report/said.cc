#include "report/said.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>

#include "base/text.h"
#include "case/incident.h"
#include "report/group_words.h"

namespace culprit::report {
namespace {

constexpr size_t kFiles = 8;

// "Clean" is said of what was read to its end only.
bool left_something_out(const Case& c) {
  static constexpr std::array<std::string_view, 5> out{"scan-stopped", "scan-cut", "scan-unreadable",
                                                       "scan-encrypted", "scan-too-deep"};
  return std::ranges::any_of(c.limits,
                             [&](const Limit& l) { return std::ranges::find(out, l.what) != out.end(); }) ||
         std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "webroot" && f.truncated; });
}

// Where no packets were read, the words are those of what was read.
std::string verdict_key(const Case& c) {
  std::string key = std::string("verdict.") + name(c.verdict);
  if (c.packets != 0 || was_given(c, "capture")) return key;
  if (was_given(c, "config")) return key + "-config";
  const bool orders = std::ranges::any_of(c.findings, [](const Finding& f) { return !f.orders.empty(); });
  if (c.verdict == Verdict::compromised && !orders) return key + "-files";
  const bool nothing = c.verdict == Verdict::empty || c.verdict == Verdict::inconclusive;
  if (nothing && was_given(c, "webroot")) return key + "-files";
  if (c.verdict == Verdict::ordinary && was_given(c, "log")) {
    const bool uploads = std::ranges::find(c.findings, "webshell-upload", &Finding::kind) != c.findings.end();
    return key + (uploads ? "-log-uploads" : "-log");
  }
  if (c.verdict == Verdict::ordinary) return key + (left_something_out(c) ? "-files-partly" : "-files");
  return key;
}

// Sentences about the order have a section of their own.
bool is_about_order(const Sentence& s) {
  static constexpr std::array<std::string_view, 7> fronts{
      "answer.order",   "answer.very-probably", "answer.possibly", "answer.roles",
      "answer.not-you", "answer.entry",         "absent."};
  return std::ranges::any_of(fronts, [&](std::string_view front) { return s.key.starts_with(front); });
}

int strangeness(const Group& g) {
  if (!g.finding.empty()) return 0;
  if (!g.ordinary) return 1;
  if (std::ranges::any_of(g.conditions, &Condition::telling)) return 2;
  return g.kind == "unknown" || g.kind == "undecodable" ? 3 : 4;
}

}  // namespace

// ---- What was read, and the answer

bool was_given(const Case& c, std::string_view kind) {
  return std::ranges::any_of(c.files, [&](const InputFile& f) { return f.kind == kind; });
}

std::string verdict_words(const View& v) { return v.say(verdict_key(v.c)); }

std::string input_words(const View& v) {
  std::string out;
  for (const InputFile& f : v.c.files | std::views::take(kFiles))
    out += (out.empty() ? "" : ", ") + escape(f.name);
  if (v.c.files.size() > kFiles)
    out += ' ' + v.words.say("text.more", Sentence().count("n", v.c.files.size() - kFiles).params);
  if (v.c.packets != 0) {
    out += (out.empty() ? "" : ": ") +
           v.words.say("text.input", Sentence().count("n", v.c.packets).bytes("bytes", v.c.bytes).params);
    if (v.c.start && v.c.end)
      out += ", " + v.time(*v.c.start) + std::string(v.page.dash()) + v.time(*v.c.end);
  }
  uint64_t lines = 0;
  for (const InputFile& f : v.c.files) lines += f.lines;
  if (lines != 0)
    out +=
        (v.c.packets != 0 ? "; " : ": ") + v.words.say("text.log-input", Sentence().count("n", lines).params);
  return out;
}

std::string answer_heading(const View& v) {
  return v.say(v.c.packets != 0 || was_given(v.c, "capture") ? "section.what" : "section.found");
}

std::string answer_words(const View& v, bool about_order) {
  std::string out;
  for (const Sentence& s : v.c.answer)
    if (is_about_order(s) == about_order) out += (out.empty() ? "" : " ") + v.words.say(s);
  return out;
}

bool tells_of_order(const Case& c) { return std::ranges::any_of(c.answer, is_about_order); }

// ---- Orders and evidence

const Finding* ordered(const Case& c) {
  const auto at =
      std::ranges::find_if(c.findings, [](const Finding& f) { return f.trigger || !f.orders.empty(); });
  return at == c.findings.end() ? nullptr : &*at;
}

std::string effect_words(const View& v, const Order& o) {
  if (!o.effect.empty()) return v.say("text.effect-flood");
  if (o.status == 0) return v.say("text.effect-no-answer");
  return v.words.say("text.effect-status", Sentence().text("status", std::to_string(o.status)).params);
}

std::string order_place(const View& v, const Order& o) {
  std::string out;
  if (o.frame.frame != 0)
    out = v.words.say("text.frame", Sentence().text("n", std::to_string(o.frame.frame)).params);
  for (const Evidence& e : o.evidence) {
    if (e.kind != "log") continue;
    const std::string at = place(v, e);
    out += (out.empty() ? "" : ", ") + at.substr(at.find_last_of("/\\") + 1);
    break;
  }
  return out;
}

std::string place(const View& v, const Evidence& e) {
  std::string out;
  if (e.kind == "log" && e.file < v.c.files.size())
    return escape(v.c.files[e.file].name) + ':' + std::to_string(e.line);
  if (e.kind != "frame") return escape(e.path) + (e.line != 0 ? ':' + std::to_string(e.line) : "");
  if (v.c.files.size() > 1 && e.ref.file < v.c.files.size()) out = escape(v.c.files[e.ref.file].name) + ' ';
  if (e.ref.frame != 0)
    return out + v.words.say("text.frame", Sentence().text("n", std::to_string(e.ref.frame)).params);
  return out + escape(e.path) + (e.line != 0 ? ':' + std::to_string(e.line) : "");
}

std::vector<const Finding*> told_findings(const Case& c) {
  std::vector<const Finding*> out;
  for (const Finding& f : c.findings)
    if (f.kind != "webshell-file") out.push_back(&f);
  return out;
}

const Intrusion* entry_of(const Case& c, const Finding& f) {
  if (!f.entry || f.entry->evidence.empty() || f.kind == "webshell-upload") return nullptr;
  const auto same = [&](const Finding& g) { return g.entry && g.entry->path == f.entry->path; };
  return &*std::ranges::find_if(c.findings, same) == &f ? &*f.entry : nullptr;
}

// ---- Groups and hosts

std::string called_words(const View& v, const Address& ip) {
  const auto h = std::ranges::find(v.c.hosts, ip, &Host::ip);
  if (h == v.c.hosts.end()) return {};
  const std::string role = h->role.empty() || !v.words.has("role." + h->role) ? "" : v.say("role." + h->role);
  std::string out = role;
  for (const std::string* part : {&h->name, &h->maker, &h->network})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + escape(*part, 100);
  return out;
}

std::string called(const View& v, const Address& ip) {
  const std::string words = called_words(v, ip);
  return words.empty() ? words : " (" + words + ')';
}

std::string host_words(const View& v, const Address& ip) {
  return ip.is_none() ? v.say("page.many-hosts") : ip.text();
}

std::string share_words(const View& v, const Group& g) {
  const uint64_t all = v.c.packets;
  return v.words.share(all == 0 ? 0 : static_cast<double>(g.packets) / static_cast<double>(all));
}

std::vector<const Group*> strangest_first(const Case& c) {
  std::vector<const Group*> order;
  for (const Group& g : c.groups) order.push_back(&g);
  std::ranges::stable_sort(order, {}, [](const Group* g) { return strangeness(*g); });
  return order;
}

// ---- Advice, files, notes

std::vector<const Finding*> advising(const Case& c) {
  std::vector<const Finding*> out;
  for (const Finding& f : c.findings)
    if (!f.remedies.empty()) out.push_back(&f);
  const bool doors = std::ranges::all_of(c.files, [](const InputFile& i) { return i.kind == "config"; });
  if (out.empty() || doors) return out;
  const Finding* main = main_finding(c);
  return {main != nullptr && !main->remedies.empty() ? main : out[0]};
}

std::string remedy_assumptions(const View& v, const Remedy& r) {
  std::string out;
  for (const Sentence& s : r.assumptions) out += ' ' + v.words.say(s);
  return out.empty() ? out : v.say("text.assumed") + out;
}

std::string capability_words(const View& v, const ScannedFile& f) {
  std::string out;
  for (const std::string& one : f.capabilities)
    out += (out.empty() ? "" : ", ") + v.say("scan.capability." + one);
  return out;
}

std::string warning_line(const View& v, const Warning& w) {
  std::string out;
  if (w.file && v.c.files.size() > 1 && *w.file < v.c.files.size())
    out = escape(v.c.files[*w.file].name) + ": ";
  return out + warning_words(v.words, w);
}

std::string clock_words(const View& v) {
  if (!v.c.clock_offset_s) return {};
  const auto ns = [](double seconds) { return static_cast<int64_t>(seconds * static_cast<double>(kSecond)); };
  const double offset = *v.c.clock_offset_s, slack = v.c.clock_slack_s;
  Sentence s(std::abs(offset) <= slack ? "text.clock-agrees"
             : offset > 0              ? "text.clock"
                                       : "text.clock-behind");
  s.duration("offset", ns(std::abs(offset)))
      .duration("slack", ns(slack))
      .duration("most", ns(std::abs(offset) + slack));
  return v.words.say(s);
}

}  // namespace culprit::report
