#include "host/replay.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>

#include "case/incident.h"
#include "contain/choose.h"
#include "contain/look_rules.h"
#include "contain/printer.h"
#include "contain/propose.h"
#include "firewall/iptables.h"
#include "firewall/nft.h"
#include "host/file.h"
#include "prove/looks.h"
#include "prove/replay.h"

namespace culprit::host {
namespace {

/// The local ones, those that are attacked and those that attack: a capture at a switch shows neighbours,
/// too.
std::vector<Prefix> own_addresses(const Case& c) {
  std::vector<Prefix> out;
  for (const std::string& text : c.local)
    if (const auto p = Prefix::parse(text)) out.push_back(*p);
  const auto add = [&](const std::vector<Endpoint>& ends) {
    std::ranges::copy(contain::prefixes(ends), std::back_inserter(out));
  };
  for (const Finding& f : c.findings) {
    if (is_against_us(f)) add(f.targets);
    if (is_ours(f) && f.way == Way::outbound && f.role != "spoofing-source") add(f.sources);
  }
  return out;
}

/// A flood without a group of its own: its packets are told by what they are inside tunnels. A packet filter
/// knows them by the outside.
struct Outside {
  std::vector<Prefix> targets;
  Time start;
  uint32_t label = 0;

  bool has(const packet::Packet& p) const {
    return p.tunnel != packet::Tunnel::none && start <= p.time &&
           std::ranges::any_of(targets, [&](const Prefix& t) { return t.contains(p.outer.dst); });
  }
};

std::vector<Outside> outsides(const Case& c, const explain::Labels& labels) {
  std::vector<Outside> out;
  for (const Finding& f : c.findings) {
    if (!is_flood(f) || std::ranges::find(c.groups, f.id, &Group::finding) != c.groups.end()) continue;
    const auto label = static_cast<uint32_t>(labels.groups().size() + out.size());
    out.push_back({contain::prefixes(f.targets), f.start, label});
  }
  return out;
}

/// What is to become of the packets of each label: those of floods are to be stopped (of one, where `target`
/// names it), all others are to go on. Another flood is neither.
std::vector<GroupFate> fates(const Case& c, const explain::Labels& labels, const std::string& target) {
  std::vector<GroupFate> out;
  const auto add = [&](const std::string& group, const Finding* f) {
    GroupFate& fate = out.emplace_back();
    fate.group = group;
    const bool flood = f != nullptr && is_flood(*f);
    if (f != nullptr) fate.flood = target.empty() ? flood : f->id == target;
    fate.ordinary = !fate.flood && !flood;
    fate.leaves = flood && f->role == "spoofing-source";
  };
  const auto finding = [&](const std::string& id) {
    const auto f = std::ranges::find(c.findings, id, &Finding::id);
    return f == c.findings.end() ? nullptr : &*f;
  };
  for (const std::string& id : labels.groups()) {
    const auto g = std::ranges::find(c.groups, id, &Group::id);
    add(id, g == c.groups.end() ? nullptr : finding(g->finding));
  }
  for (const Finding& f : c.findings)
    if (is_flood(f) && std::ranges::find(c.groups, f.id, &Group::finding) == c.groups.end()) {
      add(f.id, &f);
      out.back().outside = true;
    }
  return out;
}

/// The same for LookReader: floods by the finding's id.
std::vector<GroupFate> floods(const Case& c, const explain::Labels& labels) {
  std::vector<GroupFate> out = fates(c, labels, "");
  for (GroupFate& fate : out)
    if (const auto g = std::ranges::find(c.groups, fate.group, &Group::id); fate.flood && g != c.groups.end())
      fate.group = g->finding;
  return out;
}

/// Hands the decoded frames of a reading on, each with its label.
Frames labelled(const Case& c, const explain::Labels& labels,
                std::function<void(const packet::Packet&, uint32_t)> take) {
  return [&labels, outside = outsides(c, labels), take = std::move(take),
          count = size_t{0}](std::span<const capture::Frame> frames) mutable {
    packet::Packet p;
    for (const capture::Frame& frame : frames) {
      packet::decode(frame, p);
      uint32_t label = labels.of(count++, p.time);
      for (const Outside& o : outside)
        if (o.has(p)) label = o.label;
      take(p, label);
    }
  };
}

/// Rule sets and what a reading through them shows.
struct Run {
  std::deque<firewall::Ruleset> rules;
  std::vector<prove::Replay> replays;

  Frames begin(const Case& c, const explain::Labels& labels) {
    return labelled(c, labels, [this](const packet::Packet& p, uint32_t label) {
      for (prove::Replay& r : replays) r.feed(p, label);
    });
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
  std::optional<prove::LookReader> reader;
  Run run;
  const Again look = [&](const Case& c, const explain::Labels& labels) {
    reader.emplace(own_addresses(c), floods(c, labels));
    return labelled(c, labels, [&](const packet::Packet& p, uint32_t label) { reader->feed(p, label); });
  };
  const Again replay = [&](const Case& c, const explain::Labels& labels) {
    for (Measure& m : contain::propose(c, reader->finish())) {
      // The very text that the user gets is read back and replayed.
      print_forms(m);
      auto rules = firewall::parse_nft(m.forms.front().text);
      if (!rules) continue;
      run.rules.push_back(std::move(*rules));
      run.replays.emplace_back(run.rules.back(), own_addresses(c), fates(c, labels, m.finding));
      out.measures.push_back({std::move(m), {}});
    }
    return run.begin(c, labels);
  };
  auto c = explain_again(request, stop, {look, replay});
  if (!c) return std::unexpected(c.error());
  out.whole = std::move(*c);
  for (size_t i = 0; i < run.replays.size(); ++i) out.measures[i].proof = run.replays[i].finish();
  contain::choose(out.measures);
  return out;
}

Result<Proven> prove(const std::string& path, const ExplainRequest& request, bool list_dropped,
                     const std::atomic<bool>& stop) {
  auto rules = read_rules(path);
  if (!rules) return std::unexpected(rules.error());
  Run run;
  run.rules.push_back(std::move(*rules));
  const Again replay = [&](const Case& whole, const explain::Labels& labels) {
    run.replays.emplace_back(run.rules.back(), own_addresses(whole), fates(whole, labels, ""));
    if (list_dropped) run.replays.back().list_dropped();
    return run.begin(whole, labels);
  };
  auto c = explain_again(request, stop, {replay});
  if (!c) return std::unexpected(c.error());
  return Proven{std::move(*c), run.replays.front().finish()};
}

}  // namespace culprit::host
