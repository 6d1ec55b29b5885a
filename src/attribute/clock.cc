#include "attribute/clock.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/text.h"

namespace culprit::attribute {
namespace {

/// A request arrives, is stamped by the server and by the capture: not at the very same moment.
constexpr int64_t kSlack = 20 * kMillisecond;
/// Below this share of agreeing requests the clock is taken to drift.
constexpr double kAgree = 0.8;
constexpr size_t kLeastPerPiece = 8;
constexpr int kDepth = 4;

struct Vote {
  Offset offset;
  size_t requests = 0;
};

/// Of intervals, the range that most requests allow; of equals the one nearest to zero.
Vote sweep(std::span<const ClockPair> pairs) {
  struct Edge {
    int64_t at;
    bool close;
    uint32_t request;
  };
  std::vector<Edge> edges;
  for (const ClockPair& p : pairs) {
    edges.push_back({p.low, false, p.request});
    edges.push_back({p.high, true, p.request});
  }
  std::ranges::sort(edges, {}, [](const Edge& e) { return std::tuple(e.at, e.close, e.request); });
  std::unordered_map<uint32_t, int> open;
  Vote best;
  size_t now = 0;
  for (size_t i = 0; i < edges.size(); ++i) {
    int& n = open[edges[i].request];
    n += edges[i].close ? -1 : 1;
    if (edges[i].close)
      now -= n == 0;
    else
      now += n == 1;
    if (edges[i].close || i + 1 == edges.size()) continue;
    const Offset here{edges[i].at, edges[i + 1].at};
    const bool nearer = now == best.requests && std::abs(here.middle()) < std::abs(best.offset.middle());
    if (now > best.requests || nearer) best = {here, now};
  }
  return best;
}

size_t requests_in(std::span<const ClockPair> pairs) {
  std::set<uint32_t> all;
  for (const ClockPair& p : pairs) all.insert(p.request);
  return all.size();
}

void fit_part(std::span<const ClockPair> pairs, int depth, ClockFit& out) {
  const Vote vote = sweep(pairs);
  const size_t asked = requests_in(pairs);
  const bool good = static_cast<double>(vote.requests) >= kAgree * static_cast<double>(asked);
  if (good || depth == 0 || asked < 2 * kLeastPerPiece) {
    out.pieces.push_back({pairs.front().wire, vote.offset});
    out.matched += vote.requests;
    return;
  }
  const size_t half = pairs.size() / 2;
  fit_part(pairs.first(half), depth - 1, out);
  fit_part(pairs.subspan(half), depth - 1, out);
}

const std::string* header(const message::Message& m, std::string_view name) {
  for (const message::Field& f : m.fields)
    if (f.place == message::Place::header && iequals(f.name, name)) return &f.value;
  return nullptr;
}

Address last_address(std::string_view list) {
  const size_t comma = list.rfind(',');
  return Address::parse(trim(comma == std::string_view::npos ? list : list.substr(comma + 1)))
      .value_or(Address{});
}

}  // namespace

Offset ClockFit::at(Time t) const {
  Offset out = pieces.front().offset;
  for (const OffsetPiece& p : pieces)
    if (p.from <= t) out = p.offset;
  return out;
}

std::optional<ClockFit> fit_clock(std::span<const ClockPair> pairs) {
  if (pairs.empty()) return std::nullopt;
  std::vector<ClockPair> sorted(pairs.begin(), pairs.end());
  std::ranges::sort(sorted, {}, [](const ClockPair& p) { return std::tuple(p.wire, p.request, p.low); });
  ClockFit whole;
  const Vote vote = sweep(sorted);
  whole.asked = requests_in(sorted);
  whole.matched = vote.requests;
  whole.pieces.push_back({sorted.front().wire, vote.offset});
  if (static_cast<double>(whole.matched) >= kAgree * static_cast<double>(whole.asked)) return whole;
  ClockFit parts;
  parts.asked = whole.asked;
  fit_part(sorted, kDepth, parts);
  // A few strays are no drift: pieces must explain clearly more.
  return parts.matched * 10 > whole.matched * 12 ? parts : whole;
}

void ClockMatcher::expect(const message::Message& m) {
  if (m.kind != message::Kind::http_request || m.first.frame == 0) return;
  const size_t begin = m.line.find(' ');
  if (begin == std::string::npos) return;
  const std::string_view rest = std::string_view(m.line).substr(begin + 1);
  Request r{m.start,  m.answer_end == Time{} ? m.end : m.answer_end,
            m.method, std::string(rest.substr(0, rest.find(' '))),
            m.client, {}};
  if (const std::string* value = header(m, "X-Forwarded-For")) r.forwarded = last_address(*value);
  first_ = std::min(first_, r.start);
  last_ = std::max(last_, r.end);
  index_.emplace(hash_of(r.target), static_cast<uint32_t>(requests_.size()));
  requests_.push_back(std::move(r));
}

bool ClockMatcher::may_know(const capture::LogLine& line) const {
  const bool as_sent = line.query.empty() && line.target.find('\\') == std::string_view::npos;
  return !as_sent || index_.contains(hash_of(line.target));
}

void ClockMatcher::take(const capture::LogLine& line, int64_t resolution, std::string_view forwarded) {
  const std::string plain =
      line.target.find('\\') == std::string_view::npos ? std::string() : capture::unescape_log(line.target);
  std::string with_query;
  std::string_view target = plain.empty() ? line.target : std::string_view(plain);
  if (!line.query.empty()) target = with_query = std::string(target) + '?' + std::string(line.query);
  const auto [from, to] = index_.equal_range(hash_of(target));
  if (from == to) return;
  const Address client = Address::parse(line.client).value_or(Address{}), behind = last_address(forwarded);
  for (auto at = from; at != to; ++at) {
    const Request& r = requests_[at->second];
    const bool same_client = client == r.client || client == r.forwarded ||
                             (!behind.is_none() && (behind == r.client || behind == r.forwarded));
    if (client.is_none() || !same_client || line.method != r.method || target != r.target) continue;
    if (pairs_.size() >= kMaxPairs) {
      ++dropped_;
      return;
    }
    const Time wire = line.ends ? r.end : r.start;
    pairs_.push_back({wire, line.time - wire - kSlack, line.time + resolution - wire + kSlack, at->second});
  }
}

}  // namespace culprit::attribute
