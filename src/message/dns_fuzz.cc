// Hostile DNS: bounded output, and probing agrees with itself.
#include <cstdlib>

#include "message/dns_wire.h"

namespace {

using namespace culprit;

class Bounded final : public message::MessageSink {
 public:
  uint64_t add(message::Message&& m) override {
    if (m.fields.empty() || m.fields.size() > message::kMaxFields || m.line.size() > message::kMaxLine)
      std::abort();
    return 1;
  }
  message::Message* find(uint64_t) override { return nullptr; }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  packet::Packet p;
  p.payload = {data, size};
  p.payload_wire = static_cast<uint32_t>(size);
  Bounded sink;
  message::read_dns(p, sink);
  if (message::looks_like_dns(p.payload, false) && !message::looks_like_dns(p.payload, true)) std::abort();
  for (size_t start = 0; start < size && start < 64; ++start) {
    size_t at = start;
    const auto name = message::read_name(p.payload, at);
    if (name && (name->size() > 255 || at <= start || at > size)) std::abort();
  }
  return 0;
}
