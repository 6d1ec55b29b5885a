#include "host/yara.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <memory>

#include "host/libyara.h"

namespace culprit::host {
namespace {

// A user's rule says nothing of its weight: alone it makes a file suspicious, no more.
constexpr double kUserWeight = 8;
constexpr int kTimeout_s = 20;

struct FreeRules {
  void operator()(YR_RULES* rules) const { yr_rules_destroy(rules); }
};
struct FreeScanner {
  void operator()(YR_SCANNER* scanner) const { yr_scanner_destroy(scanner); }
};
struct FreeCompiler {
  void operator()(YR_COMPILER* compiler) const { yr_compiler_destroy(compiler); }
};
struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
using RulesPtr = std::unique_ptr<YR_RULES, FreeRules>;
using CompilerPtr = std::unique_ptr<YR_COMPILER, FreeCompiler>;

/// libyara counts how often it is started.
struct Started {
  Started() : ok(libyara.open() && yr_initialize() == ERROR_SUCCESS) {}
  ~Started() {
    if (ok) yr_finalize();
  }
  Started(const Started&) = delete;
  Started& operator=(const Started&) = delete;
  bool ok;
};

void keep_first_error(int level, const char*, int line, const YR_RULE*, const char* message, void* out) {
  auto& text = *static_cast<std::string*>(out);
  if (level == YARA_ERROR_LEVEL_ERROR && text.empty()) text = "line " + std::to_string(line) + ": " + message;
}

// Rules made for the yara program may ask for the file's name.
void define_externals(YR_COMPILER* compiler) {
  for (const char* name : {"filename", "filepath", "extension", "filetype", "owner"})
    yr_compiler_define_string_variable(compiler, name, "");
}

// libyara packs its matches without regard to alignment, so one is copied before it is looked at.
size_t first_match(YR_SCAN_CONTEXT* context, YR_RULE* rule) {
  size_t best = SIZE_MAX;
  YR_STRING* string = nullptr;
  yr_rule_strings_foreach(rule, string) {
    const void* head = context->matches[string->idx].head;
    if (head == nullptr) continue;
    YR_MATCH match{};
    std::memcpy(&match, head, sizeof match);
    best = std::min(best, static_cast<size_t>(match.base + match.offset));
  }
  return best == SIZE_MAX ? 0 : best;
}

audit::RuleHit hit_of(YR_SCAN_CONTEXT* context, YR_RULE* rule, double usual_weight) {
  audit::RuleHit hit{rule->identifier, {}, "malicious", usual_weight, first_match(context, rule)};
  YR_META* meta = nullptr;
  yr_rule_metas_foreach(rule, meta) {
    const std::string name = meta->identifier;
    if (name == "weight" && meta->type == META_TYPE_INTEGER) hit.weight = static_cast<double>(meta->integer);
    if (name == "capability" && meta->type == META_TYPE_STRING) hit.capability = meta->string;
    if (name == "kind" && meta->type == META_TYPE_STRING) hit.kind = meta->string;
  }
  return hit;
}

/// One compiled set with its scanner.
class Set {
 public:
  Set(RulesPtr rules, double usual_weight) : rules_(std::move(rules)), weight_(usual_weight) {
    YR_SCANNER* made = nullptr;
    if (yr_scanner_create(rules_.get(), &made) != ERROR_SUCCESS) return;
    scanner_.reset(made);
    yr_scanner_set_callback(made, &Set::found, this);
    yr_scanner_set_timeout(made, kTimeout_s);
    yr_scanner_set_flags(made,
                         SCAN_FLAGS_FAST_MODE | SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_NO_TRYCATCH);
  }
  Set(const Set&) = delete;
  Set& operator=(const Set&) = delete;

  bool ok() const { return scanner_ != nullptr; }
  /// False where it took too long.
  bool scan(Bytes content, std::vector<audit::RuleHit>& out) {
    out_ = &out;
    return yr_scanner_scan_mem(scanner_.get(), content.data(), content.size()) != ERROR_SCAN_TIMEOUT;
  }

 private:
  static int found(YR_SCAN_CONTEXT* context, int message, void* data, void* self) {
    constexpr size_t kMaxHits = 50;
    auto& set = *static_cast<Set*>(self);
    if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
    set.out_->push_back(hit_of(context, static_cast<YR_RULE*>(data), set.weight_));
    return set.out_->size() < kMaxHits ? CALLBACK_CONTINUE : CALLBACK_ABORT;
  }

  RulesPtr rules_;
  std::unique_ptr<YR_SCANNER, FreeScanner> scanner_;
  double weight_;
  std::vector<audit::RuleHit>* out_ = nullptr;
};

Result<RulesPtr> finish(YR_COMPILER* compiler) {
  YR_RULES* made = nullptr;
  if (yr_compiler_get_rules(compiler, &made) != ERROR_SUCCESS)
    return error("There is not enough memory for the rules.");
  return RulesPtr(made);
}

Result<CompilerPtr> new_compiler(std::string& message) {
  YR_COMPILER* made = nullptr;
  if (yr_compiler_create(&made) != ERROR_SUCCESS) return error("There is not enough memory for the rules.");
  yr_compiler_set_callback(made, keep_first_error, &message);
  define_externals(made);
  return CompilerPtr(made);
}

Result<RulesPtr> compile_builtin() {
  std::string message;
  auto compiler = new_compiler(message);
  if (!compiler) return std::unexpected(compiler.error());
  for (const BuiltinRules& one : builtin_rules())
    if (yr_compiler_add_string(compiler->get(), one.text, one.name) != 0)
      return error("A rule of culprit itself is wrong: " + message + ".", one.name);
  return finish(compiler->get());
}

Result<RulesPtr> compile_file(const std::string& path) {
  const std::unique_ptr<FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file)
    return error("The rules cannot be opened.", path, "Check the name and the permissions of the file.");
  YR_RULES* compiled = nullptr;
  if (yr_rules_load(path.c_str(), &compiled) == ERROR_SUCCESS) return RulesPtr(compiled);
  std::string message;
  auto compiler = new_compiler(message);
  if (!compiler) return std::unexpected(compiler.error());
  if (yr_compiler_add_file(compiler->get(), file.get(), nullptr, path.c_str()) != 0)
    return error("These rules cannot be used: " + message + ".", path, "Try them with the program yara.");
  return finish(compiler->get());
}

class YaraRules final : public Rules {
 public:
  std::optional<Error> add(Result<RulesPtr> rules, bool own) {
    if (!rules) return rules.error();
    auto set = std::make_unique<Set>(std::move(*rules), own ? 5.0 : kUserWeight);
    if (!set->ok()) return Error{"There is not enough memory for the rules.", {}, {}};
    (own ? own_ : user_).push_back(std::move(set));
    return std::nullopt;
  }

  std::vector<audit::RuleHit> scan(Bytes content, bool script) override {
    std::vector<audit::RuleHit> out;
    for (const auto& set : user_) timeouts_ += set->scan(content, out) ? 0u : 1u;
    if (script)
      for (const auto& set : own_) timeouts_ += set->scan(content, out) ? 0u : 1u;
    return out;
  }
  uint64_t timeouts() const override { return timeouts_; }
  bool ready() const { return library_.ok; }

 private:
  Started library_;  // ends last
  std::vector<std::unique_ptr<Set>> own_, user_;
  uint64_t timeouts_ = 0;
};

}  // namespace

Result<std::unique_ptr<Rules>> Rules::load(const std::vector<std::string>& user_files, bool with_builtin) {
  auto out = std::make_unique<YaraRules>();
  if (!out->ready()) return error("The library for rules (libyara) cannot be started.");
  if (with_builtin)
    if (auto wrong = out->add(compile_builtin(), true)) return std::unexpected(*wrong);
  for (const std::string& path : user_files)
    if (auto wrong = out->add(compile_file(path), false)) return std::unexpected(*wrong);
  return out;
}

}  // namespace culprit::host
