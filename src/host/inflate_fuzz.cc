// Any bytes are inflated, or refused, without harm; the pieces they arrive in make no difference; nothing is
// endless.
#include <cstdlib>
#include <string>

#include "host/inflate.h"

namespace {

using namespace culprit;
using namespace culprit::host;

void require(bool holds) {
  if (!holds) std::abort();
}

/// At most the first mebibyte of what comes out, and whether an error ended it.
struct Whole {
  std::string bytes, compression;
  bool failed = false, full = false;
};

void drain(ByteSource& source, Whole& out) {
  constexpr size_t kMost = 1 << 20;
  while (out.bytes.size() < kMost) {
    const Result<Bytes> piece = source.next();
    out.failed = !piece;
    if (!piece) require(!piece.error().what.empty());
    if (!piece || piece->empty()) return;
    out.bytes += piece->text();
  }
  out.full = true;
  out.bytes.resize(kMost);
}

Whole read(Bytes bytes, size_t piece) {
  Whole out;
  const Result<Input> input = inflate(std::make_unique<MemorySource>(bytes, piece));
  if (!input) {
    out.failed = true;
    return out;
  }
  out.compression = input->compression;
  drain(*input->source, out);
  require(out.bytes.starts_with(Bytes{input->head.data(), input->head.size()}.text()));
  require(input->head.size() >= 64 || input->head.size() == out.bytes.size());
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  const Whole whole = read(bytes, SIZE_MAX);
  if (whole.compression.empty() && !whole.failed)
    require(whole.bytes == bytes.sub(0, whole.bytes.size()).text());
  const Whole parts = read(bytes, size / 64 + 1);
  require(whole.compression == parts.compression && whole.full == parts.full && whole.failed == parts.failed);
  require(whole.bytes == parts.bytes);
  return 0;
}
