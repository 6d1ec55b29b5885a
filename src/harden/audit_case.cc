#include "harden/audit_case.h"

#include <algorithm>

#include "harden/patch.h"

namespace culprit::harden {
namespace {

Sentence words(const Problem& p, const char* part) {
  return Sentence("harden." + p.id + '.' + part).path("subject", p.subject);
}

bool is_still_there(const Problem& p, const Result& left) {
  return std::ranges::any_of(left.problems,
                             [&](const Problem& q) { return q.id == p.id && q.subject == p.subject; });
}

std::string diff_of(const Problem& p, const Files& files) {
  std::string out;
  for (const auto& [file, text] : changed_files({&p, 1}, files))
    out += unified_diff(file, files.read(file).value_or(""), text);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

Remedy remedy(const Problem& p, const Result& left, const Files& files, const std::vector<Proof>& proofs) {
  Remedy r{words(p, "do"), words(p, "why"), {}, {}, "any", {}};
  if (p.edits.empty()) return r;
  r.command = diff_of(p, files);
  r.platform = "patch";
  r.checked.emplace_back(is_still_there(p, left) ? "harden.not-proved" : "harden.proved");
  for (const Proof& proof : proofs) {
    if (proof.subject != p.subject) continue;
    if (proof.before.takes && !proof.after.takes) r.checked.emplace_back("harden.proved-put");
    if (proof.before.runs && !proof.after.runs) r.checked.emplace_back("harden.proved-run");
    if (proof.after.takes && proof.after.runs) r.checked.emplace_back("harden.not-proved-server");
  }
  return r;
}

Finding finding(const Problem& p, const Result& left, const Files& files, const std::vector<Proof>& proofs) {
  Finding f;
  f.kind = p.id;
  f.key = p.id + ':' + p.subject;
  f.severity = p.severity;
  f.confidence = 1;
  f.role = "host";
  f.title = words(p, "title");
  f.what = words(p, "what");
  for (const Spot& s : p.spots) {
    Evidence e{.kind = "config", .line = s.line, .path = s.file, .quote = s.text};
    e.reason = Sentence(s.line == 0 ? "harden.whole" : "harden.line");
    f.evidence.push_back(std::move(e));
  }
  f.remedies.push_back(remedy(p, left, files, proofs));
  return f;
}

uint64_t count_from(const Case& c, Severity least) {
  return static_cast<uint64_t>(
      std::ranges::count_if(c.findings, [&](const Finding& f) { return f.severity >= least; }));
}

}  // namespace

Case audit_case(const Result& found, const Result& left, const Files& files,
                const std::vector<Proof>& proofs) {
  Case c;
  c.payload_seen = false;
  for (const Problem& p : found.problems) c.findings.push_back(finding(p, left, files, proofs));
  for (const std::string& name : found.files)
    c.files.push_back({.name = name, .kind = "config", .format = "config"});
  for (const Spot& s : found.unclear) {
    Warning w{"config-unclear", {}, {}, 0};
    w.params =
        Sentence().path("path", s.file).text("line", std::to_string(s.line)).text("why", s.text).params;
    c.warnings.push_back(std::move(w));
  }
  const uint64_t bad = count_from(c, Severity::high), all = c.findings.size();
  c.verdict = found.files.empty() ? Verdict::empty : bad != 0 ? Verdict::suspicious : Verdict::ordinary;
  c.answer.push_back(Sentence("harden.answer.read").count("n", found.files.size()));
  if (bad != 0) c.answer.push_back(Sentence("harden.answer.bad").count("n", bad));
  if (all > bad) c.answer.push_back(Sentence("harden.answer.small").count("n", all - bad));
  if (all == 0 && !found.files.empty()) c.answer.emplace_back("harden.answer.clean");
  c.not_visible.emplace_back("harden.blind.programs");
  put_in_order(c);
  return c;
}

std::string patch_of(const Result& found, const Files& files) {
  std::string out;
  for (const auto& [file, text] : changed_files(found.problems, files))
    out += unified_diff(file, files.read(file).value_or(""), text);
  return out;
}

}  // namespace culprit::harden
