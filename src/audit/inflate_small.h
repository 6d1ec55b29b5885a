// Unpacking what a script carries packed inside itself. (Inputs are unpacked by the host; this room has no
// zlib.)
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace culprit::audit {

/// Raw deflate (RFC 1951), at most `limit` bytes out; what came before damage or the limit is kept, nullopt
/// where nothing did.
std::optional<std::string> inflate_raw(std::string_view packed, size_t limit);
/// The same behind a zlib (RFC 1950) or gzip (RFC 1952) header.
std::optional<std::string> inflate_any(std::string_view packed, size_t limit);

}  // namespace culprit::audit
