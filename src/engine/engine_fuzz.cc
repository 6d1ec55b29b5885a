// A capture of any bytes becomes a case that keeps the laws: the groups add up, the same input gives the same
// JSON.
#include <array>
#include <string>

#include "base/source.h"
#include "capture/reader.h"
#include "engine/case_fuzz.h"
#include "engine/engine.h"

namespace {

using namespace culprit;

std::string report_of(Bytes input, size_t piece) {
  const size_t before = heap_held();
  auto reader = capture::open_reader(input.sub(0, 1024), 0);
  if (!reader) return {};
  Engine engine;
  std::array<capture::Frame, 64> frames;
  const auto drain = [&] {
    while (const size_t n = (*reader)->pull(frames)) engine.feed({frames.data(), n});
    require_small(before);
  };
  MemorySource source(input, piece);
  for (auto bytes = source.next(); bytes && !bytes->empty(); bytes = source.next()) {
    (*reader)->push(*bytes);
    drain();
  }
  (*reader)->finish();
  drain();
  return checked_report(engine.close());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  require(report_of(input, SIZE_MAX) == report_of(input, 1 + size / 3));
  return 0;
}
