#include "case/incident.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace culprit {
namespace {

// Enough unreadable packets that "ordinary" would be a guess.
constexpr double kTooDamaged = 0.5;
// Below this an order is only a request that looks like one.
constexpr double kPossibly = 0.5;

bool any(const Case& c, bool (*test)(const Finding&)) { return std::ranges::any_of(c.findings, test); }

bool is_compromise(const Finding& f) {
  if (f.kind == "webshell-upload" || f.kind == "webshell-file") return f.severity >= Severity::high;
  return has_orders(f) && f.way != Way::outbound && std::ranges::any_of(f.orders, took_effect);
}

bool is_suspicious(const Finding& f) {
  return !is_bystander(f) &&
         (f.severity >= Severity::medium || (has_orders(f) && f.severity > Severity::info));
}

bool is_unplaced_flood(const Finding& f) { return is_flood(f) && !is_bystander(f); }

bool is_unclear(const Case& c) {
  uint64_t unreadable = 0;
  for (const Group& g : c.groups)
    if (g.kind == "undecodable" || g.kind == "other-link" || g.kind.starts_with("link-"))
      unreadable += g.packets;
  return static_cast<double>(unreadable) > kTooDamaged * static_cast<double>(c.packets);
}

using Test = bool (*)(const Finding&);
Test test_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::attacking:
      return is_ours;
    case Verdict::compromised:
      return is_compromise;
    case Verdict::under_attack:
      return is_against_us;
    case Verdict::suspicious:
      return is_suspicious;
    default:
      return nullptr;
  }
}

}  // namespace

bool is_flood(const Finding& f) { return f.kind.ends_with("-flood") || f.kind.ends_with("amplification"); }

bool is_bystander(const Finding& f) {
  return f.role == "bystander" || f.role == "relay" || f.kind == "backscatter";
}

bool is_ours(const Finding& f) {
  return is_flood(f) && !is_bystander(f) && f.role != "victim" && f.role != "none" &&
         (f.way == Way::outbound || f.way == Way::internal);
}

bool is_against_us(const Finding& f) {
  return is_flood(f) && !is_bystander(f) && (f.way == Way::inbound || f.role == "victim");
}

bool is_web(const Order& o) { return o.channel == "http" || o.channel == "log"; }

bool took_effect(const Order& o) { return !o.effect.empty() || (o.status >= 200 && o.status < 300); }

bool has_orders(const Finding& f) { return !f.orders.empty() && (f.kind == "webshell-order" || f.kind == "botnet-order" || is_flood(f)); }

bool has_webroot(const Case& c) {
  return std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "webroot"; });
}

bool has_logs(const Case& c) {
  return std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "log"; });
}

void name_server(Sentence& s, const Order& o) {
  if (o.server.is_none())
    s.phrase("server", "text.the-server");
  else
    s.address("server", o.server);
}

bool is_local(const Case& c, const Address& a) {
  return std::ranges::any_of(c.local, [&](const std::string& text) {
    const auto prefix = Prefix::parse(text);
    return prefix && prefix->contains(a);
  });
}

Verdict judge(const Case& c) {
  if (c.packets == 0 && !has_logs(c) && c.findings.empty()) return Verdict::empty;
  for (const Verdict v :
       {Verdict::attacking, Verdict::compromised, Verdict::under_attack, Verdict::suspicious})
    if (any(c, test_of(v))) return v;
  // A flood between others, or one whose side nobody can tell, is still no ordinary traffic.
  if (any(c, is_unplaced_flood)) return Verdict::suspicious;
  return is_unclear(c) || !c.payload_seen ? Verdict::inconclusive : Verdict::ordinary;
}

const Finding* main_finding(const Case& c) {
  const Test test = test_of(c.verdict);
  if (!test) return nullptr;
  auto at = std::ranges::find_if(c.findings, test);
  if (at == c.findings.end() && c.verdict == Verdict::suspicious)
    at = std::ranges::find_if(c.findings, is_unplaced_flood);
  return at == c.findings.end() ? nullptr : &*at;
}

const Order* main_order(const Case& c) {
  const Finding* f = main_finding(c);
  if (!f) return nullptr;
  if (f->trigger) return f->trigger->probability >= kPossibly ? &*f->trigger : nullptr;
  if (is_flood(*f)) return nullptr;
  const Order* best = nullptr;
  for (const Order& o : f->orders)
    if (!best ||
        std::tuple(took_effect(o), o.probability) > std::tuple(took_effect(*best), best->probability))
      best = &o;
  return best;
}

uint64_t orders_by(const Case& c, const Address& client) {
  std::set<std::tuple<FrameRef, Time, std::string_view>> seen;
  for (const Finding& f : c.findings)
    for (const Order& o : f.orders)
      if (o.client == client) seen.emplace(o.frame, o.time, o.request);
  return seen.size();
}

}  // namespace culprit
