// Text for people and for other programs: the only doors through which bytes from the wire may leave.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace culprit {

/// For a terminal and for JSON quotes: printable ASCII and valid UTF-8 pass; control characters (C0, DEL,
/// C1), bidirectional overrides, invalid UTF-8 and the backslash become \xNN or \\, one way. At most `limit`
/// bytes in; "..." marks the cut.
std::string escape(std::string_view bytes, size_t limit = SIZE_MAX);
/// For an HTML text node or a quoted attribute, on top of escape().
std::string escape_html(std::string_view bytes);
/// One POSIX shell word, in single quotes where it needs them.
std::string escape_shell(std::string_view bytes);

/// "775,961"
std::string human_count(uint64_t value);
/// "1.18 GB" (decimal units, three digits)
std::string human_bytes(double bytes);
/// "156.6 Mbit/s" from bits per second
std::string human_bitrate(double bits_per_second);
/// "12,933" per second and the like: three significant digits below 100, whole numbers above
std::string human_number(double value);
/// "1 min 0.4 s", "23 ms", "2 h 5 min"
std::string human_duration(int64_t ns);
/// 0.9973 -> "99.7 %", never rounded up to 100 or down to 0
std::string human_share(double share);
/// Shortest decimal that reads back as the same double; for JSON.
std::string number(double value);

std::string lower(std::string_view text);
void append_lower(std::string& to, std::string_view text);
std::string_view trim(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
/// %XX decoded once; '+' becomes a space only when `plus`. Malformed escapes stay as they are.
std::string percent_decode(std::string_view text, bool plus);
/// Base64, standard or URL-safe alphabet, padding optional; stops at the first other character. "" where
/// nothing decodes.
std::string base64_decode(std::string_view text);

}  // namespace culprit
