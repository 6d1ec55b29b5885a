// Any bytes are read without harm, frames lie inside what was given, and the pieces they arrive in make no
// difference.
#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "base/hash.h"
#include "capture/reader.h"

namespace {

using namespace culprit;
using namespace culprit::capture;

void require(bool holds) {
  if (!holds) std::abort();
}

/// What came out, in one number per frame.
struct Reading {
  std::vector<uint64_t> frames;
  Info info;
};

uint64_t digest(const Frame& frame) {
  uint64_t sum = mix(static_cast<uint64_t>(frame.time.ns), frame.ref.frame);
  sum = mix(sum, frame.wire * uint64_t{65536} + frame.link);
  sum = mix(sum, frame.interface * uint64_t{4} + static_cast<uint64_t>(frame.direction));
  for (const char byte : frame.data.text()) sum = mix(sum ^ static_cast<uint8_t>(byte));
  return sum;
}

void drain(Reader& reader, size_t batch, Reading& out) {
  std::vector<Frame> frames(batch);
  while (const size_t count = reader.pull(frames)) {
    require(count <= batch);
    for (const Frame& frame : std::span(frames).first(count)) {
      require(frame.link == link::listed || frame.data.size() <= frame.wire);
      require(frame.interface < reader.info().interfaces.size());
      require(frame.process <= reader.info().processes.size());
      out.frames.push_back(digest(frame));
    }
  }
}

// The piece is copied to memory of its own size, so that a frame beyond it, or one that outlives it, is seen.
void feed(Reader& reader, Bytes piece, size_t batch, Reading& out) {
  const std::vector<uint8_t> held(piece.data(), piece.data() + piece.size());
  reader.push({held.data(), held.size()});
  drain(reader, batch, out);
}

Reading read(Bytes bytes, size_t piece, size_t batch) {
  Reading out;
  const auto reader = open_reader(bytes.sub(0, 4096), 0);
  if (!reader) {
    require(!reader.error().what.empty() && !reader.error().next.empty());
    return out;
  }
  for (Bytes rest = bytes; !rest.empty(); rest = rest.sub(piece))
    feed(**reader, rest.sub(0, piece), batch, out);
  (*reader)->finish();
  drain(**reader, batch, out);
  out.info = (*reader)->info();
  require(out.info.packets == out.frames.size());
  require(out.info.damage.size() <= 64 && out.info.comments.size() <= 64);
  require(!out.info.truncated || !out.info.damage.empty());
  return out;
}

auto account(const Info& info) {
  std::vector<std::tuple<std::string, uint64_t, uint64_t, uint64_t>> damage;
  damage.reserve(info.damage.size());
  for (const Damage& d : info.damage) damage.emplace_back(d.code, d.offset, d.frame, d.count);
  return std::tuple(damage, info.truncated, info.wire_bytes, info.dropped, info.comments.size(),
                    info.names.size(), info.secrets);
}

void require_same(const Reading& a, const Reading& b) {
  require(a.frames == b.frames);
  require(account(a.info) == account(b.info));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  const Reading whole = read(bytes, SIZE_MAX, 64);
  const size_t cut = size == 0 ? 1 : 1 + mix(size, data[size / 2]) % size;
  require_same(whole, read(bytes, std::max(cut, size - cut), 64));  // two pieces
  require_same(whole, read(bytes, std::max<size_t>(cut % 64, size / 256 + 1), 1));
  return 0;
}
