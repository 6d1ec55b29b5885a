// Any bytes as an archive with captures, and as a compressed stream: listed, unpacked and bounded, or refused
// with a sentence.
#include <cstdlib>
#include <memory>
#include <string>

#include "base/source.h"
#include "host/archive_source.h"

namespace {

using namespace culprit;
using namespace culprit::host;

void require(bool holds) {
  if (!holds) std::abort();
}

/// At most the first mebibyte.
void drain(ByteSource& source) {
  for (size_t total = 0; total < (1 << 20);) {
    const Result<Bytes> piece = source.next();
    require(piece.has_value() || !piece.error().what.empty());
    if (!piece || piece->empty()) return;
    total += piece->size();
  }
}

void members(Bytes bytes) {
  const auto listed = list_members(std::make_unique<MemorySource>(bytes, 4096));
  if (!listed) return require(!listed.error().what.empty() && !listed.error().next.empty());
  require(!listed->captures.empty() && listed->captures.size() <= kMostMembers);
  size_t opened = 0;
  for (const Member& member : listed->captures) {
    if (++opened > 4) return;
    if (auto source = open_member(std::make_unique<MemorySource>(bytes, 4096), member)) drain(**source);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  const std::string packing = packed_with(bytes);
  if (packing.empty()) return 0;
  if (is_archive(packing)) {
    members(bytes);
  } else if (auto source = unpack_stream(std::make_unique<MemorySource>(bytes, 4096), packing)) {
    drain(**source);
  }
  return 0;
}
