#include "firewall/nft_rule.h"

#include <algorithm>
#include <array>

#include "firewall/values.h"

namespace culprit::firewall {
namespace {

struct Selector {
  std::string_view header, field;
  Field value;
  uint16_t only = 0;  ///< transport
  uint8_t version = 0;
};

constexpr uint16_t kTcp = 6, kUdp = 17, kIcmp = 1, kIcmp6 = 58, kSctp = 132;
constexpr std::array kSelectors{
    Selector{"ip", "saddr", Field::src4, 0, 4},
    Selector{"ip", "daddr", Field::dst4, 0, 4},
    Selector{"ip", "protocol", Field::next_header, 0, 4},
    Selector{"ip", "length", Field::ip_length, 0, 4},
    Selector{"ip", "frag-off", Field::frag_off, 0, 4},
    Selector{"ip", "ttl", Field::ttl, 0, 4},
    Selector{"ip6", "saddr", Field::src6, 0, 6},
    Selector{"ip6", "daddr", Field::dst6, 0, 6},
    Selector{"ip6", "nexthdr", Field::next_header, 0, 6},
    Selector{"ip6", "length", Field::ip_length, 0, 6},
    Selector{"ip6", "hoplimit", Field::ttl, 0, 6},
    Selector{"udp", "sport", Field::src_port, kUdp},
    Selector{"udp", "dport", Field::dst_port, kUdp},
    Selector{"udp", "length", Field::udp_length, kUdp},
    Selector{"tcp", "sport", Field::src_port, kTcp},
    Selector{"tcp", "dport", Field::dst_port, kTcp},
    Selector{"tcp", "flags", Field::tcp_flags, kTcp},
    Selector{"sctp", "sport", Field::src_port, kSctp},
    Selector{"sctp", "dport", Field::dst_port, kSctp},
    Selector{"th", "sport", Field::src_port},
    Selector{"th", "dport", Field::dst_port},
    Selector{"icmp", "type", Field::icmp_type, kIcmp},
    Selector{"icmpv6", "type", Field::icmp6_type, kIcmp6},
    Selector{"meta", "l4proto", Field::transport},
    Selector{"meta", "nfproto", Field::version},
    Selector{"meta", "length", Field::length},
    Selector{"meta", "skuid", Field::user},
    Selector{"meta", "iifname", Field::in_interface},
    Selector{"meta", "oifname", Field::out_interface},
    Selector{"meta", "iif", Field::in_interface},
    Selector{"meta", "oif", Field::out_interface},
    Selector{"ct", "state", Field::ct_state},
};

bool is_flags(Field f) { return f == Field::tcp_flags || f == Field::ct_state; }

class RuleParser {
 public:
  RuleParser(std::span<const Token> tokens, Family family, const Sets& sets, Rule& out)
      : tokens_(tokens), family_(family), sets_(sets), out_(out) {}

  std::optional<Trouble> parse() {
    while (at_ < tokens_.size())
      if (!statement()) return trouble();
    return std::nullopt;
  }

 private:
  std::string_view word(size_t ahead = 0) const {
    return at_ + ahead < tokens_.size() ? tokens_[at_ + ahead].text : std::string_view();
  }
  bool take(std::string_view wanted) {
    if (at_ >= tokens_.size() || word() != wanted) return false;
    ++at_;
    return true;
  }
  Trouble trouble() const {
    if (tokens_.empty()) return {};
    const Token& t = tokens_[std::min(at_, tokens_.size() - 1)];
    std::string what(t.text);
    if (at_ > 0 && at_ < tokens_.size()) what = std::string(tokens_[at_ - 1].text) + ' ' + what;
    return {t.line, what};
  }
  void add(Test test) {
    Statement s;
    s.test = std::move(test);
    out_.statements.push_back(std::move(s));
  }
  void require(Field field, uint64_t value) {
    Test t{field, 0, 0, false, {}};
    t.ranges = {{{0, value}, {0, value}}};
    add(std::move(t));
  }

  bool statement() {
    const std::string_view w = word();
    if (w == "counter") return counter();
    if (w == "limit") return limit();
    if (w == "log") return log();
    if (w == "comment") return ++at_, at_ < tokens_.size() && (++at_, true);
    return verdict() || selector();
  }

  bool counter() {
    ++at_;
    if (take("packets") &&
        (!parse_number(word()) || (++at_, !take("bytes")) || !parse_number(word()) || (++at_, false)))
      return false;
    Statement s;
    s.kind = Statement::Kind::counter;
    out_.statements.push_back(std::move(s));
    return true;
  }

  // "log prefix "x" level info": only writes a line.
  bool log() {
    ++at_;
    while (word() == "prefix" || word() == "level" || word() == "flags") {
      at_ += 2;
      if (at_ > tokens_.size()) return false;
    }
    return true;
  }

  static uint64_t bytes_unit(std::string_view w) {
    return w == "bytes" ? 1 : w == "kbytes" ? 1024 : w == "mbytes" ? 1024 * 1024 : 0;
  }

  // limit rate [over] N/unit [burst N packets] | limit rate [over] N mbytes/unit [burst N kbytes]
  bool limit() {
    ++at_;
    if (!take("rate")) return false;
    Limit l;
    l.over = take("over");
    if (!l.over) take("until");
    std::string_view number = word(), unit;
    if (const size_t slash = number.find('/'); slash != std::string_view::npos) {
      unit = number.substr(slash + 1);
      number = number.substr(0, slash);
    } else {
      ++at_;
      const size_t per = word().find('/');
      if (per == std::string_view::npos) return false;
      l.bytes = true;
      unit = word().substr(per + 1);
      l.rate = bytes_unit(word().substr(0, per));
      if (l.rate == 0) return false;
    }
    const auto n = parse_number(number);
    l.per_ns = unit_ns(unit);
    if (!n || *n == 0 || *n > UINT32_MAX || l.per_ns == 0) return false;
    l.rate = l.bytes ? l.rate * *n : *n;
    l.burst = l.bytes ? 0 : 5;
    ++at_;
    if (word() == "burst" && !burst(l)) return false;
    Statement s;
    s.kind = Statement::Kind::limit;
    s.limit = l;
    out_.statements.push_back(std::move(s));
    return true;
  }

  bool burst(Limit& l) {
    ++at_;
    const auto n = parse_number(word());
    if (!n || *n > UINT32_MAX) return false;
    ++at_;
    const uint64_t unit = l.bytes ? bytes_unit(word()) : word() == "packets" ? 1 : 0;
    if (unit == 0) return false;
    ++at_;
    l.burst = *n * unit;
    return true;
  }

  bool verdict() {
    Statement s;
    s.kind = Statement::Kind::verdict;
    const std::string_view w = word();
    if (w == "accept") {
      s.verdict = Verdict::accept;
    } else if (w == "drop") {
      s.verdict = Verdict::drop;
    } else if (w == "reject") {
      s.verdict = Verdict::drop;
      if (word(1) == "with") {  // reject with tcp reset; icmp type X; icmpx type X
        while (at_ + 1 < tokens_.size() && word(1) != "comment") ++at_;
      }
    } else if (w == "return" || w == "continue") {
      if (w == "continue") return ++at_, true;
      s.verdict = Verdict::back;
    } else if (w == "jump" || w == "goto") {
      s.verdict = w == "jump" ? Verdict::jump : Verdict::go_to;
      s.target = word(1);
      if (s.target.empty()) return false;
      ++at_;
    } else {
      return false;
    }
    ++at_;
    out_.statements.push_back(std::move(s));
    return true;
  }

  bool selector() {
    std::string_view header = word(), field = word(1);
    size_t used = 2;
    if (header == "iifname" || header == "oifname" || header == "iif" || header == "oif" ||
        header == "skuid") {
      field = header;
      header = "meta";
      used = 1;
    }
    const auto s = std::ranges::find_if(
        kSelectors, [&](const Selector& x) { return x.header == header && x.field == field; });
    if (s == kSelectors.end()) return at_ += field.empty() ? 0 : 1, false;
    if ((s->version == 4 && family_ == Family::ip6) || (s->version == 6 && family_ == Family::ip4))
      return false;
    at_ += used;
    if (s->version != 0) require(Field::version, s->version);
    if (s->only != 0) require(Field::transport, s->only);
    Test t{s->value, s->only, 0, false, {}};
    return comparison(t) && (add(std::move(t)), true);
  }

  static std::optional<uint64_t> bit(Field f, std::string_view w) {
    if (f == Field::ct_state) {
      const auto state = ct_state_bit(w);
      return state ? std::optional<uint64_t>(*state) : std::nullopt;
    }
    const auto flag = f == Field::tcp_flags ? tcp_flag_bit(w) : std::nullopt;
    return flag ? std::optional<uint64_t>(*flag) : parse_number(w);
  }

  // Bits as "syn", "syn|ack", "(syn|ack)", "syn,ack", "0x1fff".
  std::optional<uint64_t> bits(Field f, bool commas) {
    uint64_t all = 0;
    const bool bracket = take("(");
    do {
      const auto one = bit(f, word());
      if (!one) return std::nullopt;
      ++at_;
      all |= *one;
    } while (take("|") || (commas && take(",")));
    if (bracket && !take(")")) return std::nullopt;
    return all;
  }

  static Range exactly(uint64_t n) { return {{0, n}, {0, n}}; }

  bool comparison(Test& t) {
    if (take("&")) return masked(t);
    const bool equals = take("==");
    t.negated = !equals && take("!=");
    if (!equals && !t.negated && (word() == "<" || word() == ">" || word() == "<=" || word() == ">="))
      return order(t);
    if (word() == "{") return list(t);
    if (word().starts_with('@')) return named_set(t);
    if (is_flags(t.field)) return flags(t, equals);
    const auto r = parse_range(t.field, word());
    if (!r) return false;
    ++at_;
    t.ranges = {*r};
    return true;
  }

  // A & MASK == VALUE
  bool masked(Test& t) {
    if (t.field <= Field::dst6) return false;
    const auto mask = bits(t.field, false);
    if (!mask || *mask == 0) return false;
    t.mask = *mask;
    const bool equals = take("==");
    t.negated = !equals && take("!=");
    if (!equals && !t.negated) return false;
    const auto value = bits(t.field, false);
    if (!value) return false;
    t.ranges = {exactly(*value)};
    return true;
  }

  bool order(Test& t) {
    if (t.field <= Field::dst6 || is_flags(t.field)) return false;
    const std::string_view sign = word();
    const auto n = parse_number(word(1));
    if (!n || (sign == "<" && *n == 0) || *n == UINT64_MAX) return false;
    at_ += 2;
    if (sign.starts_with('<'))
      t.ranges = {{{0, 0}, {0, sign == "<" ? *n - 1 : *n}}};
    else
      t.ranges = {{{0, sign == ">" ? *n + 1 : *n}, {0, UINT64_MAX}}};
    return true;
  }

  // "tcp flags syn" asks for any of the bits, "tcp flags == syn" for exactly these, "tcp flags syn / syn,ack"
  // for these among those.
  bool flags(Test& t, bool equals) {
    const auto value = bits(t.field, true);
    if (!value) return false;
    if (take("/")) {
      const auto mask = bits(t.field, true);
      if (!mask) return false;
      t.mask = *mask;
      t.ranges = {exactly(*value)};
    } else if (equals || (t.negated && t.field == Field::tcp_flags)) {
      t.ranges = {exactly(*value)};
    } else {
      t.mask = *value;
      t.ranges = {{{0, 1}, {0, UINT64_MAX}}};
    }
    return true;
  }

  bool list(Test& t) {
    ++at_;
    while (!take("}")) {
      if (t.field == Field::ct_state) {
        const auto state = ct_state_bit(word());
        if (!state) return false;
        t.ranges.push_back(exactly(*state));
      } else {
        const auto r = parse_range(t.field, word());
        if (!r) return false;
        t.ranges.push_back(*r);
      }
      ++at_;
      if (!take(",") && word() != "}") return false;
    }
    tidy(t.ranges);
    return true;
  }

  bool named_set(Test& t) {
    const auto set = sets_.find(word().substr(1));
    if (set == sets_.end()) return false;
    ++at_;
    t.ranges = set->second;
    return true;
  }

  std::span<const Token> tokens_;
  Family family_;
  const Sets& sets_;
  Rule& out_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Trouble> parse_nft_rule(std::span<const Token> tokens, Family family, const Sets& sets,
                                      Rule& out) {
  return RuleParser(tokens, family, sets, out).parse();
}

}  // namespace culprit::firewall
