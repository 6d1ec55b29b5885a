// The head of an HTTP/1 message: start line and header fields (RFC 9112 sections 2 to 5).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flow/stream.h"

namespace culprit::message {

/// What a line is, taken as the start of a message.
enum class StartLine : uint8_t { none, request, simple_request, status };
/// `request` = METHOD SP target SP HTTP/x; `simple_request` = a known method and a path without a version
/// (HTTP/0.9); `status` = HTTP/x SP number.
StartLine classify(std::string_view line);

struct HttpHead {
  StartLine kind = StartLine::none;
  std::string line;            ///< the start line without its end
  std::string method, target;  ///< of a request
  uint16_t status = 0;         ///< of an answer
  bool version_1_0 = false;
  std::vector<std::pair<std::string, std::string>> headers;
  size_t bytes = 0;         ///< of all lines
  uint32_t cut = 0;         ///< header fields that did not fit
  flow::Stamp first;        ///< of its first byte
  bool after_loss = false;  ///< messages before it may have been missed

  /// Starts over with a start line that classify() took for `kind`.
  void begin(StartLine kind_, std::string_view text, const flow::Stamp& stamp);
  /// A further line; one that begins with a blank continues the last (RFC 9112 section 5.2).
  void add(std::string_view header_line);
  /// The first header called so, trimmed; empty if absent.
  std::string_view header(std::string_view name) const;
  bool has(std::string_view name, std::string_view token) const;
};

/// Where the body of a message ends.
struct Framing {
  enum class Kind : uint8_t { none, length, chunked, until_close, broken };
  Kind kind = Kind::none;
  uint64_t length = 0;
};
/// By RFC 9112 section 6.3, from the headers alone (the caller knows of HEAD, 1xx, 204, 304 and CONNECT).
Framing framing(const HttpHead& head);

}  // namespace culprit::message
