// A capture of any bytes becomes a case that keeps the laws: the groups add up, the same input gives the same
// JSON.
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/source.h"
#include "capture/reader.h"
#include "engine/engine.h"
#include "report/exporter.h"

namespace {

using namespace culprit;

std::string report_of(Bytes input, size_t piece, bool& adds) {
  auto reader = capture::open_reader(input.sub(0, 1024), 0);
  if (!reader) return {};
  Engine engine;
  std::array<capture::Frame, 64> frames;
  MemorySource source(input, piece);
  for (auto bytes = source.next(); bytes && !bytes->empty(); bytes = source.next()) {
    (*reader)->push(*bytes);
    while (const size_t n = (*reader)->pull(frames)) engine.feed({frames.data(), n});
  }
  (*reader)->finish();
  Case c = engine.close();
  put_in_order(c);
  conclude(c);
  adds = adds_up(c);
  std::string out;
  for (const report::Exporter* e : report::all()) out += e->write(c, Words("en"), {});
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  bool adds = true;
  const Bytes input(data, size);
  const std::string whole = report_of(input, SIZE_MAX, adds);
  if (!adds) std::abort();
  const std::string pieces = report_of(input, 1 + size / 3, adds);
  if (!adds || whole != pieces) std::abort();
  return 0;
}
