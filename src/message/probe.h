// Small words for probes.
#pragma once
#include <string_view>

#include "message/protocol.h"

namespace culprit::message {

inline Fit yes_if(bool fits) { return fits ? Fit::yes : Fit::no; }

inline bool on_port(const packet::Packet& p, uint16_t port) {
  return p.src_port == port || p.dst_port == port;
}

/// `yes` if the bytes begin with `mark`, `unsure` while they are its beginning.
inline Fit begins(Bytes head, std::string_view mark) {
  if (head.starts_with(mark)) return Fit::yes;
  return mark.starts_with(head.text()) ? Fit::unsure : Fit::no;
}

/// The better of two.
inline Fit either(Fit a, Fit b) { return a > b ? a : b; }

/// Printable ASCII, at least one character.
inline bool is_text(Bytes bytes) {
  for (size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] < 0x20 || bytes[i] > 0x7e) return false;
  return !bytes.empty();
}

inline bool holds(Bytes bytes, std::string_view part) {
  return bytes.text().find(part) != std::string_view::npos;
}

}  // namespace culprit::message
