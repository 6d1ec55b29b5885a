#include "attribute/client_table.h"

#include <algorithm>

namespace culprit::attribute {

Client& ClientTable::of(const capture::LogLine& line) {
  const std::string_view name = line.client.substr(0, kMaxWord);
  auto at = clients_.find(name);
  if (at == clients_.end()) {
    if (clients_.size() >= kMax) sweep();
    at = clients_.emplace(name, Client{}).first;
    at->second.name = name;
    const uint64_t hash = ScriptTable::hash(name);
    if (!passing_.empty() && passing_[hash % kPassing].hash == hash)
      absorb(passing_[hash % kPassing], at->second);
  }
  at->second.last = std::max(at->second.last, line.time);
  return at->second;
}

/// Those go that long ago missed a page or two, as visitors do; if that is not enough, the older half of all
/// that did nothing worth telling, then of all.
void ClientTable::sweep() {
  std::vector<Time> times;
  for (const auto& [name, c] : clients_) times.push_back(c.last);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  const size_t before = clients_.size();
  constexpr uint64_t kRun = 4;  // so many questions are no accident
  for (const uint64_t most : {kRun, UINT64_MAX}) {
    if (clients_.size() <= kMax * 3 / 4) break;
    std::erase_if(clients_, [&](const auto& item) {
      const Client& c = item.second;
      return c.last <= *middle && !c.telling() && c.probes() < most;
    });
  }
  if (clients_.size() > kMax * 3 / 4)
    std::erase_if(clients_, [&](const auto& item) { return item.second.last <= *middle; });
  dropped_ += before - clients_.size();
}

void ClientTable::probe(const capture::LogLine& line, uint64_t Client::* counter) {
  Client& c = of(line);
  ++(c.*counter);
  if (!c.first_probe || line.time < c.first_probe->time) c.first_probe = deed_of(line);
}

void ClientTable::miss(const capture::LogLine& line, uint64_t Client::* counter) {
  if (passing_.empty()) passing_.resize(kPassing);
  const uint64_t hash = ScriptTable::hash(line.client.substr(0, kMaxWord));
  Passing& p = passing_[hash % kPassing];
  if (p.hash != hash) p = {hash, line.number, line.time, line.file, 0, 0, false};
  if (p.known) return probe(line, counter);
  ++(counter == &Client::missing ? p.missing : p.refused);
  if (p.missing + p.refused == kSeveral) absorb(p, of(line));
}

/// The first of the questions is known by its line; what it was is not kept.
void ClientTable::absorb(Passing& p, Client& c) {
  if (p.known) return;
  p.known = true;
  c.missing += p.missing;
  c.refused += p.refused;
  if (p.missing + p.refused == 0 || (c.first_probe && c.first_probe->time <= p.time)) return;
  Deed first;
  first.time = p.time;
  first.file = p.file;
  first.line = p.line;
  first.client = c.name;
  c.first_probe = std::move(first);
}

void ClientTable::wrote(const Deed& deed, const capture::LogLine& line) {
  Client& c = of(line);
  ++c.writes;
  if (c.files.size() < kFiles) c.files.push_back(deed);
}

const Client* ClientTable::find(std::string_view name) const {
  const auto at = clients_.find(name);
  return at == clients_.end() ? nullptr : &at->second;
}

std::vector<const Client*> ClientTable::all() const {
  std::vector<const Client*> out;
  for (const auto& [name, client] : clients_) out.push_back(&client);
  std::ranges::sort(out, {}, [](const Client* c) { return std::pair(c->last, std::string_view(c->name)); });
  return out;
}

}  // namespace culprit::attribute
