// Logs of any bytes become a case that keeps the laws. Input: several logs, one behind the other, cut at
// lines that hold nothing but "---".
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/case_fuzz.h"
#include "engine/engine.h"

namespace {

using namespace culprit;

std::string report_of(std::string_view text, size_t piece) {
  constexpr std::string_view kCut = "\n---\n";
  Engine engine;
  for (uint32_t file = 0; !text.empty(); ++file) {
    const std::string_view log = text.substr(0, text.find(kCut));
    text.remove_prefix(std::min(text.size(), log.size() + kCut.size()));
    MemorySource source(Bytes(log), piece);
    capture::LogInfo info;
    feed_log(source, file, {}, engine.logs(), info);
  }
  return checked_report(engine.close());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = Bytes(data, size).text();
  if (report_of(text, SIZE_MAX) != report_of(text, 1 + size / 3)) std::abort();
  return 0;
}
