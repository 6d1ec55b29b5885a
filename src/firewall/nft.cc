#include "firewall/nft.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <span>

#include "base/text.h"
#include "firewall/nft_rule.h"
#include "firewall/values.h"

namespace culprit::firewall {
namespace {

constexpr const char* kNext =
    "What culprit can prove is listed in docs/notes/6-stop-prove-report.md; leave the rest out of a copy.";

std::optional<Family> family_of(std::string_view w) {
  if (w == "ip") return Family::ip4;
  if (w == "ip6") return Family::ip6;
  if (w == "inet") return Family::inet;
  if (w == "netdev") return Family::netdev;
  return std::nullopt;
}

std::optional<Hook> hook_of(std::string_view w) {
  for (int i = 0; i <= static_cast<int>(Hook::egress); ++i)
    if (w == name(static_cast<Hook>(i))) return static_cast<Hook>(i);
  return std::nullopt;
}

/// The key types of sets, as fields whose values they hold.
std::optional<Field> type_of(std::string_view w) {
  if (w == "ipv4_addr") return Field::src4;
  if (w == "ipv6_addr") return Field::src6;
  if (w == "inet_service") return Field::src_port;
  if (w == "inet_proto") return Field::transport;
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view file) : file_(file), tokens_(tokens_of_nft(file)) {}

  Result<Ruleset> parse() {
    while (skip_ends(), at_ < tokens_.size())
      if (!command()) return refuse();
    if (const std::string wrong = check_jumps(rules_); !wrong.empty()) return error(wrong, "", kNext);
    rules_.reads_pieces = true;
    return std::move(rules_);
  }

 private:
  std::string_view word(size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead].text : std::string_view();
  }
  bool take(std::string_view wanted) {
    if (at_ >= tokens_.size() || tokens_[at_].quoted || word() != wanted) return false;
    ++at_;
    return true;
  }
  void skip_ends() {
    while (at_ < tokens_.size() && tokens_[at_].ends()) ++at_;
  }
  std::string_view next() { return at_ < tokens_.size() ? tokens_[at_++].text : std::string_view(); }

  std::unexpected<Error> refuse() {
    if (!trouble_) {
      const Token t = tokens_.empty() ? Token{} : tokens_[std::min(at_, tokens_.size() - 1)];
      trouble_ = Trouble{t.line, std::string(t.ends() ? "the end of the line" : t.text)};
    }
    return error("Line " + std::to_string(trouble_->line) + ": culprit does not understand \"" +
                     escape(trouble_->word, 80) + "\" here, so it proves nothing of this file.",
                 "", kNext);
  }

  Table& table(Family family, std::string_view table_name) {
    for (Table& t : rules_.tables)
      if (t.family == family && t.name == table_name) return t;
    rules_.tables.push_back({family, std::string(table_name), {}});
    return rules_.tables.back();
  }
  static Chain& chain(Table& t, std::string_view chain_name) {
    const auto at = std::ranges::find(t.chains, chain_name, &Chain::name);
    if (at != t.chains.end()) return *at;
    t.chains.push_back({});
    t.chains.back().name = chain_name;
    return t.chains.back();
  }

  bool command() {
    if (take("flush")) return take("ruleset") && (rules_ = {}, sets_.clear(), true);
    if (take("delete") || take("destroy")) return forget();
    const bool add = take("add") || take("create");
    if (take("table")) return table_block();
    if (add && take("chain")) return added_chain();
    if (add && take("rule")) return added_rule();
    return false;
  }

  std::optional<std::pair<Family, std::string_view>> table_name() {
    const auto family = family_of(word());
    if (family) ++at_;
    const std::string_view n = next();
    if (n.empty() || n == "\n" || n == "{") return std::nullopt;
    return std::pair(family.value_or(Family::ip4), n);
  }

  // The usual beginning of a file that may be loaded again.
  bool forget() {
    if (!take("table")) return false;
    const auto n = table_name();
    if (!n) return false;
    std::erase_if(rules_.tables, [&](const Table& t) { return t.family == n->first && t.name == n->second; });
    return true;
  }

  bool table_block() {
    const auto n = table_name();
    if (!n) return false;
    const Family family = n->first;
    table(family, n->second);
    if (!take("{")) return word() == "\n" || word().empty();
    while (skip_ends(), !take("}")) {
      Table& t = table(family, n->second);
      const bool good = take("chain") ? chain_block(t, next())
                        : take("set") ? set_block(t, next())
                                      : comment();
      if (!good) return false;
    }
    return true;
  }

  bool comment() { return take("comment") && (++at_, true); }

  bool chain_block(Table& t, std::string_view chain_name) {
    if (!take("{")) return false;
    Chain& c = chain(t, chain_name);
    while (skip_ends(), !take("}")) {
      if (at_ >= tokens_.size()) return false;
      const bool good = word() == "type"      ? base(t, c)
                        : word() == "policy"  ? policy(c)
                        : word() == "comment" ? comment()
                                              : rule(t, c);
      if (!good) return false;
    }
    return true;
  }

  bool base(const Table& t, Chain& c) {
    if (!take("type") || !take("filter") || !take("hook")) return false;
    c.hook = hook_of(word());
    const bool frames = c.hook == Hook::ingress || c.hook == Hook::egress;
    if (!c.hook || frames != (t.family == Family::netdev)) return false;
    ++at_;
    if (take("device") && next().empty()) return false;
    if (!take("priority") || !priority(c)) return false;
    if (c.hook == Hook::prerouting && c.priority <= -400) return false;  // before pieces are put together
    while (word() == "\n" && word(1) == "policy") ++at_;
    return word() != "policy" || policy(c);
  }

  bool priority(Chain& c) {
    static constexpr std::array<std::pair<std::string_view, int>, 6> names{{{"raw", -300},
                                                                            {"mangle", -150},
                                                                            {"dstnat", -100},
                                                                            {"filter", 0},
                                                                            {"security", 50},
                                                                            {"srcnat", 100}}};
    std::string_view w = next();
    const auto named = std::ranges::find(names, w, &std::pair<std::string_view, int>::first);
    if (named != names.end()) {
      c.priority = named->second;
      if (word() == "+" || word() == "-") {
        const bool minus = next() == "-";
        const auto n = parse_number(next());
        if (!n || *n > 10000) return false;
        c.priority += minus ? -static_cast<int>(*n) : static_cast<int>(*n);
      }
      return true;
    }
    const auto [end, ec] = std::from_chars(w.data(), w.data() + w.size(), c.priority);
    return ec == std::errc{} && end == w.data() + w.size();
  }

  bool policy(Chain& c) {
    if (!take("policy")) return false;
    c.drops = word() == "drop";
    return c.drops || word() == "accept" ? (++at_, true) : false;
  }

  // Up to the end of the line; the braces of a set may hold ends of lines.
  std::vector<Token> rule_tokens() {
    std::vector<Token> out;
    int depth = 0;
    for (; at_ < tokens_.size(); ++at_) {
      const Token& t = tokens_[at_];
      if (depth == 0 && (t.ends() || (!t.quoted && t.text == "}"))) break;
      if (!t.quoted && t.text == "{") ++depth;
      if (!t.quoted && t.text == "}") --depth;
      if (!t.ends()) out.push_back(t);
    }
    return out;
  }

  bool rule(Table& t, Chain& c) {
    const auto words = rule_tokens();
    if (words.empty() || ++count_ > kMaxRules) return false;
    Rule r;
    r.line = words.front().line;
    const char* begin = words.front().text.data() - (words.front().quoted ? 1 : 0);
    const char* end = words.back().text.data() + words.back().text.size();
    // A quote that nothing closes ends with the file.
    if (words.back().quoted && end != file_.data() + file_.size()) ++end;
    r.text.assign(begin, end);
    trouble_ = parse_nft_rule(words, t.family, sets_[key(t)], r);
    if (trouble_) return false;
    for (const Statement& s : r.statements)
      if (s.kind == Statement::Kind::test && s.test.field == Field::ct_state) {
        rules_.tracks4 = rules_.tracks4 || t.family != Family::ip6;
        rules_.tracks6 = rules_.tracks6 || t.family != Family::ip4;
        if (t.family == Family::netdev) return false;
      }
    c.rules.push_back(std::move(r));
    return true;
  }

  static std::string key(const Table& t) { return std::to_string(static_cast<int>(t.family)) + t.name; }

  bool set_block(const Table& t, std::string_view set_name) {
    if (!take("{")) return false;
    std::optional<Field> type;
    auto& ranges = sets_[key(t)][std::string(set_name)];
    while (skip_ends(), !take("}")) {
      if (take("type")) {
        type = type_of(next());
        if (!type) return --at_, false;
      } else if (take("flags")) {
        do {
          if (!take("interval") && !take("constant")) return false;
        } while (take(","));
      } else if (take("elements")) {
        if (!type || !take("=") || !elements(*type, ranges)) return false;
      } else if (!take("auto-merge") && !comment()) {
        return false;
      }
    }
    return type.has_value();
  }

  bool elements(Field type, std::vector<Range>& out) {
    if (!take("{")) return false;
    while (skip_ends(), !take("}")) {
      const auto r = parse_range(type, word());
      if (!r || ++elements_ > kMaxElements) return false;
      out.push_back(*r);
      ++at_;
      skip_ends();
      if (!take(",") && word() != "}") return false;
    }
    tidy(out);
    return true;
  }

  // add chain inet t c { type filter hook output priority 0; }
  bool added_chain() {
    const auto n = table_name();
    if (!n) return false;
    Table& t = table(n->first, n->second);
    const std::string_view c = next();
    if (word() == "\n" || word().empty()) return chain(t, c), true;
    return chain_block(t, c);
  }
  bool added_rule() {
    const auto n = table_name();
    if (!n) return false;
    Table& t = table(n->first, n->second);
    return rule(t, chain(t, next()));
  }

  std::string_view file_;
  std::vector<Token> tokens_;
  size_t at_ = 0, count_ = 0, elements_ = 0;
  Ruleset rules_;
  std::map<std::string, Sets> sets_;
  std::optional<Trouble> trouble_;
};

/// Follows jumps, each chain once; tells a jump that leads back, or nowhere.
class Jumps {
 public:
  explicit Jumps(const Table& t) : table_(t) {}
  std::string follow(const Chain& c) {
    if (std::ranges::find(done_, &c) != done_.end()) return {};
    if (std::ranges::find(way_, &c) != way_.end() || way_.size() >= 16)
      return "The chain \"" + escape(c.name, 80) + "\" leads back to itself, or deeper than 16 chains.";
    way_.push_back(&c);
    for (const Rule& r : c.rules)
      for (const Statement& s : r.statements)
        if (std::string wrong = s.target.empty() ? "" : follow(s.target); !wrong.empty()) return wrong;
    way_.pop_back();
    done_.push_back(&c);
    return {};
  }

 private:
  std::string follow(const std::string& target) {
    const auto to = std::ranges::find(table_.chains, target, &Chain::name);
    return to == table_.chains.end() ? "There is no chain \"" + escape(target, 80) + "\"." : follow(*to);
  }
  const Table& table_;
  std::vector<const Chain*> way_, done_;
};

}  // namespace

std::string check_jumps(const Ruleset& rules) {
  for (const Table& t : rules.tables) {
    Jumps jumps(t);
    for (const Chain& c : t.chains)
      if (std::string wrong = c.hook ? jumps.follow(c) : ""; !wrong.empty()) return wrong;
  }
  return {};
}

Result<Ruleset> parse_nft(std::string_view file) {
  if (file.size() > kMaxFile) return error("A rule file has at most 16 MiB.");
  return Parser(file).parse();
}

}  // namespace culprit::firewall
