#include "engine/logs.h"

#include <algorithm>
#include <array>
#include <map>

#include "attribute/clock.h"
#include "attribute/entry.h"
#include "attribute/log_watch.h"

namespace culprit {
namespace {

using attribute::LogOrder;
using attribute::Offset;
using message::Message;
using message::Store;

/// Before a flood's order this much is looked at; clocks that nothing was matched on are taken to agree so
/// well.
constexpr int64_t kAround = 60 * kSecond;

bool same_request(const Message& wire, const Message& logged, const Offset& offset) {
  const int64_t slack = 50 * kMillisecond;
  if (wire.first.frame == 0 || wire.log_line != 0 || wire.method != logged.method || wire.path != logged.path)
    return false;
  // Behind a proxy the wire shows the proxy.
  const Scope by = scope(wire.client);
  const bool proxy = by == Scope::private_use || by == Scope::loopback;
  if (!logged.client.is_none() && wire.client != logged.client && !proxy) return false;
  const std::string_view asked = std::string_view(logged.line).substr(0, wire.line.size());
  if (!std::string_view(wire.line).starts_with(asked.substr(0, asked.rfind(" HTTP/")))) return false;
  return logged.end + (slack - offset.low) >= wire.start && logged.start + (-slack - offset.high) <= wire.end;
}

/// The line of the order behind a finding is evidence of the finding, too.
void cite_line(Finding& f) {
  const auto& told = f.trigger->evidence;
  const auto line = std::ranges::find(told, "log", &Evidence::kind);
  const bool known = std::ranges::find(f.evidence, "log", &Evidence::kind) != f.evidence.end();
  if (line != told.end() && !known) f.evidence.push_back(*line);
}

Warning warning(const char* code, Sentence params, uint32_t file) {
  Warning w;
  w.code = code;
  w.params = std::move(params.params);
  w.file = file;
  return w;
}

}  // namespace

struct Logs::State {
  attribute::LogWatch watch;
  attribute::ClockMatcher matcher;
  std::optional<attribute::ClockFit> fit;
  std::map<std::pair<uint32_t, uint64_t>, std::string> quotes;
  bool fed = false;

  Offset offset(Time capture_time) const { return fit ? fit->at(capture_time) : Offset{}; }
  int64_t offset_middle() const { return fit ? fit->pieces.front().offset.middle() : 0; }
  void add_quotes(std::vector<Evidence>& all) const;
  void clock_facts(Case& c) const;
};

Logs::Logs() : state_(std::make_unique<State>()) {}
Logs::~Logs() = default;
Logs::Logs(Logs&&) noexcept = default;
Logs& Logs::operator=(Logs&&) noexcept = default;

bool Logs::any() const { return state_->fed; }

void Logs::expect(const Store& wire) {
  std::optional<Time> from, to;
  for (const Store::Kept& k : wire.all()) {
    state_->matcher.expect(k.message);
    if (!from || k.message.start < *from) from = k.message.start;
    if (!to || k.message.end > *to) to = k.message.end;
  }
  if (from) state_->watch.keep_near(*from + -kAround, *to + kAround);
}

void Logs::feed(capture::LogReader& reader, std::span<capture::LogLine> lines) {
  State& s = *state_;
  s.fed = true;
  const attribute::LogWatch::More more = [&](capture::LogLine& line) { return reader.more(line); };
  for (capture::LogLine& line : lines) {
    if (!s.matcher.empty() && line.kind == capture::LogLine::Kind::request && s.matcher.wanted(line.time) &&
        s.matcher.may_know(line)) {
      capture::LogLine copy = line;
      const capture::LogMore rest = more(copy);
      // Where the start is told, it is the better stamp.
      copy.ends = line.ends && rest.duration < 0;
      s.matcher.take(copy, rest.resolution, rest.forwarded);
    }
    s.watch.take(line, more);
  }
}

void Logs::join(Store& store) {
  State& s = *state_;
  s.fit = s.matcher.fit();
  std::map<Address, size_t> servers;
  for (const Store::Kept& k : store.all()) ++servers[k.message.server];
  const auto usual = std::ranges::max_element(servers, {}, [](const auto& e) { return e.second; });
  for (LogOrder& o : s.watch.orders()) {
    s.quotes[{o.message.log_file, o.message.log_line}] = std::move(o.quote);
    const Offset offset = s.offset(o.message.start);
    bool known = false;
    for (const Store::Kept& k : store.all()) {
      if (!same_request(k.message, o.message, offset)) continue;
      Message* wire = store.find(k.mark);
      if (wire == nullptr) continue;
      wire->log_file = o.message.log_file;
      wire->log_line = o.message.log_line;
      known = true;
      break;
    }
    if (known) continue;
    if (usual != servers.end()) o.message.server = usual->first;
    o.message.start = o.message.start + -offset.high;
    o.message.end = o.message.end + -offset.low;
    store.add(std::move(o.message));
  }
  store.settle();
}

void Logs::extend(attribute::Witness& w) const {
  const State& s = *state_;
  if (!s.watch.first()) return;
  w.log_offset = s.offset_middle();
  w.log_start = *s.watch.first() + -w.log_offset;
  w.log_end = *s.watch.last() + -w.log_offset;
  w.log_rate = &s.watch.rate();
}

void Logs::State::add_quotes(std::vector<Evidence>& all) const {
  for (Evidence& e : all) {
    if (e.kind != "log") continue;
    if (const auto at = quotes.find({e.file, e.line}); at != quotes.end()) e.quote = at->second;
  }
}

void Logs::State::clock_facts(Case& c) const {
  if (!fit) return;
  c.clock_offset_s = static_cast<double>(offset_middle()) / static_cast<double>(kSecond);
  c.clock_slack_s =
      static_cast<double>(fit->pieces.front().offset.width()) / 2 / static_cast<double>(kSecond);
  if (fit->pieces.size() > 1)
    c.warnings.push_back({"log-clock-drifts", Sentence().count("n", fit->pieces.size()).params, {}, 0});
}

const std::string& Logs::server() const { return state_->watch.server(); }

void Logs::tell(Case& c) const {
  const State& s = *state_;
  if (!s.fed) return;
  for (Finding& f : c.findings) {
    s.add_quotes(f.evidence);
    if (f.trigger) {
      s.add_quotes(f.trigger->evidence);
      cite_line(f);
    }
    for (Order& o : f.orders) s.add_quotes(o.evidence);
  }
  attribute::tell_entry({s.watch, s.offset_middle()}, c);
  s.clock_facts(c);
  if (std::ranges::find(c.witnesses, "logs") == c.witnesses.end()) c.witnesses.emplace_back("logs");
  const auto limit = [&](const char* what, uint64_t n) {
    if (n != 0) c.limits.push_back({what, n});
  };
  limit("log-orders", s.watch.dropped_orders());
  limit("log-scripts", s.watch.scripts().dropped());
  limit("log-clients", s.watch.clients().dropped());
  limit("log-matches", s.matcher.dropped());
}

std::optional<Error> feed_log(ByteSource& source, uint32_t file, const capture::LogOptions& options,
                              Logs& logs, capture::LogInfo& info) {
  capture::LogReader reader(file, options);
  std::array<capture::LogLine, 64> lines;
  const auto drain = [&] {
    while (const size_t n = reader.pull(lines)) logs.feed(reader, std::span(lines).first(n));
  };
  for (;;) {
    const Result<Bytes> piece = source.next();
    if (!piece || piece->empty()) {
      reader.finish();
      drain();
      info = reader.info();
      if (!piece) return piece.error();
      return {};
    }
    reader.push(*piece);
    drain();
  }
}

InputFile describe_log(const capture::LogInfo& info) {
  InputFile f;
  f.kind = "log";
  f.format = info.kind.empty()          ? "unknown"
             : info.kind == info.format ? info.kind
                                        : info.kind + ' ' + info.format;
  f.lines = info.lines;
  f.skipped_lines = info.skipped;
  f.bad_lines = info.bad;
  f.bytes = info.bytes;
  f.start = info.first;
  f.end = info.last;
  return f;
}

std::vector<Warning> log_warnings(const capture::LogInfo& info, uint32_t file) {
  std::vector<Warning> out;
  if (info.kind.empty() && info.lines != 0) {
    out.push_back(warning("log-unknown", Sentence().count("n", info.lines), file));
    return out;
  }
  if (info.bad != 0) {
    std::string numbers;
    for (const capture::BadLine& b : info.examples)
      numbers += (numbers.empty() ? "" : ", ") + std::to_string(b.number);
    out.push_back(warning(
        "log-bad-lines",
        Sentence().count("n", info.bad).text("lines", numbers).text("example", info.examples.front().text),
        file));
  }
  if (info.cut != 0) out.push_back(warning("log-cut-lines", Sentence().count("n", info.cut), file));
  return out;
}

}  // namespace culprit
