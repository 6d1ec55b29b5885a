#include "message/names.h"

#include "base/text.h"

namespace culprit::message {
namespace {

uint64_t hash_of(std::string_view name, const Address& address) {
  uint64_t h = address.hash();
  for (const char c : name) h = mix(h, static_cast<unsigned char>(c));
  return h;
}

}  // namespace

void Names::add(NameRecord&& record) {
  if (records_.size() >= kMax) {
    ++dropped_;
    return;
  }
  if (seen_.insert(hash_of(record.name, record.address)).second) records_.push_back(std::move(record));
}

void Names::add(const Message& answer) {
  std::string name;
  for (const Field& f : answer.fields) {
    if (f.name == "name") name = lower(f.value);
    if (f.name != "address" || name.empty()) continue;
    if (const auto address = Address::parse(f.value)) add({name, *address, answer.end});
  }
}

void Names::merge(const Names& other) {
  for (const NameRecord& r : other.records_) add(NameRecord(r));
  dropped_ += other.dropped_;
}

std::vector<std::string_view> Names::of(const Address& address) const {
  std::vector<std::string_view> out;
  for (const NameRecord& r : records_) {
    if (r.address == address) out.push_back(r.name);
  }
  return out;
}

}  // namespace culprit::message
