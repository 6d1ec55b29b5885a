#include "message/names.h"

#include <array>
#include <tuple>

#include "base/text.h"

namespace culprit::message {
namespace {

uint64_t hash_of(const NameRecord& r) {
  return culprit::hash_of(r.name, mix(r.address.hash(), static_cast<uint64_t>(r.source)));
}

bool is_claim(NameSource source) { return source >= NameSource::certificate; }
bool is_answer(NameSource source) {
  return source == NameSource::resolved || source == NameSource::dns || source == NameSource::mdns;
}

}  // namespace

const char* name(NameSource source) {
  static constexpr std::array names{"file",  "dhcp",        "dns",         "mdns",       "netbios",
                                    "llmnr", "certificate", "server-name", "host-header"};
  static_assert(names.size() == static_cast<size_t>(NameSource::host_header) + 1);
  return names[static_cast<size_t>(source)];
}

void Names::add(NameRecord&& record) {
  if (record.name.empty() || record.name.size() > kMaxName) return;
  record.name = lower(record.name);
  const uint64_t hash = hash_of(record);
  const auto is_it = [&](uint32_t place) {
    const NameRecord& r = records_[place];
    return r.address == record.address && r.source == record.source && r.name == record.name;
  };
  if (const uint32_t at = seen_.find(hash, is_it); at != flow::Index::kNone) {
    NameRecord& known = records_[at];
    if (std::tie(record.first, record.ref) < std::tie(known.first, known.ref)) known = std::move(record);
    return;
  }
  const bool full = records_.size() >= kMax || (is_claim(record.source) && claims_ >= kMaxClaims);
  if (full || !seen_.insert(hash, static_cast<uint32_t>(records_.size()))) {
    ++dropped_;
    return;
  }
  claims_ += is_claim(record.source);
  records_.push_back(std::move(record));
}

void Names::merge(const Names& other) {
  for (const NameRecord& r : other.records_) add(NameRecord(r));
  dropped_ += other.dropped_;
}

std::vector<std::string_view> Names::of(const Address& address) const {
  std::vector<std::string_view> out;
  for (const NameRecord& r : records_)
    if (r.address == address && is_answer(r.source)) out.push_back(r.name);
  return out;
}

const NameRecord* Names::best(const Address& address) const {
  const NameRecord* best = nullptr;
  for (const NameRecord& r : records_)
    if (r.address == address && (best == nullptr || r.source < best->source)) best = &r;
  return best;
}

}  // namespace culprit::message
