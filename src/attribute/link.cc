#include "attribute/link.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "attribute/score.h"
#include "knowledge/threshold.h"

namespace culprit::attribute {
namespace {

using knowledge::threshold;
using message::Message;
using message::Store;

bool is_flood(const Finding& f) { return f.kind.ends_with("-flood"); }

/// Requests a second that the logs tell of at that time.
double logged_rate(const Witness& w, Time onset) {
  if (w.log_rate == nullptr || w.log_rate->empty()) return 0;
  const int64_t at = onset + w.log_offset - w.log_rate->start();
  const int64_t bin = at / w.log_rate->step_ns();
  if (at < 0 || static_cast<size_t>(bin) >= w.log_rate->size()) return 0;
  const double step = static_cast<double>(w.log_rate->step_ns()) / static_cast<double>(kSecond);
  return static_cast<double>(w.log_rate->bin(static_cast<size_t>(bin)).packets) / std::max(step, 1.0);
}

/// Messages a second in the minute before and after the onset, at least one in that time.
double message_rate(const Witness& w, Time onset) {
  const Time from = std::max(w.start, onset + -60 * kSecond), to = std::min(w.end, onset + 60 * kSecond);
  const flow::Timeline& rate = w.messages.rate();
  uint64_t n = 0;
  for (size_t i = 0; i < rate.size(); ++i) {
    const Time at = rate.start() + static_cast<int64_t>(i) * rate.step_ns();
    if (at + rate.step_ns() > from && at <= to) n += rate.bin(i).packets;
  }
  const double seconds = std::max(static_cast<double>(to - from) / static_cast<double>(kSecond), 1.0);
  return std::max(std::max(static_cast<double>(n), 1.0) / seconds, logged_rate(w, onset));
}

/// How often other messages name the target, as it is: it may be a host that everybody asks about.
double mention_share(const Witness& w, const Address& target, std::span<const std::string_view> names,
                     std::span<const Time> onsets) {
  const std::string plain = target.text();
  const auto names_it = [&](const Message& m) {
    return std::ranges::any_of(m.fields, [&](const message::Field& f) {
      if (f.place == message::Place::header) return false;
      if (f.value.find(plain) != std::string::npos) return true;
      return std::ranges::any_of(names, [&](std::string_view n) { return f.value.find(n) != std::string::npos; });
    });
  };
  uint64_t others = 0, naming = 0;
  for (const Store::Kept& k : w.messages.all()) {
    const auto near = [&](Time t) { return t - k.message.end < window() && t - k.message.end > -kSecond; };
    if (std::ranges::any_of(onsets, near)) continue;
    ++others;
    // Orders that were given before are no background.
    if (!k.order && names_it(k.message)) ++naming;
  }
  return naming == 0 ? 0 : static_cast<double>(naming) / static_cast<double>(std::max<uint64_t>(others, 20));
}

/// The prior that the order can be in this input at all: a flood that runs from the first packet on began
/// before it, and what came over encrypted lines cannot be read.
double visible_prior(const Witness& w, const Flood& flood) {
  const bool logged = flood.start >= w.log_start && flood.start <= w.log_end + kSecond;
  if (logged && flood.start - w.log_start > kSecond) return threshold("link.visible");
  const double before = static_cast<double>(flood.start - w.start) / static_cast<double>(kSecond);
  if (before < 0.002) return threshold("link.visible.no-lead");
  if (before < 0.5) return threshold("link.visible.short-lead");
  return threshold(w.encrypted ? "link.visible.encrypted" : "link.visible");
}

std::vector<std::pair<std::string, std::string>> parameters(const Candidate& c) {
  std::vector<std::pair<std::string, std::string>> out;
  if (c.form) out = c.form->roles;
  const bool named = std::ranges::any_of(out, [](const auto& p) { return p.first == "victim"; });
  if (!named && c.mention) out.emplace_back("victim", c.mention->field.empty() ? "named" : c.mention->field);
  return out;
}

std::string channel_of(const Message& m) {
  switch (m.kind) {
    case message::Kind::http_request:
      return is_from_log(m) ? "log" : "http";
    case message::Kind::text_line:
      return m.method.empty() ? "text" : "irc";
    case message::Kind::binary:
      return "binary";
    case message::Kind::dns_text:
      return "dns";
  }
  return "http";
}

/// Text as it is; other bytes as hexadecimal digits.
std::string request_of(const Message& m) {
  if (m.kind != message::Kind::binary) return m.line;
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : m.line.substr(0, 64)) {
    const auto byte = static_cast<uint8_t>(c);
    out += {digits[byte >> 4], digits[byte & 15]};
    out += ' ';
  }
  return out.substr(0, out.size() - 1);
}

Order order_of(const Message& m) {
  Order o;
  o.frame = m.first;
  o.time = m.start;
  o.channel = channel_of(m);
  o.client = message::sender(m);
  o.server = message::receiver(m);
  o.request = request_of(m);
  o.host = m.host;
  o.status = m.status;
  o.decrypted = m.decrypted;
  Evidence e;
  e.quote = o.request;
  e.reason = Sentence(m.decrypted ? "evidence.order-decrypted" : "evidence.order").address("client", o.client);
  if (m.first.frame != 0 || m.log_line == 0) {
    o.evidence.push_back(e);
    o.evidence.back().ref = m.first;
  }
  if (m.log_line == 0) return o;
  e.kind = "log";
  e.file = m.log_file;
  e.line = m.log_line;
  o.evidence.push_back(std::move(e));
  return o;
}

Order order_of(const Candidate& c, double probability, size_t rivals, const std::string& effect) {
  const Message& m = *c.message;
  Order o = order_of(m);
  if (c.by_answer) {
    // Our side asked, and did what it was told.
    o.client = m.server;
    o.server = m.client;
    o.time = m.answer_start;
    o.request = m.answer_text.substr(0, 160);
    o.frame = m.answer_first;
    o.evidence.front().ref = m.answer_first;
    o.evidence.front().quote = m.answer_text.substr(0, 160);
    o.evidence.front().reason = Sentence("evidence.order-answer").address("client", m.server);
  }
  o.parameters = parameters(c);
  o.probability = probability;
  if (!is_from_log(*c.message)) o.lag_ms = c.lag_s * 1e3;
  o.reasons = c.reasons;
  o.rivals = rivals;
  o.effect = effect;
  return o;
}

/// Log of the sum of exponentials, safe for large values.
double log_sum(const std::vector<Candidate>& all) {
  double top = -INFINITY, sum = 0;
  for (const Candidate& c : all) top = std::max(top, c.log_ratio);
  for (const Candidate& c : all) sum += std::exp(c.log_ratio - top);
  return all.empty() ? -INFINITY : top + std::log(sum);
}

/// P(i) = pi L_i / ((1 - pi) + pi sum L), with the rest for "not in this input".
constexpr double kCertain = 0.9999;
struct Posterior {
  double best = 0, absent = 1;
};
Posterior posterior(const std::vector<Candidate>& all, const Candidate& best, double prior) {
  if (all.empty()) return {};
  const double none = std::log(1 - prior), some = std::log(prior) + log_sum(all);
  const double top = std::max(none, some);
  const double total = top + std::log(std::exp(none - top) + std::exp(some - top));
  // Nobody knows his start values to more than a few digits: certainty is never printed.
  return {std::min(std::exp(std::log(prior) + best.log_ratio - total), kCertain),
          std::max(std::exp(none - total), 1 - kCertain)};
}

bool is_known(const Witness& w, const Address& target, std::span<const std::string_view> names, Time before) {
  if (!names.empty()) return true;
  return std::ranges::any_of(w.messages.all(), [&](const Store::Kept& k) {
    return k.message.end < before && (k.message.client == target || k.message.server == target);
  });
}

Flood flood_of(const Witness& w, const Finding& f, std::span<const std::string_view> names,
               std::span<const Time> onsets) {
  const Endpoint& target = f.targets.front();
  Flood flood;
  flood.target = {target.ip, names, target.prefix_bits.value_or(128)};
  if (f.sources.size() == 1 && f.source_count <= 1) flood.source = f.sources.front().ip;
  flood.start = f.start;
  flood.end = f.end;
  flood.input_end = w.end;
  if (!f.many_ports && target.ports.size() == 1) flood.port = target.ports.front();
  if (f.payload) flood.size = f.payload->datagram_bytes;
  flood.datagrams = f.datagrams;
  flood.message_rate = message_rate(w, f.start);
  flood.mention_share = mention_share(w, target.ip, names, onsets);
  flood.known = is_known(w, target.ip, names, f.start);
  return flood;
}

/// What a proxy passes on is the same order once more: of such copies the best stands for all.
bool is_copy(const Candidate& x, const Candidate& y) {
  const Message &a = *x.message, &b = *y.message;
  return x.by_answer == y.by_answer && a.kind == b.kind && a.line == b.line && a.fields.size() == b.fields.size() &&
         std::abs(a.end - b.end) < 5 * kSecond && a.status / 100 == b.status / 100 &&
         std::ranges::equal(a.fields, b.fields, [](const auto& f, const auto& g) {
           return f.place == message::Place::header || (f.name == g.name && f.value == g.value);
         });
}

void join_copies(std::vector<Candidate>& all) {
  std::ranges::stable_sort(all, [](const Candidate& x, const Candidate& y) { return x.log_ratio > y.log_ratio; });
  std::vector<Candidate> kept;
  for (Candidate& c : all) {
    // Only what has a chance is worth the comparison.
    const bool copy = c.mention && std::ranges::any_of(kept, [&](const Candidate& k) { return k.mention && is_copy(k, c); });
    if (!copy) kept.push_back(std::move(c));
  }
  all = std::move(kept);
}

std::vector<Candidate> candidates(const Witness& w, const Flood& flood) {
  const Needles needles(flood.target);
  std::vector<Candidate> all;
  for (const Store::Kept& k : w.messages.all()) {
    const Message& m = k.message;
    // What our side says is no order to it; what it is answered may be.
    const bool ours = message::sender(m) == flood.source || (flood.source.is_none() && w.local.has(message::sender(m)));
    if (ours && m.kind != message::Kind::http_request) continue;
    if (ours && m.status == 0) continue;
    if (auto candidate = weigh(m, ours, flood, needles)) all.push_back(std::move(*candidate));
  }
  join_copies(all);
  return all;
}

std::string absent_key(const Witness& w, const Finding& f, size_t candidates) {
  if (f.start - w.start < kMillisecond * 2) return "absent.before-capture";
  return candidates == 0 ? "absent.no-request" : "absent.no-match";
}

void link_flood(const Witness& w, Finding& f, std::span<const Time> onsets) {
  const auto names = w.names.of(f.targets.front().ip);
  const Flood flood = flood_of(w, f, names, onsets);
  const std::vector<Candidate> all = candidates(w, flood);
  f.trigger_absent = Sentence(absent_key(w, f, all.size())).count("n", all.size());
  if (all.empty()) return;
  // Of equals the later one: what was asked just before.
  const auto best = std::ranges::max_element(all, [](const Candidate& x, const Candidate& y) {
    return std::pair(x.log_ratio, x.message->end) < std::pair(y.log_ratio, y.message->end);
  });
  const Posterior p = posterior(all, *best, visible_prior(w, flood));
  f.absent_probability = p.absent;
  if (p.best < 0.5) return;
  f.trigger = order_of(*best, p.best, all.size() - 1, f.id);
  f.trigger_absent = {};
  Evidence e = f.trigger->evidence.front();
  e.weight = best->log_ratio;
  f.evidence.insert(f.evidence.begin(), std::move(e));
}

/// The script that a request is for: server name and path without the query.
std::string script_key(const Message& m) {
  if (m.kind == message::Kind::http_request) return m.server.text() + ' ' + m.path;
  return message::sender(m).text() + '>' + message::receiver(m).text();
}

const Message* message_of(const Witness& w, const Order& o) {
  for (const Store::Kept& k : w.messages.all()) {
    const Message& m = k.message;
    if (m.first == o.frame && m.start == o.time && request_of(m) == o.request) return &m;
    if (m.status != 0 && m.answer_first == o.frame && m.answer_start == o.time) return &m;
  }
  return nullptr;
}

/// All orders by form, by script; linked ones carry their effect and probability.
std::map<std::string, std::vector<Order>> orders_by_script(const Witness& w, const Case& c) {
  std::map<std::string, std::vector<Order>> out;
  const auto linked = [&](const Message& m) -> const Order* {
    for (const Finding& f : c.findings) {
      if (!f.trigger) continue;
      const bool asked = f.trigger->frame == m.first && f.trigger->time == m.start && f.trigger->request == request_of(m);
      if (asked || (f.trigger->frame == m.answer_first && f.trigger->time == m.answer_start)) return &*f.trigger;
    }
    return nullptr;
  };
  for (const Store::Kept& k : w.messages.all()) {
    const Order* with_effect = linked(k.message);
    if (!k.order && with_effect == nullptr) continue;
    if (with_effect != nullptr) {
      out[script_key(k.message)].push_back(*with_effect);
      continue;
    }
    const auto form = message::read_order(k.message);
    Order o = order_of(k.message);
    o.parameters = form->roles;
    o.probability = order_probability(*form, k.message.status);
    out[script_key(k.message)].push_back(std::move(o));
  }
  return out;
}

bool had_effect(const std::vector<Order>& orders) {
  return std::ranges::any_of(orders, [](const Order& o) { return !o.effect.empty(); });
}

/// Orders that no flood followed here: worth knowing by themselves, unless the server refused them all.
Finding without_effect(const std::vector<Order>& orders, const Witness& w) {
  const Order& first = orders.front();
  Finding f;
  const bool web = first.channel == "http" || first.channel == "log";
  f.kind = web ? "webshell-order" : "botnet-order";
  f.key = f.kind + ':' + first.server.text() + ':' + first.request.substr(0, first.request.find('?'));
  const bool refused = std::ranges::all_of(orders, [](const Order& o) { return o.status >= 400; });
  f.severity = refused ? Severity::low : Severity::high;
  f.confidence = first.probability;
  // A log is the server's own.
  const bool logged =
      std::ranges::any_of(orders, [](const Order& o) { return o.evidence.back().kind == "log"; });
  f.way = w.local.has(first.server) || logged ? Way::inbound
          : w.local.has(first.client)         ? Way::outbound
                                              : Way::unknown;
  f.role = refused ? "none" : f.way == Way::inbound ? "source" : "none";
  const std::string words = "finding." + f.kind + (refused ? ".refused" : "");
  f.title = Sentence(words + ".title");
  f.what = Sentence(words + ".what")
               .address("client", first.client)
               .text("request", first.request)
               .count("n", orders.size());
  f.start = first.time;
  f.end = orders.back().time;
  f.packets = orders.size();
  f.sources.push_back({.ip = first.client, .ports = {}, .name = {}, .prefix_bits = {}});
  if (!first.server.is_none())
    f.targets.push_back({.ip = first.server, .ports = {}, .name = {}, .prefix_bits = {}});
  f.first = first.frame;
  f.last = orders.back().frame;
  if (f.first.frame != 0)
    f.filter = std::string(web ? "http.request && " : "") + (first.client.is_ip4() ? "ip" : "ipv6") +
               ".src == " + first.client.text();
  f.attack = {web ? "T1505.003" : "T1071"};
  for (const Order& o : orders) f.evidence.push_back(o.evidence.front());
  f.orders = orders;
  return f;
}

}  // namespace

void link(const Witness& w, Case& c) {
  std::vector<Time> onsets;
  for (const Finding& f : c.findings) {
    if (is_flood(f)) onsets.push_back(f.start);
  }
  for (Finding& f : c.findings) {
    // What comes from outside was ordered outside.
    if (is_flood(f) && !f.targets.empty() && f.way != Way::inbound) link_flood(w, f, onsets);
  }
  const auto scripts = orders_by_script(w, c);
  for (Finding& f : c.findings) {
    if (!f.trigger) continue;
    if (const Message* m = message_of(w, *f.trigger)) f.orders = scripts.at(script_key(*m));
  }
  for (const auto& [script, orders] : scripts) {
    if (!had_effect(orders) && orders.front().probability >= 0.5)
      c.findings.push_back(without_effect(orders, w));
  }
}

}  // namespace culprit::attribute
