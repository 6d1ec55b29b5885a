#include "audit/scan_case.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "base/text.h"

namespace culprit::audit {
namespace {

// One finding for each file is what one wants to read of a handful; a site full of them is told by its count.
constexpr size_t kMaxFindings = 200;

int rank(const ScannedFile& f) {
  static constexpr std::string_view order[] = {"malicious", "suspicious", "unjudged", "admin-tool"};
  return static_cast<int>(std::ranges::find(order, f.verdict) - std::begin(order));
}

bool has(const ScannedFile& f, std::string_view capability) {
  return std::ranges::find(f.capabilities, capability) != f.capabilities.end();
}

// The worst that it can do names it.
std::string_view main_capability(const ScannedFile& f) {
  for (const std::string_view one :
       {"flood", "execute", "connect", "upload", "mail-spam", "browse", "proxy", "hide"})
    if (has(f, one)) return one;
  return "unclear";
}

Severity severity_of(const ScannedFile& f) {
  if (f.verdict == "suspicious") return Severity::medium;
  return has(f, "flood") || has(f, "execute") || has(f, "connect") || has(f, "hide") ? Severity::critical
                                                                                     : Severity::high;
}

Remedy step(const std::string& key, std::string command = {}, std::string undo = {}) {
  Remedy r{Sentence("remedy." + key),
           Sentence("remedy." + key + "-why"),
           std::move(command),
           std::move(undo),
           "any",
           {}};
  return r;
}

std::vector<Remedy> remedies(const ScannedFile& f) {
  std::vector<Remedy> out;
  // A file inside an archive cannot be moved; the folder that the copy was made of can be scanned.
  if (f.path.find(": ") == std::string::npos)
    out.push_back(step("quarantine", "culprit scan --quarantine ./quarantine -- " + escape_shell(f.path),
                       "culprit scan --undo ./quarantine"));
  else
    out.push_back(step("quarantine"));
  for (const char* key : {"close-upload", "passwords", "check", "reinstall"}) out.push_back(step(key));
  return out;
}

Finding finding_of(const ScannedFile& f) {
  Finding out;
  out.kind = "webshell-file";
  out.key = "webshell-file:" + f.sha256;
  out.severity = severity_of(f);
  out.confidence = f.score;
  out.role = "host";
  const std::string_view what = main_capability(f);
  const bool sure = f.verdict == "malicious";
  out.title = Sentence(sure ? "finding.webshell-file.title" : "finding.webshell-file.suspicious-title")
                  .path("path", f.path);
  out.what = Sentence("finding.webshell-file." + std::string(what)).path("path", f.path);
  out.evidence = f.evidence;
  out.attack = {"T1505.003"};
  if (has(f, "flood")) out.attack.emplace_back("T1498.001");
  if (sure) out.remedies = remedies(f);
  return out;
}

uint64_t count(const Case& c, std::string_view verdict) {
  return static_cast<uint64_t>(std::ranges::count(c.scanned, verdict, &ScannedFile::verdict));
}

void say_capabilities(Case& c) {
  std::map<std::string_view, uint64_t> files;
  for (const ScannedFile& f : c.scanned)
    if (f.verdict == "malicious") ++files[main_capability(f)];
  for (const std::string_view one :
       {"flood", "execute", "connect", "upload", "mail-spam", "browse", "proxy", "hide"})
    if (files[one] != 0)
      c.answer.push_back(Sentence("scan.answer.can-" + std::string(one)).count("n", files[one]));
}

// Clocks of one computer, and a log that tells whole seconds.
constexpr int64_t kSame = 3 * kSecond;

Evidence of_file(const std::string& path, Sentence reason, double weight) {
  return {.kind = "file", .path = path, .reason = std::move(reason), .weight = weight};
}

/// What a file's times say beside the log's `came` (on the server's clock); nothing known of it: no time.
Sentence time_sentence(const FileTimes& t, std::optional<Time> came) {
  const Time modified{*t.modified_s * kSecond}, changed{t.changed_s.value_or(*t.modified_s) * kSecond};
  if (!came) return Sentence("scan.time.instead").time("changed", changed);
  const char* key = modified + kSame < *came   ? "scan.time.before-log"
                    : *came + kSame < modified ? "scan.time.after-log"
                                               : "scan.time.agrees";
  return Sentence(key).time("modified", modified).time("came", *came);
}

std::string script_of(const Finding& f) {
  if (f.trigger) return f.trigger->script;
  return f.orders.empty() ? std::string() : f.orders.front().script;
}

}  // namespace

void add_scanned(Case& c, std::vector<ScannedFile> files) {
  std::ranges::move(files, std::back_inserter(c.scanned));
  std::ranges::stable_sort(c.scanned, {}, [](const ScannedFile& f) {
    return std::tuple(rank(f), -f.score, std::string_view(f.path));
  });
  uint64_t more = 0;
  for (const ScannedFile& f : c.scanned) {
    if (f.verdict != "malicious" && f.verdict != "suspicious") continue;
    if (c.findings.size() < kMaxFindings)
      c.findings.push_back(finding_of(f));
    else
      ++more;
  }
  if (more != 0) c.limits.push_back({"scan-findings", more});
}

void add_owner(ScannedFile& file, const std::string& owner) {
  constexpr double kWeight = 1;
  file.evidence.push_back(of_file(file.path, Sentence("scan.owner").text("owner", owner), kWeight));
  const double odds = file.score / std::max(1 - file.score, 1e-4) * std::exp(kWeight);
  file.score = std::round(1e4 * odds / (1 + odds)) / 1e4;
}

void compare_times(Case& c, const std::vector<FileTimes>& times) {
  std::set<std::string> told;
  for (Finding& f : c.findings) {
    const std::string script = script_of(f);
    const auto t = std::ranges::find(times, script, &FileTimes::path);
    if (!f.entry || script.empty() || t == times.end() || !t->modified_s) continue;
    std::optional<Time> came = f.entry->time;
    if (came)
      came = *came + static_cast<int64_t>(c.clock_offset_s.value_or(0) * static_cast<double>(kSecond));
    const Sentence reason = time_sentence(*t, came);
    f.entry->evidence.push_back(of_file(script, reason, 0));
    const auto file = std::ranges::find(c.scanned, script, &ScannedFile::path);
    if (file != c.scanned.end() && told.insert(script).second)
      file->evidence.push_back(of_file(script, reason, 0));
  }
}

void conclude_scan(Case& c, uint64_t files, const std::vector<std::string>& roots) {
  const uint64_t bad = count(c, "malicious"), odd = count(c, "suspicious"), tools = count(c, "admin-tool"),
                 unjudged = count(c, "unjudged");
  c.verdict = bad != 0                                              ? Verdict::compromised
              : odd != 0                                            ? Verdict::suspicious
              : files != 0                                          ? Verdict::ordinary
              : std::ranges::any_of(c.files, &InputFile::truncated) ? Verdict::inconclusive
                                                                    : Verdict::empty;
  c.answer.push_back(Sentence("scan.answer.read").count("n", files));
  if (bad != 0) c.answer.push_back(Sentence("scan.answer.malicious").count("n", bad));
  say_capabilities(c);
  if (odd != 0) c.answer.push_back(Sentence("scan.answer.suspicious").count("n", odd));
  if (bad + odd == 0 && files != 0) c.answer.emplace_back("scan.answer.clean");
  if (std::ranges::any_of(c.files, &InputFile::truncated)) c.answer.emplace_back("scan.answer.partly");
  if (tools != 0) c.answer.push_back(Sentence("scan.answer.admin-tool").count("n", tools));
  if (unjudged != 0) c.answer.push_back(Sentence("scan.answer.unjudged").count("n", unjudged));
  c.not_visible.emplace_back("scan.blind.database");
  c.not_visible.emplace_back("scan.blind.how");
  c.next.push_back({Sentence("scan.next.logs"), "culprit logs /var/log/apache2/access.log*", "linux"});
  if (bad != 0 && !roots.empty()) c.next.push_back({Sentence("scan.next.elsewhere"), {}, {}});
  put_in_order(c);
}

}  // namespace culprit::audit
