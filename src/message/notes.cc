#include "message/notes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

namespace culprit::message {
namespace {

uint64_t pair_hash(const Note& n) {
  const uint64_t ends = mix(n.client.hash(), n.server.hash());
  return mix(hash_of(n.protocol, ends), uint64_t{n.server_port} << 8 | static_cast<uint64_t>(n.kind));
}

bool is_key(const Tally& t, const Note& n, std::string_view subject) {
  return t.kind == n.kind && t.client == n.client && t.server == n.server && t.server_port == n.server_port &&
         t.subject == subject && std::string_view(t.protocol) == n.protocol;
}

auto order(const Tally& t) {
  return std::tuple(t.kind, std::string_view(t.protocol), t.client, t.server, t.server_port,
                    std::string_view(t.subject));
}

}  // namespace

const char* name(NoteKind kind) {
  static constexpr std::array names{"question",       "answer",  "login",       "login-refused",
                                    "login-accepted", "mail",    "recipient",   "server-name",
                                    "client-hello",   "offered", "certificate", "software",
                                    "lease",          "device",  "amplifier",   "relay",
                                    "mining",         "service", "file",
                                    "request",        "visitor",        "unfinished"};
  static_assert(names.size() == static_cast<size_t>(NoteKind::unfinished) + 1);
  return names[static_cast<size_t>(kind)];
}

void Tally::take(const Note& n) {
  if (count == 0 || n.time < first) first = n.time, first_ref = n.ref;
  if (count == 0 || n.time >= last) last = n.time, last_ref = n.ref;
  in_second = count != 0 && n.time - second < kSecond ? in_second + 1 : 1;
  if (in_second == 1) second = n.time;
  busiest = std::max(busiest, in_second);
  ++count;
  text_bytes += n.text.size();
  longest = std::max(longest, static_cast<uint32_t>(n.text.size()));
  if (!n.text.empty()) {
    const size_t bit = static_cast<size_t>(hash_of(n.text) % (seen.size() * 64));
    const uint64_t mask = uint64_t{1} << (bit % 64);
    const bool fresh = (seen[bit / 64] & mask) == 0;
    seen[bit / 64] |= mask;
    if (fresh && samples.size() < kSamples) samples.emplace_back(n.text.substr(0, kMaxText));
  }
  const auto at = std::ranges::find(numbers, n.number, &Number::value);
  if (at != numbers.end())
    ++at->count;
  else if (numbers.size() < kNumbers)
    numbers.push_back({n.number, 1});
  else
    ++other_numbers;
}

void Tally::merge(const Tally& o) {
  if (o.first < first) first = o.first, first_ref = o.first_ref;
  if (o.last >= last) last = o.last, last_ref = o.last_ref;
  busiest = std::max(busiest, o.busiest);
  count += o.count;
  text_bytes += o.text_bytes;
  longest = std::max(longest, o.longest);
  for (size_t i = 0; i < seen.size(); ++i) seen[i] |= o.seen[i];
  for (const std::string& s : o.samples)
    if (samples.size() < kSamples && std::ranges::find(samples, s) == samples.end()) samples.push_back(s);
  other_numbers += o.other_numbers;
  for (const Number& n : o.numbers) {
    const auto at = std::ranges::find(numbers, n.value, &Number::value);
    if (at != numbers.end())
      at->count += n.count;
    else if (numbers.size() < kNumbers)
      numbers.push_back(n);
    else
      other_numbers += n.count;
  }
}

uint32_t Tally::distinct() const {
  int set = 0;
  for (const uint64_t word : seen) set += std::popcount(word);
  const int all = static_cast<int>(seen.size()) * 64;
  if (set <= 8) return static_cast<uint32_t>(set);
  if (set >= all - 8) return kMany;
  return static_cast<uint32_t>(std::lround(-all * std::log(1 - static_cast<double>(set) / all)));
}

uint64_t Tally::with(uint32_t number) const {
  const auto at = std::ranges::find(numbers, number, &Number::value);
  return at == numbers.end() ? 0 : at->count;
}

Tally* Notes::find_or_make(const Note& n, std::string_view subject) {
  const uint64_t pair = pair_hash(n);
  const uint64_t key = mix(hash_of(subject, pair));
  const uint32_t at = index_.find(key, [&](uint32_t place) { return is_key(tallies_[place], n, subject); });
  if (at != flow::Index::kNone) return &tallies_[at];
  const size_t room = n.kind == NoteKind::visitor ? kMax / 3 : subject.empty() ? kMax : kMax * 2 / 3;
  if (tallies_.size() >= room) return nullptr;
  if (!subject.empty()) {
    uint32_t& subjects = subjects_[pair];
    if (subjects >= kMaxSubjects) return nullptr;
    ++subjects;
  }
  if (tallies_.size() == kMax / 8) tallies_.reserve(kMax);  // growing by doubling would hold both
  if (!index_.insert(key, static_cast<uint32_t>(tallies_.size()))) return nullptr;
  Tally& t = tallies_.emplace_back();
  t.kind = n.kind;
  t.protocol = n.protocol;
  t.client = n.client;
  t.server = n.server;
  t.server_port = n.server_port;
  t.subject = subject;
  return &t;
}

void Notes::add(const Note& note) {
  Tally* t = find_or_make(note, note.subject.substr(0, Tally::kMaxText));
  if (t == nullptr && !note.subject.empty()) t = find_or_make(note, {});
  if (t != nullptr)
    t->take(note);
  else
    ++dropped_;
}

void Notes::merge(const Notes& other) {
  dropped_ += other.dropped_;
  for (const Tally& from : other.tallies_) {
    const Note key{.kind = from.kind,
                   .protocol = from.protocol,
                   .client = from.client,
                   .server = from.server,
                   .server_port = from.server_port,
                   .time = from.first};
    Tally* t = find_or_make(key, from.subject);
    if (t == nullptr && !from.subject.empty()) t = find_or_make(key, {});
    if (t == nullptr) {
      dropped_ += from.count;
    } else if (t->count == 0) {
      const std::string subject = t->subject;
      *t = from;
      t->subject = subject;
    } else {
      t->merge(from);
    }
  }
}

void Notes::settle() {
  std::ranges::sort(tallies_, [](const Tally& x, const Tally& y) { return order(x) < order(y); });
  index_ = flow::Index(0);  // places have changed; settle() is the end
}

}  // namespace culprit::message
