// Hostile DNS: bounded output, and probing agrees with itself.
#include <cstdlib>

#include "message/dns_wire.h"

namespace {

using namespace culprit;

class Bounded final : public message::MessageSink {
 public:
  // Texts (TXT), at most one for each record.
  uint64_t add(message::Message&& m) override {
    if (m.kind != message::Kind::dns_text || m.line.size() > message::kMaxLine || ++things > 1000)
      std::abort();
    return 1;
  }
  message::Message* find(uint64_t) override { return nullptr; }
  void note(const message::Note& n) override {
    if (n.text.size() > 255 || !n.text.ends_with(n.subject) || ++things > 1000) std::abort();
  }
  void name(message::NameRecord&& r) override {
    if (r.name.size() > 255 || ++things > 5000) std::abort();
  }
  int things = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  packet::Packet p;
  p.payload = {data, size};
  p.payload_wire = static_cast<uint32_t>(size);
  Bounded sink;
  message::read_dns(p.payload, message::way_of(p, "dns", message::NameSource::dns), sink);
  if (message::looks_like_dns(p.payload, false) && !message::looks_like_dns(p.payload, true)) std::abort();
  for (size_t start = 0; start < size && start < 64; ++start) {
    size_t at = start;
    const auto name = message::read_name(p.payload, at);
    if (name && (name->size() > 255 || at <= start || at > size)) std::abort();
  }
  return 0;
}
