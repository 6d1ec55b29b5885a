#include "message/http_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace culprit::message {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kMaxHeaders = 100, kMaxHeader = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_token_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != kNone;
}
bool is_method(std::string_view text) {
  return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, is_token_char);
}
bool is_known_method(std::string_view text) {
  static constexpr std::array<std::string_view, 4> known{"GET", "POST", "HEAD", "PUT"};
  return std::ranges::any_of(known, [&](std::string_view m) { return iequals(m, text); });
}

struct Parts {
  std::string_view method, target, version;
};
// At the first and the last blank: a target may hold blanks that its sender forgot to encode.
Parts split(std::string_view line) {
  const size_t first = line.find_first_of(" \t");
  if (first == kNone) return {line, {}, {}};
  const std::string_view rest = trim(line.substr(first));
  const size_t last = rest.find_last_of(" \t");
  if (last != kNone && iequals(rest.substr(last + 1, 5), "HTTP/")) {
    return {line.substr(0, first), trim(rest.substr(0, last)), rest.substr(last + 1)};
  }
  return {line.substr(0, first), rest, {}};
}

}  // namespace

StartLine classify(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    const size_t blank = line.find(' ');
    const bool number = blank != kNone && blank <= 9 && line.size() > blank + 3 &&
                        is_digit(line[blank + 1]) && is_digit(line[blank + 2]) && is_digit(line[blank + 3]);
    return number ? StartLine::status : StartLine::none;
  }
  const Parts parts = split(line);
  if (!is_method(parts.method) || parts.target.empty()) return StartLine::none;
  if (!parts.version.empty()) return StartLine::request;
  const bool simple = is_known_method(parts.method) && parts.target.starts_with('/');
  return simple ? StartLine::simple_request : StartLine::none;
}

void HttpHead::begin(StartLine kind_, std::string_view text, const flow::Stamp& stamp) {
  *this = {};
  kind = kind_;
  line = text;
  bytes = text.size();
  first = stamp;
  if (kind == StartLine::status) {
    const size_t blank = text.find(' ');
    version_1_0 = text.starts_with("HTTP/1.0");
    const char* digits = text.data() + blank + 1;
    std::from_chars(digits, digits + 3, status);
    return;
  }
  const Parts parts = split(text);
  method = parts.method;
  target = parts.target;
  version_1_0 = parts.version.ends_with("1.0") || parts.version.empty();
}

void HttpHead::add(std::string_view header_line) {
  bytes += header_line.size();
  const bool continues = header_line.starts_with(' ') || header_line.starts_with('\t');
  if (continues && !headers.empty()) {
    std::string& value = headers.back().second;
    if (value.size() < kMaxHeader) value.append(" ").append(trim(header_line).substr(0, kMaxHeader));
    return;
  }
  const size_t colon = header_line.find(':');
  if (colon == kNone || headers.size() >= kMaxHeaders) {
    ++cut;
    return;
  }
  const std::string_view value = trim(header_line.substr(colon + 1));
  cut += value.size() > kMaxHeader;
  headers.emplace_back(trim(header_line.substr(0, std::min<size_t>(colon, 256))),
                       value.substr(0, kMaxHeader));
}

std::string_view HttpHead::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (iequals(key, name)) return value;
  }
  return {};
}

bool HttpHead::has(std::string_view name, std::string_view token) const {
  return lower(header(name)).find(token) != kNone;
}

Framing framing(const HttpHead& head) {
  if (head.has("transfer-encoding", "chunked")) return {Framing::Kind::chunked};
  bool found = false;
  uint64_t length = 0;
  for (const auto& [name, value] : head.headers) {
    if (!iequals(name, "content-length")) continue;
    uint64_t number = 0;
    const auto [end, ec] = std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string_view rest(end, static_cast<size_t>(value.data() + value.size() - end));
    // "5, 5" and equal repetitions are one length; anything else cannot be trusted (RFC 9112 section 6.3,
    // rule 5).
    if (ec != std::errc{} || number > uint64_t{1} << 62 || (!rest.empty() && rest.front() != ',') ||
        (found && number != length)) {
      return {Framing::Kind::broken};
    }
    found = true;
    length = number;
  }
  if (found) return {length == 0 ? Framing::Kind::none : Framing::Kind::length, length};
  return {head.kind == StartLine::status ? Framing::Kind::until_close : Framing::Kind::none};
}

}  // namespace culprit::message
