#include "case/answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "case/incident.h"

namespace culprit {
namespace {

constexpr double kCertain = 0.99, kVeryProbable = 0.9;

// ---- What they are, how many, how long

std::string who(const std::vector<Endpoint>& ends) {
  if (ends.empty()) return "?";
  const Endpoint& e = ends.front();
  return e.prefix_bits ? Prefix{e.ip, *e.prefix_bits}.text() : e.ip.text();
}

std::string packets_phrase(std::string_view kind) {
  static constexpr std::array<std::string_view, 17> known{
      "udp-flood",         "fragment-flood", "syn-flood",       "ack-flood",       "tcp-flood",
      "rst-flood",         "psh-ack-flood",  "fin-flood",       "icmp-flood",      "gre-flood",
      "ip-flood",          "http-flood",     "dns-query-flood", "slow-http-flood", "dns-amplification",
      "ntp-amplification", "backscatter"};
  if (std::ranges::find(known, kind) != known.end()) return "flood." + std::string(kind);
  return kind.ends_with("amplification") ? "flood.amplification" : "flood.other";
}

void say_amount(Case& c, const Finding& f) {
  if (f.bytes == 0) return;  // a deed that is counted in something else than packets
  const int64_t duration = f.end - f.start;
  Sentence s(duration > 0 ? "answer.amount" : "answer.amount-moment");
  s.count("n", f.packets)
      .bytes("bytes", f.bytes)
      .time("start", f.start)
      .time("end", f.end)
      .duration("duration", duration);
  if (duration > 0) {
    const double seconds = static_cast<double>(duration) / static_cast<double>(kSecond);
    s.number("rate", static_cast<double>(f.packets) / seconds);
    s.bit_rate("bits", 8 * static_cast<double>(f.bytes) / seconds);
  }
  c.answer.push_back(std::move(s));
}

/// With forged sources no address tells whose computer it is.
std::string attacking(const Finding& f) {
  return std::string("answer.attacking") + (f.role == "spoofing-source" ? "-forged" : "") +
         (f.targets.size() > 1 ? "-many" : "");
}

void say_flood(Case& c, const Finding& f) {
  const bool many = f.sources.size() > 1 || f.source_count > 1;
  const bool reflected = f.role == "reflector";
  std::string key = "answer.flood-between";
  if (is_ours(f))
    key = reflected ? "answer.reflecting" : attacking(f);
  else if (is_against_us(f))
    key = many ? "answer.under-attack-many" : "answer.under-attack";
  c.answer.push_back(about(f, key));
  say_amount(c, f);
}

// ---- The highest protocol, and what the packets carry

std::string protocol_of(std::string_view kind) {
  if (kind.starts_with("udp") || kind.starts_with("fragment")) return "UDP";
  for (const char* tcp : {"syn", "ack", "tcp", "rst", "psh", "fin", "backscatter"})
    if (kind.starts_with(tcp)) return "TCP";
  if (kind.starts_with("icmp")) return "ICMP";
  if (kind.starts_with("gre")) return "GRE";
  if (kind.starts_with("http") || kind.starts_with("slow-http")) return "HTTP";
  if (kind.starts_with("dns")) return "DNS";
  if (kind.starts_with("ntp")) return "NTP";
  return kind.ends_with("amplification") ? "UDP" : "IP";
}

void say_protocol(Case& c, const Finding& f) {
  const std::string own = protocol_of(f.kind);
  if (c.highest_protocol.empty()) c.highest_protocol = own;
  Sentence highest(c.highest_protocol == own ? "answer.highest" : "answer.highest-order");
  c.answer.push_back(std::move(highest.text("protocol", c.highest_protocol).text("own", own)));
  if (!f.payload || f.payload->fragments_per_datagram <= 1) return;
  Sentence s(f.payload->datagram_bytes != 0 ? "answer.fragments" : "answer.fragments-any-size");
  s.bytes("size", f.payload->datagram_bytes).number("pieces", f.payload->fragments_per_datagram);
  c.answer.push_back(std::move(s));
}

std::string byte_text(uint8_t byte) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out = {'0', 'x', digits[byte >> 4], digits[byte & 15]};
  if (byte > 0x20 && byte < 0x7f) out += std::string(", \"") + static_cast<char>(byte) + '"';
  return out;
}

void say_payload(Case& c, const Finding& f) {
  if (!f.payload || f.payload->checked == 0) return;
  const PayloadNature& p = *f.payload;
  const char* key = p.fill            ? "answer.payload-fill"
                    : p.code == true  ? "answer.payload-code"
                    : p.code == false ? "answer.payload-no-code"
                                      : "answer.payload-unknown";
  Sentence s(key);
  s.count("checked", p.checked).count("total", p.total).count("distinct", p.distinct_bytes);
  s.number("entropy", p.entropy)
      .share("printable", p.printable)
      .text("byte", p.fill ? byte_text(*p.fill) : "");
  c.answer.push_back(std::move(s));
}

// ---- Who ordered it

std::string parameter(const Order& o, std::string_view role) {
  const auto at =
      std::ranges::find(o.parameters, role, [](const auto& p) { return std::string_view(p.first); });
  return at == o.parameters.end() ? std::string() : at->second;
}

std::string scale(const Order& o) {
  const bool names_victim = !parameter(o, "victim").empty();
  const std::string key = o.probability >= kCertain && names_victim ? "answer.ordered-by"
                          : o.probability >= kVeryProbable          ? "answer.very-probably-started-by"
                                                                    : "answer.possibly-started-by";
  return key + (is_web(o) ? "" : "-bot");
}

void say_order_itself(Case& c, const Order& o) {
  c.answer.push_back(Sentence(is_web(o) ? "answer.order-request" : "answer.order-command")
                         .text("request", o.request)
                         .address("client", o.client));
  const auto has = [&](std::string_view kind) {
    return std::ranges::find(o.evidence, kind, &Evidence::kind) != o.evidence.end();
  };
  const char* key = has("file")     ? "answer.order-script-found"
                    : has("config") ? "answer.order-script-told"
                                    : "answer.order-script";
  if (!o.script.empty()) c.answer.push_back(Sentence(key).path("script", o.script));
  const uint64_t given = orders_by(c, o.client);
  if (given > 1)
    c.answer.push_back(Sentence(!has_logs(c)     ? "answer.order-count"
                                : c.packets == 0 ? "answer.order-count-log-alone"
                                                 : "answer.order-count-log")
                           .count("n", given)
                           .address("client", o.client));
}

// The logs' part of the story: how the script came in.
void say_entry(Case& c, const Finding& f) {
  if (!f.entry) return;
  const Intrusion& e = *f.entry;
  if (!e.time) {
    if (e.before_first_line) c.answer.emplace_back("answer.entry-before");
    return;
  }
  Sentence s(e.account.empty() || e.account == "-" ? "answer.entry" : "answer.entry-account");
  s.text("client", e.client).text("path", e.path).text("method", e.method).text("account", e.account);
  c.answer.push_back(std::move(s.time("time", *e.time)));
}

void say_not_you(Case& c, const Order& o, const Finding& f) {
  if (is_local(c, o.client)) {
    c.answer.push_back(Sentence("answer.order-from-inside").address("client", o.client));
    return;
  }
  if (is_flood(f)) c.answer.push_back(about(f, "answer.roles").address("client", o.client));
  c.answer.emplace_back("answer.not-you");
}

void say_order(Case& c, const Finding& f) {
  const Order* o = main_order(c);
  if (!o) {
    c.answer.emplace_back("answer.order-absent");
    if (!f.trigger_absent.empty()) c.answer.push_back(f.trigger_absent);
    return;
  }
  Sentence s(scale(*o));
  s.address("client", o->client).time("time", o->time).text("victim", parameter(*o, "victim"));
  name_server(s, *o);
  if (o->lag_ms && *o->lag_ms >= 0)
    s.phrase("began", "answer.began").duration("lag", static_cast<int64_t>(*o->lag_ms * 1e6));
  else
    s.phrase("began", "answer.began-unclear");
  c.answer.push_back(std::move(s));
  say_order_itself(c, *o);
  say_entry(c, f);
  say_not_you(c, *o, f);
}

// ---- The verdicts without a flood of our own

void say_other_floods(Case& c, const Finding& main) {
  const auto others = std::ranges::count_if(
      c.findings, [&](const Finding& f) { return &f != &main && is_flood(f) && !is_bystander(f); });
  if (others > 0)
    c.answer.push_back(Sentence("answer.more-floods").count("n", static_cast<uint64_t>(others)));
}

void answer_flood(Case& c, const Finding& f) {
  say_flood(c, f);
  say_other_floods(c, f);
  say_protocol(c, f);
  say_payload(c, f);
  if (f.process) c.answer.push_back(f.process->says);
  if (is_ours(f) && f.role != "reflector") say_order(c, f);
}

void answer_compromised(Case& c, const Finding& f) {
  const Order* o = main_order(c);
  if (!o) {
    c.answer.push_back(about(f, "answer.compromised-upload"));
    return;
  }
  Sentence s(!o->effect.empty() ? "answer.compromised-effect"
             : c.packets == 0   ? "answer.compromised-log"
                                : "answer.compromised");
  s.address("client", o->client).time("time", o->time).count("status", o->status);
  name_server(s, *o);
  c.answer.push_back(std::move(s));
  say_order_itself(c, *o);
  say_entry(c, f);
  say_not_you(c, *o, f);
}

// A title is worded inside the sentence, so its parameters go along.
Sentence with_title(const char* key, const Finding& f) {
  Sentence s(key);
  s.params = f.title.params;
  return s.phrase("title", f.title.key);
}

void answer_suspicious(Case& c, const Finding& f) {
  if (is_flood(f)) return answer_flood(c, f);
  const bool capture = c.packets != 0 || !has_logs(c);
  c.answer.push_back(with_title(capture ? "answer.suspicious" : "answer.suspicious-log", f));
  c.answer.push_back(f.what);
  if (f.packets != 0 && f.end - f.start > 0) say_amount(c, f);
  if (capture) c.answer.emplace_back("answer.no-flood");
}

// ---- Ordinary traffic

uint64_t log_lines(const Case& c) {
  uint64_t n = 0;
  for (const InputFile& f : c.files) n += f.lines;
  return n;
}

Sentence share_of(const Case& c, size_t shown) {
  static constexpr std::array<const char*, 3> names{"first", "second", "third"},
      shares{"share_a", "share_b", "share_c"};
  static constexpr std::array<const char*, 3> keys{"answer.all-of-it", "answer.mostly-two",
                                                   "answer.mostly-three"};
  Sentence s(shown == 1 && c.groups.size() > 1 ? "answer.mostly-one" : keys[shown - 1]);
  for (size_t i = 0; i < shown; ++i) {
    s.phrase(names[i], "kind." + c.groups[i].kind + ".title");
    s.share(shares[i], static_cast<double>(c.groups[i].packets) / static_cast<double>(c.packets));
  }
  return s;
}

void say_groups(Case& c) {
  if (c.groups.empty()) return;
  c.answer.push_back(share_of(c, std::min<size_t>(c.groups.size(), 3)));
  uint64_t unexplained = 0;
  for (const Group& g : c.groups)
    if (g.kind == "unknown" || g.kind == "undecodable") unexplained += g.packets;
  if (unexplained != 0) c.answer.push_back(Sentence("answer.unexplained").count("n", unexplained));
}

/// What stands out about the packets beside what they are, over all groups; the order is that of the groups'
/// lists.
void say_conditions(Case& c) {
  constexpr size_t kSaid = 3;
  std::vector<Condition> all;
  for (const Group& g : c.groups)
    for (const Condition& k : g.conditions) {
      if (!k.telling) continue;
      const auto known = std::ranges::find(all, k.kind, &Condition::kind);
      if (known == all.end())
        all.push_back(k);
      else
        known->packets += k.packets;
    }
  std::ranges::stable_sort(all, std::ranges::greater(), &Condition::packets);
  for (size_t i = 0; i < all.size() && i < kSaid; ++i)
    c.answer.push_back(Sentence("answer.noticed")
                           .count("n", all[i].packets)
                           .phrase("title", "kind." + all[i].kind + ".title")
                           .phrase("what", "kind." + all[i].kind + ".what"));
}

void answer_ordinary(Case& c) {
  if (c.packets != 0) {
    c.answer.push_back(Sentence("answer.ordinary").count("n", c.packets));
    say_groups(c);
    say_conditions(c);
  }
  const bool uploads = std::ranges::find(c.findings, "webshell-upload", &Finding::kind) != c.findings.end();
  if (has_logs(c))
    c.answer.push_back(
        Sentence(uploads ? "answer.ordinary-log-uploads" : "answer.ordinary-log").count("n", log_lines(c)));
  for (const Finding& f : c.findings) c.answer.push_back(with_title("answer.aside", f));
}

void answer_inconclusive(Case& c) {
  c.answer.push_back(Sentence(c.payload_seen ? "answer.inconclusive" : "answer.inconclusive-no-payload")
                         .count("n", c.packets));
  say_groups(c);
}

}  // namespace

Sentence about(const Finding& f, std::string key) {
  Sentence s(std::move(key));
  s.text("source", who(f.sources)).text("target", who(f.targets)).phrase("packets", packets_phrase(f.kind));
  s.count("n", f.packets).count("sources", std::max<uint64_t>(f.source_count, f.sources.size()));
  return s.count("targets", f.targets.size());
}

void write_answer(Case& c) {
  c.answer.clear();
  const Finding* f = main_finding(c);
  switch (c.verdict) {
    case Verdict::empty:
      c.answer.emplace_back("answer.empty");
      break;
    case Verdict::ordinary:
      answer_ordinary(c);
      break;
    case Verdict::inconclusive:
      answer_inconclusive(c);
      break;
    case Verdict::compromised:
      answer_compromised(c, *f);
      break;
    case Verdict::suspicious:
      answer_suspicious(c, *f);
      break;
    case Verdict::attacking:
    case Verdict::under_attack:
      answer_flood(c, *f);
      break;
  }
  const auto odd = [](const Event& e) { return e.kind == "log-gap" || e.kind == "log-back"; };
  if (std::ranges::any_of(c.events, odd)) c.answer.emplace_back("answer.log-gaps");
}

}  // namespace culprit
