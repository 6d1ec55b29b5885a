#include "attribute/link.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "attribute/score.h"

namespace culprit::attribute {
namespace {

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

/// Requests a second in the minute before and after the onset, at least one in that time.
double request_rate(const Witness& w, Time onset) {
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

/// How often other messages name the target: it may be a host that everybody asks about.
double mention_share(const Witness& w, const Flood& flood, std::span<const Time> onsets) {
  uint64_t others = 0, naming = 0;
  for (const Store::Kept& k : w.messages.all()) {
    const bool near_a_flood = std::ranges::any_of(
        onsets, [&](Time t) { return t - k.message.end < kWindow && t - k.message.end > -kSecond; });
    if (near_a_flood) continue;
    ++others;
    // Orders that were given before are no background.
    if (!k.order && find_mention(k.message, flood.target)) ++naming;
  }
  return naming == 0 ? 0 : static_cast<double>(naming) / static_cast<double>(std::max<uint64_t>(others, 20));
}

/// The prior that the order can be in this input at all: a flood that runs from the first packet on began
/// before it.
double visible_prior(const Witness& w, const Flood& flood) {
  const bool logged = flood.start >= w.log_start && flood.start <= w.log_end + kSecond;
  if (logged && flood.start - w.log_start > kSecond) return 0.5;
  const double before = static_cast<double>(flood.start - w.start) / static_cast<double>(kSecond);
  if (before < 0.002) return 0.01;
  return before < 0.5 ? 0.3 : 0.5;
}

std::vector<std::pair<std::string, std::string>> parameters(const Candidate& c) {
  if (c.form) return c.form->roles;
  if (c.mention) return {{"victim", std::string(c.mention->field)}};
  return {};
}

Order order_of(const Message& m) {
  Order o;
  o.frame = m.first;
  o.time = m.start;
  o.client = m.client;
  o.server = m.server;
  o.request = m.line;
  o.host = m.host;
  o.status = m.status;
  Evidence e;
  e.quote = m.line;
  e.reason = Sentence("evidence.order").address("client", m.client);
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
  Order o = order_of(*c.message);
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

Flood flood_of(const Witness& w, const Finding& f, std::span<const std::string_view> names,
               std::span<const Time> onsets) {
  Flood flood;
  flood.target = {f.targets.front().ip, names};
  flood.start = f.start;
  flood.end = f.end;
  flood.input_end = w.end;
  if (!f.many_ports && f.targets.front().ports.size() == 1) flood.port = f.targets.front().ports.front();
  flood.request_rate = request_rate(w, f.start);
  flood.mention_share = mention_share(w, flood, onsets);
  return flood;
}

std::string absent_key(const Witness& w, const Finding& f, size_t candidates) {
  if (f.start - w.start < kMillisecond * 2) return "absent.before-capture";
  return candidates == 0 ? "absent.no-request" : "absent.no-match";
}

void link_flood(const Witness& w, Finding& f, std::span<const Time> onsets) {
  const auto names = w.names.of(f.targets.front().ip);
  const Flood flood = flood_of(w, f, names, onsets);
  std::vector<Candidate> all;
  for (const Store::Kept& k : w.messages.all()) {
    if (auto candidate = weigh(k.message, flood)) all.push_back(std::move(*candidate));
  }
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
std::string script_key(const Message& m) { return m.server.text() + ' ' + m.path; }

const Message* message_of(const Witness& w, const Order& o) {
  for (const Store::Kept& k : w.messages.all()) {
    if (k.message.first == o.frame && k.message.start == o.time && k.message.line == o.request)
      return &k.message;
  }
  return nullptr;
}

/// All orders by form, by script; linked ones carry their effect and probability.
std::map<std::string, std::vector<Order>> orders_by_script(const Witness& w, const Case& c) {
  std::map<std::string, std::vector<Order>> out;
  const auto linked = [&](const Message& m) -> const Order* {
    for (const Finding& f : c.findings) {
      if (f.trigger && f.trigger->frame == m.first && f.trigger->time == m.start &&
          f.trigger->request == m.line)
        return &*f.trigger;
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
  f.kind = "webshell-order";
  f.key = "webshell-order:" + first.server.text() + ':' + first.request.substr(0, first.request.find('?'));
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
  f.title = Sentence(refused ? "finding.webshell-order.refused.title" : "finding.webshell-order.title");
  f.what = Sentence(refused ? "finding.webshell-order.refused.what" : "finding.webshell-order.what")
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
  if (f.first.frame != 0) f.filter = "http.request && ip.src == " + first.client.text();
  f.attack = {"T1505.003"};
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
