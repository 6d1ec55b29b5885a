// Header blocks of HTTP/2, each behind its length of two bytes, one after another: each depends on those
// before it.
#include <cstdlib>

#include "message/hpack.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  message::Hpack hpack;
  for (size_t at = 0; at + 2 <= input.size(); at += 2U + input.be16(at)) {
    const auto fields = hpack.read(input.sub(at + 2, input.be16(at)));
    if (!fields) break;
    if (fields->size() > message::Hpack::kMaxFields) std::abort();
    for (const auto& [name, value] : *fields)
      if (name.size() > 65536 || value.size() > 65536) std::abort();
  }
  if (const auto text = message::hpack_text(input, 100);
      text && (text->size() > 100 || text->size() * 5 > size * 8))
    std::abort();
  return 0;
}
