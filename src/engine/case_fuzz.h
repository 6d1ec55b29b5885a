// What must be true of every case that fuzzing makes: the laws of docs/DESIGN.md, and the ceiling of memory.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "case/case.h"
#include "report/exporter.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CULPRIT_HEAP_IS_COUNTED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define CULPRIT_HEAP_IS_COUNTED
#endif
#ifdef CULPRIT_HEAP_IS_COUNTED
extern "C" size_t __sanitizer_get_current_allocated_bytes();  // NOLINT: of sanitizer/allocator_interface.h
#endif

namespace culprit {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Bytes of the heap, where a sanitizer counts them.
inline size_t heap_held() {
#ifdef CULPRIT_HEAP_IS_COUNTED
  return __sanitizer_get_current_allocated_bytes();
#else
  return 0;
#endif
}
/// The stated ceiling for an input that was made to fill every table; `before` = what was held before it.
inline void require_small(size_t before) {
  constexpr size_t kCeiling = size_t{128} << 20;
  require(heap_held() < before + kCeiling);
}

/// Law 3: what is cited can be opened.
inline void require_evidence(const Case& c) {
  for (const Finding& f : c.findings) {
    require(!f.evidence.empty());
    for (const Evidence& e : f.evidence) require(!e.reason.key.empty() || !e.quote.empty());
  }
}

/// Law 5: no control byte of the wire reaches a terminal.
inline void require_harmless(const std::string& text) {
  require(std::ranges::none_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }));
}

/// What all exporters write of a case that is whole.
inline std::string checked_report(Case c) {
  put_in_order(c);
  conclude(c);
  require(adds_up(c));
  require_evidence(c);
  std::string out;
  for (const report::Exporter* e : report::all()) {
    const std::string text = e->write(c, Words("en"), {});
    require_harmless(text);
    bool whole = false;
    if (e->id == std::string_view("json")) flatten_json(text, SIZE_MAX, &whole);
    require(whole || e->id != std::string_view("json"));
    out += text;
  }
  return out;
}

}  // namespace culprit
