#include "audit/webroot.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "audit/place.h"
#include "audit/server_tricks.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

// Natural logarithms of how much more often a malicious file shows something than an ordinary one. They were
// set by hand and checked: tests/audit/samples must be found, and Debian's packages of PHP programs must not
// (docs/SCAN.md).
struct Weight {
  Act act;
  double sure, weak;
  bool ordinary = false;  ///< programs for administrators do it, too, in their own way
};
constexpr Weight kWeights[] = {{Act::command_request, 14, 5.5},
                               {Act::command_argument, 10, 3, true},
                               {Act::eval_request, 15, 5.5},
                               {Act::call_request, 13.5, 4},
                               {Act::call_hidden, 7, 2, true},
                               {Act::include_request, 8, 2, true},
                               {Act::include_upload, 14, 5},
                               {Act::unserialize_eval, 10, 4, true},
                               {Act::command_network, 11, 6},
                               {Act::eval_remote, 11.5, 4},
                               {Act::reverse_shell, 12, 6},
                               {Act::tunnel, 10, 5, true},
                               {Act::eval_decoded, 11.5, 5},
                               {Act::eval_self, 13.5, 4},
                               {Act::built_name, 12, 6, true},
                               {Act::blob, 5, 3},
                               {Act::request_decoded, 4, 1},
                               {Act::upload_anywhere, 10.5, 3.5, true},
                               {Act::upload_script, 7, 3, true},
                               {Act::write_request, 11.5, 4, true},
                               {Act::write_remote, 10, 4, true},
                               {Act::drop_script, 8, 4, true},
                               {Act::udp_flood, 15, 9},
                               {Act::udp_loop, 5, 3, true},
                               {Act::tcp_flood, 10, 4, true},
                               {Act::file_manager, 10, 4.5, true},
                               {Act::mail_spam, 6, 2, true},
                               {Act::mail_loop, 10, 4, true},
                               {Act::proxy, 5, 2, true},
                               {Act::no_time_limit, 0.5, 0.5},
                               {Act::ignores_abort, 0.7, 0.7},
                               {Act::no_errors, 0.7, 0.7},
                               {Act::gate, 3, 2.5},
                               {Act::eval_unknown, 5, 1.5, true}};

// One file in about a thousand of a web root that is worth scanning.
constexpr double kPrior = -7;
constexpr double kMalicious = 4.6, kSuspicious = 0;  // 99 % and 50 %
constexpr double kKnown = -25;
// What comes on top of the strongest sign of one capability says little that is new.
constexpr double kRest = 0.35;
constexpr size_t kSmallScript = 500, kQuote = 160, kMaxEvidence = 12;

// What programs do as well says little inside a large one, and less in one that is made of several files.
double weight_of(const Fact& f, const Reach& reach) {
  constexpr double kOfSeveralFiles = 3, kBare = 3;
  const auto w = std::ranges::find(kWeights, f.act, &Weight::act);
  const bool ordinary = w->ordinary && !f.bare;
  const bool inside = ordinary && f.inner && reach.large;
  const double weight = (f.weak || inside ? w->weak : w->sure) + (f.bare ? kBare : 0);
  return ordinary && reach.program ? std::max(w->weak, weight - kOfSeveralFiles) : weight;
}

// The line around `offset`, or as much of it as helps.
std::string quote(std::string_view content, size_t offset) {
  if (offset >= content.size()) return {};
  const size_t before = offset == 0 ? std::string_view::npos : content.rfind('\n', offset - 1);
  const size_t line = before == std::string_view::npos ? 0 : before + 1;
  size_t begin = offset - line > kQuote / 2 ? offset - kQuote / 4 : line;
  size_t end = std::min({content.find('\n', offset), begin + kQuote, content.size()});
  // Of a picture only the text.
  const auto binary = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\r'; };
  for (size_t i = begin; i < offset; ++i)
    if (binary(content[i])) begin = i + 1;
  end = static_cast<size_t>(std::find_if(content.begin() + offset, content.begin() + end, binary) -
                            content.begin());
  return std::string(trim(content.substr(begin, end - begin)));
}

class Weighing {
 public:
  explicit Weighing(const WebFile& file) : file_(file), content_(file.content.text()) {}

  void add(Sentence reason, double weight, std::string_view group, std::optional<size_t> offset) {
    Evidence e{.kind = "file", .path = file_.path, .reason = std::move(reason), .weight = weight};
    if (offset) {
      e.line = line_of(content_, *offset);
      e.quote = quote(content_, *offset);
    }
    evidence_.push_back(std::move(e));
    double& strongest = groups_[std::string(group)];
    if (group.empty() || weight <= 0)
      total_ += weight;
    else {
      total_ += kRest * std::min(strongest, weight) + std::max(0.0, weight - strongest);
      strongest = std::max(strongest, weight);
    }
  }
  void capability(std::string_view name) {
    if (!name.empty()) capabilities_.emplace(name);
  }
  double total() const { return total_; }

  Judgement judgement(std::string verdict) {
    Judgement out;
    out.verdict = std::move(verdict);
    out.score = std::round(1e4 / (1 + std::exp(-total_))) / 1e4;
    out.capabilities.assign(capabilities_.begin(), capabilities_.end());
    std::ranges::stable_sort(evidence_, std::greater{}, [](const Evidence& e) { return std::abs(e.weight); });
    if (evidence_.size() > kMaxEvidence) evidence_.resize(kMaxEvidence);
    out.evidence = std::move(evidence_);
    return out;
  }

 private:
  const WebFile& file_;
  std::string_view content_;
  double total_ = kPrior;
  std::vector<Evidence> evidence_;
  std::map<std::string, double> groups_;
  std::set<std::string> capabilities_;
};

bool is_picture(std::string_view content) {
  return content.starts_with("\xff\xd8\xff") || content.starts_with("\x89PNG") ||
         content.starts_with("GIF8") || content.starts_with("BM") ||
         content.starts_with(std::string_view("\0\0\1\0", 4)) ||
         (content.size() > 12 && content.starts_with("RIFF") && content.substr(8, 4) == "WEBP");
}

void weigh_reach(const Reach& reach, Weighing& w) {
  std::map<Act, int> told;
  for (const Fact& f : reach.facts) {
    const std::string_view what = capability(f.act);
    Sentence reason(std::string("scan.act.") + name(f.act));
    // The same act in ten places is one act.
    const bool again = told[f.act]++ > 0;
    if (told[f.act] > 3) continue;
    w.add(std::move(reason.text("call", f.detail)), again ? 0.1 : weight_of(f, reach),
          what.empty() ? "support" : what, f.offset);
    w.capability(what);
  }
}

void weigh_times(const WebFile& file, Weighing& w) {
  constexpr int64_t kDay = 86'400;
  if (!file.changed_s || !file.modified_s || *file.changed_s - *file.modified_s < kDay) return;
  Sentence reason("scan.time.set-back");
  w.add(
      std::move(
          reason.time("modified", {*file.modified_s * kSecond}).time("changed", {*file.changed_s * kSecond})),
      0.3, "", std::nullopt);
}

void weigh_hint(const Hint& h, Weighing& w, std::optional<size_t> offset) {
  Sentence reason("scan." + h.key);
  w.add(std::move(reason.text("what", h.detail)), h.weight, h.key, offset);
}

/// Not one of dots. An empty "index.php" keeps a folder from being listed: "<?php // Silence is golden."
bool has_plain_name(std::string_view name) { return name.find_first_not_of('.') == 0; }

bool has_capability(const Reach& r, std::string_view wanted = {}) {
  return std::ranges::any_of(r.facts, [&](const Fact& f) {
    const std::string_view its = capability(f.act);
    return wanted.empty() ? !its.empty() : its == wanted;
  });
}

/// One file before its witnesses, in the order of what they cost.
class Hearing {
 public:
  Hearing(const WebFile& file, const Witnesses& witnesses, Tokens& tokens)
      : file_(file),
        witnesses_(witnesses),
        tokens_(tokens),
        content_(file.content.text()),
        name_(file_name(file.place)),
        w_(file) {}

  std::optional<Judgement> run() {
    hear_code();
    hear_server_file();
    hear_rules();
    hear_place();
    if (!anything()) return std::nullopt;
    hear_context();
    if (w_.total() < kSuspicious && !encoded_ && !admin_tool_) return std::nullopt;
    hear_release();
    return decide();
  }

 private:
  bool anything() const { return w_.total() > kPrior || encoded_ || admin_tool_; }

  void hear_code() {
    tag_ = find_php(content_);
    if (!has_tag()) return;
    read_php(content_, tokens_);
    reach_ = php_reach(tokens_);
    encoded_ = reach_.encoded;
    code_ = tokens_.traits.sure && tokens_.all.size() > 8;
    weigh_reach(reach_, w_);
  }

  void hear_server_file() {
    if (!is_server_file(name_)) return;
    for (const Trick& t : server_tricks(name_, content_)) {
      weigh_hint(t.hint, w_, t.offset);
      w_.capability("execute");
    }
  }

  void hear_rules() {
    script_ = code_ || is_script_name(name_) || content_.starts_with("#!");
    if (!witnesses_.rules) return;
    for (const RuleHit& hit : witnesses_.rules(file_.content, script_)) {
      admin_tool_ |= hit.kind == "admin-tool";
      encoded_ |= hit.kind == "encoder";
      if (hit.kind != "malicious") continue;
      Sentence reason("scan.rule");
      w_.add(std::move(reason.text("rule", hit.rule)), hit.weight,
             hit.capability.empty() ? "rule" : hit.capability, hit.offset);
      w_.capability(hit.capability);
    }
  }

  // Place and name say something of scripts only, and nothing of an empty one ("silence is golden").
  void hear_place() {
    const bool empty = code_ && tokens_.all.size() < 12 && !anything() && has_plain_name(name_);
    if (empty || !(code_ || (anything() && (script_ || is_server_file(name_))))) return;
    for (const Hint& h : hints_of_place(file_.place)) weigh_hint(h, w_, std::nullopt);
    const bool inside = is_picture(content_);
    if (inside || is_picture_name(name_))
      weigh_hint({"place.picture", inside ? 4.0 : 3.0, {}}, w_,
                 has_tag() ? std::optional(tag_) : std::nullopt);
  }

  void hear_context() {
    if (has_capability(reach_)) {
      if (reach_.tokens < kSmallScript && !reach_.large) weigh_hint({"place.small", 2, {}}, w_, std::nullopt);
      if (reach_.large) weigh_hint({"against.large", -1.5, {}}, w_, std::nullopt);
      weigh_times(file_, w_);
    }
    if (has_tag() && is_inert_name(name_) && !is_picture_name(name_))
      weigh_hint({"against.not-run", -3, {}}, w_, std::nullopt);
  }

  // Asked last: it costs a hash.
  void hear_release() {
    if (!witnesses_.release) return;
    if (const auto release = witnesses_.release(file_))
      weigh_hint({"against.release", kKnown, *release}, w_, std::nullopt);
  }

  std::optional<Judgement> decide() {
    const bool known = w_.total() < kPrior + kKnown / 2;
    if (admin_tool_ && !has_capability(reach_, "hide") && !known) return w_.judgement("admin-tool");
    if (w_.total() >= kMalicious) return w_.judgement("malicious");
    if (w_.total() >= kSuspicious) return w_.judgement("suspicious");
    if (!encoded_ || known) return std::nullopt;
    weigh_hint({"encoded", 0, {}}, w_, std::nullopt);
    return w_.judgement("unjudged");
  }

  bool has_tag() const { return tag_ != std::string_view::npos; }

  const WebFile& file_;
  const Witnesses& witnesses_;
  Tokens& tokens_;
  std::string_view content_, name_;
  Weighing w_;
  Reach reach_;
  size_t tag_ = std::string_view::npos;
  bool code_ = false, script_ = false, encoded_ = false, admin_tool_ = false;
};

}  // namespace

std::optional<Judgement> Judge::judge(const WebFile& file) {
  return Hearing(file, witnesses_, tokens_).run();
}

}  // namespace culprit::audit
