// Logs with one JSON object a line: Caddy, nginx and Apache with JSON formats, Traefik, journalctl -o json.
#include <algorithm>
#include <array>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "capture/log_families.h"
#include "capture/log_layout.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

constexpr size_t kMaxScalars = 256;

enum class Key : uint8_t {
  none,
  client,
  peer,
  user,
  time,
  request,
  method,
  target,
  query,
  protocol,
  status,
  bytes,
  duration,
  duration_ns,
  referer,
  agent,
  forwarded,
  vhost,
  journal_time,
  message,
  program,
};

struct Known {
  std::string_view name;  ///< the last part of the path, lower case
  Key key;
};
constexpr std::array<Known, 54> kKnown{{{"client_ip", Key::client},
                                        {"remote_addr", Key::client},
                                        {"remote_ip", Key::peer},
                                        {"remoteip", Key::client},
                                        {"clienthost", Key::client},
                                        {"client", Key::client},
                                        {"clientip", Key::client},
                                        {"remotehost", Key::client},
                                        {"host_ip", Key::none},
                                        {"user_id", Key::user},
                                        {"remote_user", Key::user},
                                        {"clientusername", Key::user},
                                        {"user", Key::user},
                                        {"username", Key::user},
                                        {"ts", Key::time},
                                        {"time", Key::time},
                                        {"timestamp", Key::time},
                                        {"@timestamp", Key::time},
                                        {"time_local", Key::time},
                                        {"time_iso8601", Key::time},
                                        {"msec", Key::time},
                                        {"startutc", Key::time},
                                        {"request_time", Key::duration},
                                        {"request", Key::request},
                                        {"method", Key::method},
                                        {"request_method", Key::method},
                                        {"requestmethod", Key::method},
                                        {"uri", Key::target},
                                        {"request_uri", Key::target},
                                        {"requestpath", Key::target},
                                        {"url", Key::target},
                                        {"path", Key::target},
                                        {"args", Key::query},
                                        {"query", Key::query},
                                        {"query_string", Key::query},
                                        {"proto", Key::protocol},
                                        {"protocol", Key::protocol},
                                        {"server_protocol", Key::protocol},
                                        {"status", Key::status},
                                        {"downstreamstatus", Key::status},
                                        {"response_code", Key::status},
                                        {"size", Key::bytes},
                                        {"body_bytes_sent", Key::bytes},
                                        {"bytes", Key::bytes},
                                        {"bytes_sent", Key::bytes},
                                        {"duration", Key::duration},
                                        {"http_referer", Key::referer},
                                        {"referer", Key::referer},
                                        {"http_user_agent", Key::agent},
                                        {"user-agent", Key::agent},
                                        {"useragent", Key::agent},
                                        {"x-forwarded-for", Key::forwarded},
                                        {"http_x_forwarded_for", Key::forwarded},
                                        {"host", Key::vhost}}};

/// The name in a path, without the number of an array's element: "request.headers.User-Agent.0" gives
/// "user-agent".
std::string last_name(std::string_view path) {
  size_t dot = path.rfind('.');
  if (dot != std::string_view::npos && whole(path.substr(dot + 1))) {
    path = path.substr(0, dot);
    dot = path.rfind('.');
  }
  return lower(dot == std::string_view::npos ? path : path.substr(dot + 1));
}

Key key_of(std::string_view path) {
  if (path == "__REALTIME_TIMESTAMP") return Key::journal_time;
  if (path == "MESSAGE") return Key::message;
  if (path == "SYSLOG_IDENTIFIER") return Key::program;
  if (path == "Duration") return Key::duration_ns;  // Traefik
  const std::string name = last_name(path);
  const auto at = std::ranges::find(kKnown, std::string_view(name), &Known::name);
  return at == kKnown.end() ? Key::none : at->key;
}

std::optional<Time> any_time(std::string_view text) {
  if (const auto t = unix_time(text)) return t;
  Time clf;
  if (text.size() >= kClfDate && ClfClock().read(text.data(), clf)) return clf;
  return take_iso(text, 0);
}

class JsonParser final : public LineParser {
 public:
  LogFate parse(LogLine& line, LogMore* more) override {
    if (more == nullptr || number_ != line.number) scan(line);
    if (more != nullptr) *more = more_;
    const auto keep = std::tuple(line.file, line.number, line.raw);
    line = line_;
    std::tie(line.file, line.number, line.raw) = keep;
    return fate_;
  }
  bool one_by_one() const override { return true; }
  std::string_view name() const override { return "json"; }

 private:
  void scan(const LogLine& line) {
    number_ = line.number;
    line_ = {};
    more_ = {};
    program_ = message_ = {};
    timed_ = false;
    bool complete = false;
    scalars_ = flatten_json(line.raw, kMaxScalars, &complete);
    for (const JsonScalar& s : scalars_) take(key_of(s.path), s);
    fate_ = judge(line.raw, complete);
    if (fate_ != LogFate::parsed || line_.kind != LogLine::Kind::request) return;
    if (line_.client.empty()) line_.client = std::exchange(more_.peer, {});
    if (line_.client == more_.peer) more_.peer = {};
    see_through_proxy(line_, more_);
    line_.ends = true;
    if (more_.duration > 0) line_.time.ns -= more_.duration;
  }

  LogFate judge(std::string_view raw, bool complete) {
    if (raw.empty()) return LogFate::skipped;
    if (scalars_.empty() || (!complete && scalars_.size() < kMaxScalars)) return LogFate::bad;
    if (!message_.empty() && timed_ && line_.target.empty()) {
      return program_.starts_with("sshd") && read_login(message_, line_) ? LogFate::parsed : LogFate::skipped;
    }
    return timed_ && !line_.target.empty() ? LogFate::parsed : LogFate::skipped;
  }

  void take(Key key, const JsonScalar& s) {
    const std::string_view value = unless_dash(s.text);
    if (value.empty()) return;
    switch (key) {
      case Key::client:
        line_.client = value;
        break;
      case Key::peer:
        more_.peer = value;
        break;
      case Key::user:
        line_.user = value;
        break;
      case Key::time:
      case Key::journal_time:
        take_time(value);
        break;
      case Key::request:
        split_request(value, line_, more_);
        break;
      case Key::method:
        line_.method = value;
        break;
      case Key::target:
        line_.target = value;
        break;
      case Key::query:
        line_.query = value;
        break;
      case Key::protocol:
        more_.protocol = value;
        break;
      case Key::status:
        line_.status = static_cast<uint16_t>(std::min<uint64_t>(whole(value).value_or(0), 999));
        break;
      case Key::bytes:
        more_.bytes = whole(value).value_or(0);
        break;
      case Key::duration:
        more_.duration = decimal(value, kSecond).value_or(-1);
        break;
      case Key::duration_ns:
        more_.duration = decimal(value, 1).value_or(-1);
        break;
      case Key::referer:
        more_.referer = value;
        break;
      case Key::agent:
        more_.agent = value;
        break;
      case Key::forwarded:
        more_.forwarded = value;
        break;
      case Key::vhost:
        line_.vhost = value;
        break;
      case Key::message:
        message_ = value;
        break;
      case Key::program:
        program_ = value;
        break;
      case Key::none:
        break;
    }
  }

  void take_time(std::string_view value) {
    const auto time = any_time(value);
    if (!time) return;
    line_.time = *time;
    timed_ = true;
    if (value.find('.') != std::string_view::npos) more_.resolution = kMillisecond;
  }

  std::vector<JsonScalar> scalars_;
  LogLine line_;
  LogMore more_;
  LogFate fate_ = LogFate::bad;
  uint64_t number_ = 0;
  std::string_view program_, message_;
  bool timed_ = false;
};

size_t count_json(std::span<const std::string_view> lines) {
  return static_cast<size_t>(std::ranges::count_if(
      lines, [](std::string_view l) { return l.size() > 2 && l.starts_with('{') && l.ends_with('}'); }));
}

std::unique_ptr<LineParser> open_json(std::span<const std::string_view>, const LogOptions&) {
  return std::make_unique<JsonParser>();
}

}  // namespace

extern const LogFamily json_log{"json-log", count_json, open_json};

}  // namespace culprit::capture
