#include "attribute/script_table.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"

namespace culprit::attribute {
namespace {

constexpr int64_t kShortly = 3600 * kSecond;

}  // namespace

/// Eight bytes at a time; the table is bounded, so a crafted collision can do no more than mix two counts.
uint64_t ScriptTable::hash(std::string_view text) {
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15ULL;
  const char* at = text.data();
  size_t left = text.size();
  uint64_t sum = left * kOdd;
  const auto take = [&](uint64_t word) {
    sum = (sum ^ word) * kOdd;
    sum ^= sum >> 29;
  };
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    take(word);
  }
  if (left != 0) {
    uint64_t rest = 0;
    for (size_t i = 0; i < left; ++i) rest = rest << 8 | static_cast<uint8_t>(at[i]);
    take(rest);
  }
  return mix(sum);
}

Script* ScriptTable::make(std::string path, size_t cap) {
  const uint64_t key = hash(path);
  if (const uint32_t at = place_of(key); at != kNowhere) return &scripts_[at];
  if (scripts_.size() >= cap) {
    ++dropped_;
    return nullptr;
  }
  size_t at = key % index_.size();
  while (index_[at].second != kNowhere) at = (at + 1) % index_.size();
  index_[at] = {key, static_cast<uint32_t>(scripts_.size())};
  scripts_.push_back({});
  scripts_.back().path = std::move(path);
  return &scripts_.back();
}

/// A path that is not known as it stands: new, or known under its decoded name.
void ScriptTable::first(const capture::LogLine& line, std::string_view path) {
  Script* s = make(plain_path(path), kMax);
  if (s == nullptr) return;
  ++s->uses;
  again(*s, line);
}

void ScriptTable::again(Script& s, const capture::LogLine& line) {
  s.last_use = std::max(s.last_use, line.time);
  note_visitor(s, line);
  if (s.first_use && s.first_use->time <= line.time) return;
  s.first_use = deed_of(line);
  look_who_brought(s);
  if (misses_.empty()) return;
  const uint64_t key = hash(s.path);
  const Miss& m = misses_[key % kMisses];
  if (m.hash == key && m.time <= line.time) s.absent = m.time;
}

void ScriptTable::note_visitor(Script& s, const capture::LogLine& line) {
  const std::string_view client = line.client.substr(0, kMaxWord);
  const auto at = std::ranges::find(s.visitors, client, &Visitor::client);
  if (at != s.visitors.end())
    ++at->uses;
  else if (s.visitors.size() < kVisitors)
    s.visitors.push_back({std::string(client), 1, line.file, line.number});
  else
    ++s.other_visitors;
}

void ScriptTable::look_who_brought(Script& s) {
  s.brought_by.reset();
  for (const Deed& d : bringers_) {
    const int64_t earlier = s.first_use->time - d.time;
    if (d.client != s.first_use->client || earlier < 0 || earlier > kShortly || d.path == s.path ||
        d.line == 0)
      continue;
    if (!s.brought_by || s.brought_by->before(d)) s.brought_by = d;
  }
}

void ScriptTable::may_bring(const capture::LogLine& line) {
  Deed& d = bringers_[next_bringer_++ % bringers_.size()];
  d.time = line.time;
  d.file = line.file;
  d.line = line.number;
  d.status = line.status;
  d.client.assign(line.client.substr(0, kMaxWord));
  d.user.assign(line.user.substr(0, kMaxWord));
  d.method.assign(line.method.substr(0, 16));
  d.path.assign(capture::split(line).path.substr(0, kMaxPath));
  d.quote.assign(line.raw.substr(0, kMaxQuote));
}

void ScriptTable::written(const Deed& deed, bool on_disk) {
  Script* s = make(deed.path, kMax + kReserved);
  if (s == nullptr) return;
  s->on_disk = on_disk;
  s->writes.insert(
      std::ranges::upper_bound(s->writes, deed, [](const Deed& a, const Deed& b) { return a.before(b); }),
      deed);
  if (s->writes.size() > kWrites) s->writes.pop_back();
}

void ScriptTable::missed(std::string_view path, Time time) {
  if (misses_.empty()) misses_.resize(kMisses);
  const uint64_t key = hash(path);
  misses_[key % kMisses] = {key, time};
}

Script* ScriptTable::order(const capture::LogLine& line, std::string_view path) {
  Script* s = make(plain_path(path), kMax + kReserved);
  if (s == nullptr) return nullptr;
  ++s->orders;
  if (!s->first_use && line.status < 400) again(*s, line);
  return s;
}

const Script* ScriptTable::find(std::string_view decoded, std::string_view place) const {
  const uint32_t known = place_of(hash(decoded));
  const Script* called = known == kNowhere ? nullptr : &scripts_[known];
  if (called != nullptr && (!called->writes.empty() || !decoded.starts_with('/'))) return called;
  const Script* alike = nullptr;
  for (const Script& s : scripts_) {
    if (!s.on_disk) continue;
    if (!place.empty() && s.path == place) return &s;
    if (alike == nullptr && s.path.ends_with(decoded)) alike = &s;
  }
  return alike != nullptr ? alike : called;
}

}  // namespace culprit::attribute
