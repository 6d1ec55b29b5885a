#include "host/scan.h"

#include <pwd.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <unordered_map>

#include "audit/scan_case.h"
#include "audit/webroot.h"
#include "host/hash.h"
#include "host/release.h"
#include "host/yara.h"

namespace culprit::host {
namespace {

std::string user_name(uint32_t id) {
  std::array<char, 4096> memory{};
  passwd entry{}, *found = nullptr;
  return ::getpwuid_r(id, &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr
             ? found->pw_name
             : std::to_string(id);
}

/// By the names and numbers that distributions give it; a copy keeps the number only.
bool is_web_user(uint32_t id) {
  static constexpr std::array<std::string_view, 6> names{"www-data", "apache", "nginx",
                                                         "http",     "wwwrun", "_www"};
  return id == 33 || id == 48 || std::ranges::find(names, user_name(id)) != names.end();
}

class Scan {
 public:
  Scan(Case& c, const ScanOptions& options) : case_(c), options_(options) {}

  Result<void> prepare() {
    auto rules = Rules::load(options_.rules, options_.builtin_rules);
    if (!rules) return std::unexpected(rules.error());
    rules_ = std::move(*rules);
    for (const std::string& list : options_.known)
      if (auto added = lists_.add_list(list); !added) return added;
    judge_ = std::make_unique<audit::Judge>(audit::Witnesses{
        .rules = [this](Bytes content, bool script) { return rules_->scan(content, script); },
        .release = [this](const audit::WebFile& file) { return release_of(file); }});
    return {};
  }

  Result<void> root(const std::string& path) {
    const auto report = walk_files(path, options_.limits, [this](const TreeFile& file) { judge(file); });
    if (!report) return std::unexpected(report.error());
    tell(path, *report);
    return {};
  }

  void finish() {
    if (rules_->timeouts() != 0) limit("scan-rule-timeouts", rules_->timeouts());
    for (size_t i = 0; i < found_.size(); ++i) weigh_owner(found_[i], owners_of_found_[i]);
    if (packed_ || !options_.times) case_.not_visible.emplace_back("scan.blind.times");
    audit::add_scanned(case_, std::move(found_));
  }
  std::vector<audit::FileTimes> times() { return std::move(times_); }

  void missed(const std::string& path, const Error& why) {
    warn("scan-unopened", path, why.what);
    case_.warnings.back().file.reset();
  }

  uint64_t files() const { return files_; }

 private:
  void judge(const TreeFile& file) {
    if (file.owner) ++owners_[*file.owner];
    audit::WebFile web{.path = file.path, .place = file.place, .content = file.content, .size = file.size};
    if (options_.times) {
      web.changed_s = file.changed_s;
      web.modified_s = file.modified_s;
    }
    auto judgement = judge_->judge(web);
    if (!judgement) return;
    if (web.modified_s) times_.push_back({file.path, web.modified_s, web.changed_s});
    owners_of_found_.push_back(file.owner);
    found_.push_back({file.path, sha256(file.content), std::move(judgement->verdict), judgement->score,
                      std::move(judgement->capabilities), std::move(judgement->evidence)});
  }

  /// What the web server's own user owns, among files of others, came in through the server.
  void weigh_owner(ScannedFile& f, std::optional<uint32_t> owner) const {
    if (!owner || !is_web_user(*owner)) return;
    uint64_t all = 0;
    for (const auto& [who, count] : owners_) all += count;
    if (owners_.at(*owner) * 2 < all) audit::add_owner(f, user_name(*owner));
  }

  // dpkg's lists are long: read when the first file needs them.
  std::optional<std::string> release_of(const audit::WebFile& file) {
    if (auto known = lists_.find(file.content)) return known;
    if (!options_.known_releases) return std::nullopt;
    if (!packages_) {
      packages_ = std::make_unique<Releases>();
      packages_->add_dpkg(options_.system_root);
    }
    return packages_->find(file.content);
  }

  void limit(const char* what, uint64_t count) {
    if (count == 0) return;
    const auto at = std::ranges::find(case_.limits, what, &Limit::what);
    if (at != case_.limits.end())
      at->count += count;
    else
      case_.limits.push_back({what, count});
  }

  void warn(const char* code, std::string path, std::string detail = {}) {
    Warning w{code, {}, static_cast<uint32_t>(case_.files.size()), 0};
    w.params = Sentence().path("path", std::move(path)).text("detail", std::move(detail)).params;
    case_.warnings.push_back(std::move(w));
  }

  void tell(const std::string& path, const TreeReport& r) {
    files_ += r.files;
    packed_ |= r.format != "folder" && r.format != "file";
    for (const std::string& name : r.unreadable_names) warn("scan-unreadable", name);
    for (const std::string& name : r.odd_name_list) warn("scan-odd-name", name);
    for (const TreeNote& n : r.notes) warn(n.code, n.path, n.detail);
    if (!r.damage.empty()) warn("scan-damaged", path, r.damage);
    if (r.unreadable > r.unreadable_names.size())
      limit("scan-unreadable", r.unreadable - r.unreadable_names.size());
    limit("scan-links", r.links);
    limit("scan-special", r.special);
    limit("scan-too-deep", r.too_deep);
    limit("scan-cut", r.cut);
    limit("scan-encrypted", r.encrypted);
    limit("scan-inside", r.more_notes);
    limit("scan-stopped", r.stopped ? 1 : 0);
    InputFile file{.name = path, .kind = "webroot", .format = r.format};
    file.bytes = 0;  // bytes on the wire: there are none
    file.truncated = !r.damage.empty() || r.stopped || r.unreadable != 0 || !r.notes.empty();
    case_.files.push_back(std::move(file));
  }

  Case& case_;
  const ScanOptions& options_;
  std::unique_ptr<Rules> rules_;
  std::unique_ptr<audit::Judge> judge_;
  Releases lists_;
  std::unique_ptr<Releases> packages_;
  std::vector<ScannedFile> found_;
  std::vector<std::optional<uint32_t>> owners_of_found_;
  std::vector<audit::FileTimes> times_;
  std::map<uint32_t, uint64_t> owners_;  ///< files of each user
  bool packed_ = false;
  uint64_t files_ = 0;
};

struct Ran {
  uint64_t files = 0;
  std::vector<audit::FileTimes> times;
};

Result<Ran> run(Case& c, const std::vector<std::string>& paths, const ScanOptions& options) {
  Scan scan(c, options);
  if (auto ready = scan.prepare(); !ready) return std::unexpected(ready.error());
  std::optional<Error> failed;
  size_t read = 0;
  for (const std::string& path : paths) {
    if (auto done = scan.root(path)) {
      ++read;
    } else {
      scan.missed(path, done.error());
      if (!failed) failed = done.error();
    }
  }
  // One that cannot be opened does not keep the others from being read.
  if (read == 0 && failed) return std::unexpected(*failed);
  scan.finish();
  return Ran{scan.files(), scan.times()};
}

}  // namespace

Result<std::vector<audit::FileTimes>> scan_into(Case& c, const std::vector<std::string>& paths,
                                                const ScanOptions& options) {
  auto ran = run(c, paths, options);
  if (!ran) return std::unexpected(ran.error());
  return std::move(ran->times);
}

Result<Case> scan(const std::vector<std::string>& paths, const ScanOptions& options) {
  Case c;
  c.payload_seen = false;
  const auto ran = run(c, paths, options);
  if (!ran) return std::unexpected(ran.error());
  audit::conclude_scan(c, ran->files, paths);
  return c;
}

}  // namespace culprit::host
