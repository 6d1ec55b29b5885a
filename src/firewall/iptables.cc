#include "firewall/iptables.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "base/time.h"
#include "firewall/nft.h"
#include "firewall/tokens.h"
#include "firewall/values.h"

namespace culprit::firewall {
namespace {

constexpr const char* kNext =
    "What culprit can prove is listed in docs/notes/6-stop-prove-report.md; leave the rest out of a copy.";

Range exactly(uint64_t n) { return {{0, n}, {0, n}}; }

/// One "-A CHAIN ..." line.
class RuleLine {
 public:
  RuleLine(std::span<const Token> tokens, bool six, Rule& out) : tokens_(tokens), six_(six), out_(out) {}

  bool parse() {
    while (at_ < tokens_.size()) {
      negated_ = take("!");
      if (!option()) return false;
      if (negated_) return false;  // nobody used it
    }
    counted();
    return true;
  }
  std::string word() const {
    return at_ == 0 ? std::string() : std::string(tokens_[std::min(at_, tokens_.size()) - 1].text);
  }

 private:
  bool take(std::string_view wanted) {
    if (at_ >= tokens_.size() || tokens_[at_].text != wanted) return false;
    ++at_;
    return true;
  }
  std::string_view next() { return at_ < tokens_.size() ? tokens_[at_++].text : std::string_view(); }

  void add(Test t) {
    t.negated = negated_;
    negated_ = false;
    Statement s;
    s.test = std::move(t);
    out_.statements.push_back(std::move(s));
  }
  // Each rule counts what it matches, whether it is a verdict or not.
  void counted() {
    Statement s;
    s.kind = Statement::Kind::counter;
    const auto verdict = std::ranges::find(out_.statements, Statement::Kind::verdict, &Statement::kind);
    out_.statements.insert(verdict, s);
  }
  void verdict(Verdict v, std::string_view target = {}) {
    Statement s;
    s.kind = Statement::Kind::verdict;
    s.verdict = v;
    s.target = target;
    out_.statements.push_back(std::move(s));
  }

  bool option() {
    const std::string_view o = next();
    if (o == "-p" || o == "--protocol") return protocol();
    if (o == "-s" || o == "--source") return value(six_ ? Field::src6 : Field::src4);
    if (o == "-d" || o == "--destination") return value(six_ ? Field::dst6 : Field::dst4);
    if (o == "-i" || o == "--in-interface") return value(Field::in_interface);
    if (o == "-o" || o == "--out-interface") return value(Field::out_interface);
    if (o == "-f" && !six_) return later_pieces();
    if (o == "-m" || o == "--match") return module(next());
    if (o == "-j" || o == "--jump") return jump();
    if (o == "-g" || o == "--goto") return verdict(Verdict::go_to, next()), true;
    return !module_.empty() && of_module(o);
  }

  bool protocol() {
    const std::string_view w = next();
    if (w == "all") return !negated_;
    const auto n = protocol_number(w);
    if (!n) return false;
    if (!negated_) protocol_ = *n;
    Test t{Field::transport, 0, 0, false, {}};
    t.ranges = {exactly(*n)};
    add(std::move(t));
    return true;
  }

  bool value(Field field, char range_sign = '-') {
    std::string w(next());
    if (range_sign != '-') std::ranges::replace(w, range_sign, '-');
    const auto r = parse_range(field, w);
    if (!r) return false;
    Test t{field, 0, 0, false, {}};
    if (field == Field::src_port || field == Field::dst_port) t.only = protocol_;
    t.ranges = {*r};
    add(std::move(t));
    return true;
  }

  bool later_pieces() {
    Test t{Field::frag_off, 0, 0x1fff, false, {}};
    t.ranges = {{{0, 1}, {0, 0x1fff}}};
    add(std::move(t));
    return true;
  }

  bool module(std::string_view m) {
    static constexpr std::array<std::string_view, 15> known{
        "tcp",    "udp",   "icmp",    "icmp6", "conntrack", "state", "multiport", "limit",
        "length", "owner", "comment", "sctp",  "ttl",       "hl",    "iprange"};
    if (std::ranges::find(known, m) == known.end() || negated_) return false;
    module_ = m;
    if (m == "limit") limit_ = {3, 3600 * kSecond, 5, false, false};
    if (m == "limit") add_limit();
    return true;
  }

  bool of_module(std::string_view o) {
    if (o == "--sport" || o == "--source-port") return value(Field::src_port, ':');
    if (o == "--dport" || o == "--destination-port") return value(Field::dst_port, ':');
    if (o == "--sports" || o == "--source-ports") return many(Field::src_port);
    if (o == "--dports" || o == "--destination-ports") return many(Field::dst_port);
    if (o == "--ctstate" || o == "--state") return state();
    if (o == "--tcp-flags") return tcp_flags();
    if (o == "--syn") return syn();
    if (o == "--icmp-type") return value(Field::icmp_type);
    if (o == "--icmpv6-type") return value(Field::icmp6_type);
    if (o == "--length") return value(Field::length, ':');
    if (o == "--ttl-eq" || o == "--hl-eq") return value(Field::ttl);
    if (o == "--ttl-lt" || o == "--hl-lt") return hops(true);
    if (o == "--ttl-gt" || o == "--hl-gt") return hops(false);
    if (o == "--uid-owner") return value(Field::user);
    if (o == "--src-range") return value(six_ ? Field::src6 : Field::src4);
    if (o == "--dst-range") return value(six_ ? Field::dst6 : Field::dst4);
    if (o == "--limit") return rate();
    if (o == "--limit-burst") return burst();
    if (o == "--comment") return at_ < tokens_.size() && (++at_, !negated_);
    return false;
  }

  bool hops(bool fewer) {
    const auto n = parse_number(next());
    if (!n || *n > 255 || negated_ || (fewer && *n == 0)) return false;
    Test t{Field::ttl, 0, 0, false, {}};
    t.ranges = {fewer ? Range{{0, 0}, {0, *n - 1}} : Range{{0, *n + 1}, {0, 256}}};
    add(std::move(t));
    return true;
  }

  bool many(Field field) {
    Test t{field, protocol_, 0, false, {}};
    t.refuses_pieces = true;
    std::string all(next());
    std::ranges::replace(all, ':', '-');
    for (size_t at = 0; at <= all.size();) {
      const size_t comma = std::min(all.find(',', at), all.size());
      const auto r = parse_range(field, std::string_view(all).substr(at, comma - at));
      if (!r) return false;
      t.ranges.push_back(*r);
      at = comma + 1;
    }
    tidy(t.ranges);
    add(std::move(t));
    return true;
  }

  bool state() {
    Test t{Field::ct_state, 0, 0, false, {{{0, 1}, {0, UINT64_MAX}}}};
    const std::string_view all = next();
    for (size_t at = 0; at <= all.size();) {
      const size_t comma = std::min(all.find(',', at), all.size());
      const auto bit = ct_state_bit(all.substr(at, comma - at));
      if (!bit) return false;
      t.mask |= *bit;
      at = comma + 1;
    }
    add(std::move(t));
    return true;
  }

  static std::optional<uint64_t> bits(std::string_view all) {
    if (all == "NONE") return 0;
    if (all == "ALL") return 63;
    uint64_t out = 0;
    for (size_t at = 0; at <= all.size();) {
      const size_t comma = std::min(all.find(',', at), all.size());
      const auto bit = tcp_flag_bit(all.substr(at, comma - at));
      if (!bit) return std::nullopt;
      out |= *bit;
      at = comma + 1;
    }
    return out;
  }
  bool tcp_flags() {
    const auto mask = bits(next()), value = bits(next());
    if (!mask || !value) return false;
    add_flags(*mask, *value);
    return true;
  }
  bool syn() { return add_flags(23, 2), true; }
  void add_flags(uint64_t mask, uint64_t value) {
    Test t{Field::tcp_flags, 6, mask, false, {}};
    t.ranges = {exactly(value)};
    add(std::move(t));
  }

  void add_limit() {
    Statement s;
    s.kind = Statement::Kind::limit;
    s.limit = limit_;
    out_.statements.push_back(std::move(s));
  }
  Limit* last_limit() {
    for (size_t i = out_.statements.size(); i-- > 0;)
      if (out_.statements[i].kind == Statement::Kind::limit) return &out_.statements[i].limit;
    return nullptr;
  }
  bool rate() {
    const std::string_view w = next();
    const size_t slash = w.find('/');
    if (slash == std::string_view::npos || negated_ || last_limit() == nullptr) return false;
    const auto n = parse_number(w.substr(0, slash));
    const int64_t unit = unit_ns(w.substr(slash + 1));
    if (!n || *n == 0 || *n > 10000 || unit == 0) return false;
    last_limit()->rate = *n;
    last_limit()->per_ns = unit;
    return true;
  }
  bool burst() {
    const auto n = parse_number(next());
    if (!n || *n == 0 || *n > 10000 || negated_ || last_limit() == nullptr) return false;
    last_limit()->burst = *n;
    return true;
  }

  bool jump() {
    const std::string_view t = next();
    if (t.empty() || negated_) return false;
    if (t == "ACCEPT") return verdict(Verdict::accept), true;
    if (t == "DROP") return verdict(Verdict::drop), true;
    if (t == "RETURN") return verdict(Verdict::back), true;
    if (t == "REJECT") {
      if (take("--reject-with")) ++at_;
      return verdict(Verdict::drop), true;
    }
    if (t == "LOG") {
      while (at_ + 1 < tokens_.size() && tokens_[at_].text.starts_with("--log-")) at_ += 2;
      return at_ == tokens_.size();
    }
    static constexpr std::array<std::string_view, 12> others{"MARK",    "CONNMARK", "NFQUEUE", "NFLOG",
                                                             "SET",     "TCPMSS",   "QUEUE",   "CT",
                                                             "NOTRACK", "TRACE",    "AUDIT",   "CHECKSUM"};
    if (std::ranges::find(others, t) != others.end()) return false;
    return verdict(Verdict::jump, t), true;
  }

  std::span<const Token> tokens_;
  bool six_;
  Rule& out_;
  size_t at_ = 0;
  bool negated_ = false;
  uint16_t protocol_ = 0;
  std::string_view module_;
  Limit limit_;
};

class Parser {
 public:
  explicit Parser(std::string_view file) : file_(file) {}

  Result<Ruleset> parse() {
    // The line that iptables-save begins with: Generated by iptables-save v1.8.9 (nf_tables)
    rules_.reads_pieces = file_.substr(0, file_.find('\n')).find("(nf_tables)") != std::string_view::npos;
    six_ = file_.find("ip6tables-save") != std::string_view::npos || has_six();
    rules_.tables.push_back({six_ ? Family::ip6 : Family::ip4, "filter", {}});
    for (size_t at = 0; at < file_.size(); ++number_) {
      const size_t end = std::min(file_.find('\n', at), file_.size());
      if (!line(trim(file_.substr(at, end - at)))) return refuse();
      at = end + 1;
    }
    if (const std::string wrong = check_jumps(rules_); !wrong.empty()) return error(wrong, "", kNext);
    return std::move(rules_);
  }

 private:
  // A rule with an IPv6 address.
  bool has_six() const {
    for (const char* option : {"-s ", "-d "})
      for (size_t at = file_.find(option); at != std::string_view::npos; at = file_.find(option, at + 1)) {
        const size_t begin = at + 3, end = std::min(file_.find_first_of(" \n", begin), file_.size());
        const auto p = Prefix::parse(file_.substr(begin, end - begin));
        if (p) return p->base.is_ip6();
      }
    return false;
  }

  std::unexpected<Error> refuse() const {
    return error("Line " + std::to_string(number_) + ": culprit does not understand \"" +
                     escape(trouble_, 80) + "\" here, so it proves nothing of this file.",
                 "", kNext);
  }

  bool line(std::string_view l) {
    trouble_ = l;
    if (l.empty() || l.starts_with('#') || l == "COMMIT") return true;
    if (l.starts_with('*')) return in_filter_ = l == "*filter", true;
    if (l.starts_with(':')) return chain_line(l.substr(1));
    if (l.starts_with('[')) l = trim(l.substr(std::min(l.find(']'), l.size() - 1) + 1));
    return in_filter_ && l.starts_with("-A ") && rule_line(l);
  }

  Chain* chain(std::string_view chain_name) {
    auto& chains = rules_.tables.front().chains;
    const auto at = std::ranges::find(chains, chain_name, &Chain::name);
    return at == chains.end() ? nullptr : &*at;
  }

  // ":OUTPUT ACCEPT [0:0]"
  bool chain_line(std::string_view l) {
    const auto words = tokens_of_line(l, number_);
    if (words.size() < 2) return false;
    if (!in_filter_) return words[1].text == "ACCEPT";  // other tables may be there, without rules
    Chain c;
    c.name = words[0].text;
    c.drops = words[1].text == "DROP";
    if (c.name == "INPUT") c.hook = Hook::input;
    if (c.name == "FORWARD") c.hook = Hook::forward;
    if (c.name == "OUTPUT") c.hook = Hook::output;
    if (!c.hook && words[1].text != "-") return false;
    if (chain(c.name) == nullptr) rules_.tables.front().chains.push_back(std::move(c));
    return true;
  }

  bool rule_line(std::string_view l) {
    const auto words = tokens_of_line(l, number_);
    Chain* c = words.size() < 2 ? nullptr : chain(words[1].text);
    if (c == nullptr || ++count_ > kMaxRules) return false;
    Rule r;
    r.line = number_;
    r.text = l;
    const std::span<const Token> all(words);
    RuleLine parser(all.subspan(2), six_, r);
    if (!parser.parse()) {
      if (!parser.word().empty()) trouble_ = parser.word();
      return false;
    }
    for (const Statement& s : r.statements)
      if (s.kind == Statement::Kind::test && s.test.field == Field::ct_state)
        (six_ ? rules_.tracks6 : rules_.tracks4) = true;
    c->rules.push_back(std::move(r));
    return true;
  }

  std::string_view file_;
  bool six_ = false, in_filter_ = false;
  uint32_t number_ = 1;
  size_t count_ = 0;
  std::string trouble_;
  Ruleset rules_;
};

}  // namespace

bool is_iptables(std::string_view file) {
  for (const char* table : {"*filter\n", "*filter\r", "*raw\n", "*mangle\n", "*nat\n"})
    if (file.starts_with(table) || file.find('\n' + std::string(table)) != std::string_view::npos)
      return true;
  return false;
}

Result<Ruleset> parse_iptables(std::string_view file) {
  if (file.size() > kMaxFile) return error("A rule file has at most 16 MiB.");
  return Parser(file).parse();
}

}  // namespace culprit::firewall
