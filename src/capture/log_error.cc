// Error logs of Apache (2.2 and 2.4) and nginx: who, when, and the message.
#include <algorithm>

#include "base/address.h"
#include "capture/log_families.h"
#include "capture/log_time.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

/// "[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 1:tid 2] [client 192.0.2.1:1234] message"
bool read_apache(std::string_view text, int64_t zone_s, LogLine& line) {
  if (!take_word(text, "[")) return false;
  const auto time = take_asctime(text, zone_s);
  if (!time || !take_word(text, "]")) return false;
  line.time = *time;
  while (take_word(text, " [")) {
    std::string_view part = take_until(text, "]");
    if (!take_word(part, "client ")) continue;
    const size_t port = part.rfind(':');
    const bool has_port = port != std::string_view::npos && !Address::parse(part);
    line.client = has_port ? part.substr(0, port) : part;
  }
  take_word(text, " ");
  line.target = text;
  return true;
}

/// The value of ", name: value" in an nginx message.
std::string_view named(std::string_view text, std::string_view name) {
  const size_t at = text.rfind(name);
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + name.size());
  return take_until(rest, ", ");
}

/// "2011/03/03 04:12:11 [error] 12#0: *1 open() failed, client: 192.0.2.1, server: x, request: "GET /a
/// HTTP/1.1""
bool read_nginx(std::string_view text, int64_t zone_s, LogLine& line) {
  if (text.size() < 22 || text[4] != '/') return false;
  const auto time = take_iso(text, zone_s);
  if (!time || !take_word(text, " [")) return false;
  line.time = *time;
  take_until(text, "] ");
  take_until(text, ": ");  // process and thread
  line.client = named(text, ", client: ");
  line.target = text;
  return true;
}

class ErrorParser final : public LineParser {
 public:
  explicit ErrorParser(int64_t zone_s) : zone_s_(zone_s) {}
  LogFate parse(LogLine& line, LogMore* more) override {
    if (more != nullptr) *more = {};
    line.kind = LogLine::Kind::diagnostic;
    line.ends = false;
    line.status = 0;
    line.client = line.user = line.method = line.target = line.query = line.vhost = {};
    if (read_apache(line.raw, zone_s_, line) || read_nginx(line.raw, zone_s_, line)) return LogFate::parsed;
    // Programs that the server starts write here as they like; a line that goes on with the last one begins
    // without a date.
    return LogFate::skipped;
  }
  std::string_view name() const override { return "error"; }

 private:
  int64_t zone_s_;
};

size_t count_error(std::span<const std::string_view> lines) {
  return static_cast<size_t>(std::ranges::count_if(lines, [](std::string_view raw) {
    LogLine line;
    return read_apache(raw, 0, line) || read_nginx(raw, 0, line);
  }));
}

std::unique_ptr<LineParser> open_error(std::span<const std::string_view>, const LogOptions& o) {
  return std::make_unique<ErrorParser>(o.zone_s);
}

}  // namespace

extern const LogFamily error_log{"error-log", count_error, open_error};

}  // namespace culprit::capture
