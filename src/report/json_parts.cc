#include "report/json_parts.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "report/json_entry.h"

namespace culprit::report {
namespace {

double rounded(double value, int digits) {
  if (!std::isfinite(value)) return 0;
  const double scale = std::pow(10.0, digits);
  const double scaled = std::round(value * scale) / scale;
  return std::isfinite(scaled) ? scaled : value;
}

// Upper end of the 95 % interval for `links` of `trials`: the rule of three for none, else Wilson's.
double upper_95(double trials, double links) {
  if (links == 0) return std::min(1.0, 3 / trials);
  constexpr double z = 1.96;
  const double p = links / trials, zz = z * z / trials;
  return std::min(1.0, (p + zz / 2 + z * std::sqrt((p * (1 - p) + zz / 4) / trials)) / (1 + zz));
}

}  // namespace

// ---- Small things

void JsonParts::real(std::string_view name, double value, int digits) {
  out_.member(name, rounded(value, digits));
}

void JsonParts::time(std::string_view name, Time value) {
  out_.member(name, rfc3339(value, case_.time_digits));
}

void JsonParts::time(std::string_view name, const std::optional<Time>& value) {
  if (value)
    time(name, *value);
  else
    out_.key(name).null();
}

void JsonParts::texts(std::string_view name, std::span<const std::string> all) {
  out_.key(name).open_array();
  for (const std::string& one : all) out_.value(escape(one));
  out_.close_array();
}

void JsonParts::sentences(std::string_view name, std::span<const Sentence> all) {
  out_.key(name).open_array();
  for (const Sentence& one : all) out_.value(words_.say(one));
  out_.close_array();
}

void JsonParts::sentence(std::string_view name, const Sentence& s) {
  if (!s.empty()) out_.member(name, words_.say(s));
}

void JsonParts::text(std::string_view name, std::string_view bytes) {
  if (!bytes.empty()) out_.member(name, escape(bytes));
}

void JsonParts::file(uint32_t index) {
  if (case_.files.size() > 1) out_.member("file", index);
}

void JsonParts::mac(uint64_t value) {
  if (value != 0) out_.member("mac", Address::mac(value).text());
}

// ---- Evidence and orders

void JsonParts::evidence(const Evidence& e) {
  out_.open_object().member("kind", e.kind);
  file(e.kind == "frame" ? e.ref.file : e.file);
  if (e.ref.frame != 0) out_.member("frame", e.ref.frame);
  if (e.line != 0) out_.member("line", e.line);
  text("path", e.path);
  text("quote", e.quote);
  out_.member("reason", words_.say(e.reason));
  if (e.weight != 0) real("weight", e.weight, 2);
  out_.close_object();
}

void JsonParts::evidence(std::span<const Evidence> all) {
  if (all.empty()) return;
  out_.key("evidence").open_array();
  for (const Evidence& e : all) evidence(e);
  out_.close_array();
}

void JsonParts::reasons(const Order& o) {
  out_.key("reasons").open_array();
  for (const Reason& r : o.reasons) {
    out_.open_object().member("what", r.what.key).member("detail", words_.say(r.what));
    real("weight", r.weight, 2);
    out_.close_object();
  }
  out_.close_array();
}

void JsonParts::order(const Order& o) {
  out_.open_object();
  evidence(o.evidence);
  file(o.frame.file);
  if (o.frame.frame != 0)
    out_.member("frame", o.frame.frame);
  else
    out_.key("frame").null();
  time("time", o.time);
  if (o.decrypted) out_.member("decrypted", true);
  out_.member("channel", o.channel)
      .member("client", o.client.is_none() ? "" : o.client.text())
      .member("server", o.server.is_none() ? "" : o.server.text());
  out_.member("request", escape(o.request));
  text("host", o.host);
  if (!o.script.empty()) out_.member("script", words_.word({"", Unit::path, o.script, 0, 0}));
  out_.key("parameters").open_object();
  for (const auto& [role, value] : o.parameters) out_.member(escape(role), escape(value));
  out_.close_object();
  real("probability", o.probability, 6);
  if (o.lag_ms)
    real("lag_ms", *o.lag_ms, 3);
  else
    out_.key("lag_ms").null();
  reasons(o);
  out_.member("rivals", o.rivals);
  text("effect", o.effect);
  if (o.status != 0) out_.member("status", o.status);
  out_.close_object();
}

// ---- Findings

void JsonParts::endpoint(const Endpoint& e) {
  out_.open_object();
  out_.member("ip", e.prefix_bits ? Prefix{e.ip, *e.prefix_bits}.text() : e.ip.text());
  mac(e.mac);
  if (!e.ports.empty()) {
    out_.key("ports").open_array();
    for (const uint16_t port : e.ports) out_.value(port);
    out_.close_array();
  }
  text("name", e.name);
  text("network", e.network);
  if (e.packets != 0) out_.member("packets", e.packets);
  if (e.prefix_bits) out_.member("prefix", true);
  out_.close_object();
}

void JsonParts::endpoints(std::string_view name, std::span<const Endpoint> all) {
  out_.key(name).open_array();
  for (const Endpoint& e : all) endpoint(e);
  out_.close_array();
}

void JsonParts::payload(const PayloadNature& p) {
  static constexpr std::string_view digits = "0123456789abcdef";
  out_.key("payload").open_object().member("checked", p.checked).member("total", p.total);
  if (p.fill)
    out_.member("fill", std::string{'0', 'x', digits[*p.fill >> 4], digits[*p.fill & 15]});
  else
    out_.key("fill").null();
  out_.member("distinct_bytes", p.distinct_bytes);
  real("entropy", p.entropy, 3);
  real("printable", p.printable, 4);
  if (p.code)
    out_.member("code", *p.code);
  else
    out_.key("code").null();
  real("fragments_per_datagram", p.fragments_per_datagram, 2);
  out_.member("datagram_bytes", p.datagram_bytes).close_object();
}

void JsonParts::false_links(const std::array<uint64_t, 2>& trials_links) {
  const auto [trials, links] = trials_links;
  if (trials == 0) return;
  out_.key("false_link_rate").open_object().member("trials", trials).member("links", links);
  real("upper_95", upper_95(static_cast<double>(trials), static_cast<double>(links)), 5);
  out_.close_object();
}

void JsonParts::attribution(const Finding& f) {
  if (f.process) {
    out_.key("process").open_object().member("pid", f.process->pid);
    text("exe", f.process->exe);
    text("user", f.process->user);
    text("source", f.process->source);
    out_.close_object();
  }
  out_.key("trigger");
  if (f.trigger)
    order(*f.trigger);
  else
    out_.null();
  sentence("trigger_absent", f.trigger_absent);
  if (f.trigger || !f.trigger_absent.empty()) real("absent_probability", f.absent_probability, 6);
  if (!f.orders.empty()) {
    out_.key("orders").open_array();
    for (const Order& o : f.orders) order(o);
    out_.close_array();
  }
  if (f.false_links) false_links(*f.false_links);
}

void JsonParts::remedy(const Remedy& r) {
  out_.open_object().member("what", words_.say(r.what));
  sentence("why", r.why);
  if (!r.command.empty()) out_.member("command", r.command);
  if (!r.undo.empty()) out_.member("undo", r.undo);
  text("platform", r.platform);
  if (!r.assumptions.empty()) sentences("assumptions", r.assumptions);
  if (!r.checked.empty()) sentences("checked", r.checked);
  out_.close_object();
}

void JsonParts::remedies(const Finding& f) {
  out_.key("remedies").open_array();
  for (const Remedy& r : f.remedies) remedy(r);
  out_.close_array();
}

void JsonParts::finding(const Finding& f) {
  out_.open_object().member("id", f.id);
  text("key", f.key);
  out_.member("kind", f.kind).member("severity", name(f.severity));
  real("confidence", f.confidence, 4);
  out_.member("direction", name(f.way)).member("role", f.role);
  out_.member("title", words_.say(f.title)).member("what", words_.say(f.what));
  time("start", f.start);
  time("end", f.end);
  out_.member("packets", f.packets).member("bytes", f.bytes);
  if (f.datagrams != 0) out_.member("datagrams", f.datagrams);
  if (f.peak_pps != 0) real("peak_pps", f.peak_pps, 1);
  if (f.peak_bps != 0) real("peak_bps", f.peak_bps, 0);
  endpoints("sources", f.sources);
  if (f.source_count > f.sources.size()) out_.member("source_count", f.source_count);
  endpoints("targets", f.targets);
  if (f.payload) payload(*f.payload);
  if (!f.filter.empty()) out_.member("filter", f.filter).member("filter_exact", f.filter_exact);
  if (f.first.frame != 0) {
    out_.key("frames").open_object();
    file(f.first.file);
    out_.member("first", f.first.frame).member("last", f.last.frame);
    if (f.last.file != f.first.file) out_.member("last_file", f.last.file);
    out_.close_object();
  }
  evidence(f.evidence);
  if (!f.attack.empty()) texts("attack", f.attack);
  attribution(f);
  write_entry(out_, *this, f);
  remedies(f);
  out_.close_object();
}

}  // namespace culprit::report
