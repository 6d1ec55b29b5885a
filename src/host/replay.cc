#include "host/replay.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "case/incident.h"
#include "contain/printer.h"
#include "contain/propose.h"
#include "firewall/iptables.h"
#include "firewall/nft.h"
#include "host/file.h"
#include "prove/replay.h"

namespace culprit::host {
namespace {

std::vector<Prefix> own_addresses(const Case& c) {
  std::vector<Prefix> out;
  for (const std::string& text : c.local)
    if (const auto p = Prefix::parse(text)) out.push_back(*p);
  return out;
}

/// What is to become of the packets of each label: the groups of `target` (empty = of any flood) are to be
/// stopped.
std::vector<GroupFate> fates(const Case& c, const explain::Labels& labels, const std::string& target) {
  std::vector<GroupFate> out;
  for (const std::string& id : labels.groups()) {
    GroupFate fate;
    fate.group = id;
    const auto g = std::ranges::find(c.groups, id, &Group::id);
    if (g != c.groups.end()) {
      const auto f = std::ranges::find(c.findings, g->finding, &Finding::id);
      fate.flood = f != c.findings.end() && (target.empty() ? is_flood(*f) : f->id == target);
      fate.ordinary = g->finding.empty() && g->ordinary;
    }
    out.push_back(std::move(fate));
  }
  return out;
}

/// Frames of the second reading, decoded and with their groups, for several rule sets at once.
class SecondReading {
 public:
  SecondReading(const explain::Labels& labels, std::vector<prove::Replay>& replays)
      : labels_(labels), replays_(replays) {}
  void feed(std::span<const capture::Frame> frames) {
    packet::Packet p;
    for (const capture::Frame& frame : frames) {
      packet::decode(frame, p);
      const uint32_t group = labels_.of(count_++, p.time);
      for (prove::Replay& r : replays_) r.feed(p, group);
    }
  }

 private:
  const explain::Labels& labels_;
  std::vector<prove::Replay>& replays_;
  size_t count_ = 0;
};

/// What must live as long as the second reading.
struct Run {
  std::deque<firewall::Ruleset> rules;
  std::vector<prove::Replay> replays;
  std::unique_ptr<SecondReading> reading;

  std::function<void(std::span<const capture::Frame>)> begin(const explain::Labels& labels) {
    reading = std::make_unique<SecondReading>(labels, replays);
    return [this](std::span<const capture::Frame> frames) { reading->feed(frames); };
  }
};

Result<std::string> read_text(const std::string& path) {
  auto source = open_file(path);
  if (!source) return std::unexpected(source.error());
  std::string text;
  while (text.size() <= firewall::kMaxFile) {
    const auto piece = (*source)->next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    text += piece->text();
  }
  return text;
}

Result<firewall::Ruleset> read_rules(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(text.error());
  auto rules = firewall::is_iptables(*text) ? firewall::parse_iptables(*text) : firewall::parse_nft(*text);
  if (!rules) {
    Error e = rules.error();
    e.where = path;
    return std::unexpected(std::move(e));
  }
  if (rules->tables.empty())
    return error("There are no rules in it.", path, "Name the rules first, then the capture.");
  return rules;
}

void print_forms(Measure& m) {
  for (const contain::Printer* p : contain::all()) {
    contain::Printed printed = p->print(m);
    if (!printed.text.empty())
      m.forms.push_back({p->id, std::move(printed.text), std::move(printed.undo), p->proven});
  }
  std::ranges::stable_sort(m.forms, {}, [](const Form& f) { return !f.proven; });
}

}  // namespace

Result<Contained> contain(const ExplainRequest& request, const std::atomic<bool>& stop) {
  Contained out;
  Run run;
  auto c = explain_twice(request, stop, [&](const Case& whole, const explain::Labels& labels) {
    for (Measure& m : contain::propose(whole)) {
      // The very text that the user gets is read back and replayed.
      print_forms(m);
      auto rules = firewall::parse_nft(m.forms.front().text);
      if (!rules) continue;
      run.rules.push_back(std::move(*rules));
      run.replays.emplace_back(run.rules.back(), own_addresses(whole), fates(whole, labels, m.finding));
      out.measures.push_back({std::move(m), {}});
    }
    return run.begin(labels);
  });
  if (!c) return std::unexpected(c.error());
  out.whole = std::move(*c);
  for (size_t i = 0; i < run.replays.size(); ++i) out.measures[i].proof = run.replays[i].finish();
  return out;
}

Result<Proven> prove(const std::string& path, const ExplainRequest& request, const std::atomic<bool>& stop) {
  auto rules = read_rules(path);
  if (!rules) return std::unexpected(rules.error());
  Run run;
  run.rules.push_back(std::move(*rules));
  auto c = explain_twice(request, stop, [&](const Case& whole, const explain::Labels& labels) {
    run.replays.emplace_back(run.rules.back(), own_addresses(whole), fates(whole, labels, ""));
    return run.begin(labels);
  });
  if (!c) return std::unexpected(c.error());
  return Proven{std::move(*c), run.replays.front().finish()};
}

}  // namespace culprit::host
