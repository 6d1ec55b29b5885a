// Hostile JSON in; what comes out is bounded, and when written again reads back the same.
#include <cstdlib>

#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto scalars = culprit::flatten_json(text, 64);
  if (scalars.size() > 64) std::abort();
  culprit::Json array;
  array.open_array();
  for (const auto& s : scalars) array.value(s.text);
  array.close_array();
  bool complete = false;
  const auto again = culprit::flatten_json(array.text(), 64, &complete);
  if (!complete || again.size() != scalars.size()) std::abort();
  culprit::Json twice;
  twice.open_array();
  for (const auto& s : again) twice.value(s.text);
  twice.close_array();
  if (twice.text() != array.text()) std::abort();
  return 0;
}
