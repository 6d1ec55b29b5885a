#include "attribute/log_watch.h"

#include <algorithm>
#include <array>

#include "attribute/log_message.h"
#include "message/order.h"

namespace culprit::attribute {
namespace {

using capture::LogLine;
using capture::LogMore;

bool is_success(uint16_t status) { return status >= 200 && status < 400; }
/// 201 = new, 204 = written over; 200 by servers that are not exact; 207 tells of several files.
bool is_written(uint16_t status) { return status == 200 || status == 201 || status == 204; }

template <size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& all) {
  return std::ranges::find(all, word) != all.end();
}

}  // namespace

/// Called when the second changes.
void LogWatch::new_moment(const LogLine& line) {
  if (now_lines_ != 0) rate_.add(now_, now_lines_, 0);
  now_ = line.time;
  now_lines_ = 0;
  if (!last_ || line.time > *last_) last_ = line.time;
  if (first_ && line.time >= *first_) return;
  first_ = line.time;
  first_line_ = deed_of(line);
}

void LogWatch::take(LogLine& line, const More& more) {
  if (line.kind == LogLine::Kind::diagnostic) return take_diagnostic(line);
  if (line.time != now_) {
    // What went back in time by the length of its own request did not go back.
    if (pace_.is_back(line)) {
      LogLine copy = line;
      const LogMore rest = more(copy);
      if (rest.duration > LogPace::kPatience) return take_request(line, more);
    }
    new_moment(line);
  }
  pace_.take(line);
  ++now_lines_;
  switch (line.kind) {
    case LogLine::Kind::request:
      return take_request(line, more);
    case LogLine::Kind::transfer:
      return take_transfer(line);
    case LogLine::Kind::login:
      return take_login(line);
    case LogLine::Kind::diagnostic:
      break;
  }
}

void LogWatch::take_diagnostic(const LogLine& line) {
  if (!server_.empty() || line.target.find("resuming normal operations") == std::string_view::npos) return;
  const size_t at = line.target.find("Apache/"), end = line.target.find(" configured");
  if (at < end) server_ = line.target.substr(at, std::min<size_t>(end - at, 256));
}

void LogWatch::take_request(LogLine& line, const More& more) {
  const capture::Target target = capture::split(line);
  const bool get = line.method == "GET", post = !get && line.method == "POST";
  const bool asks = get || post || line.method == "HEAD";
  if (!asks) take_other_method(line, target.path);
  const size_t script = line.dot == LogLine::kUnknown ? suffixes_.script_length(target.path)
                                                      : suffixes_.script_length(target.path, line.dot);
  if (is_success(line.status)) {
    if (post && script) scripts_.may_bring(line);
    if (script && asks) scripts_.used(line, target.path.substr(0, script));
  } else if (line.status >= 400 && line.status < 500) {
    take_refused(line, target.path);
  }
  const bool is_near = line.time >= near_from_ && line.time <= near_to_ && (post || !target.query.empty());
  if (is_near || (!target.query.empty() && words_.in_query(target.query))) keep(line, more, target.path);
}

void LogWatch::take_other_method(LogLine& line, std::string_view path) {
  static constexpr std::array<std::string_view, 2> asking{"OPTIONS", "PROPFIND"};
  static constexpr std::array<std::string_view, 2> moving{"MOVE", "COPY"};
  if (is_one_of(line.method, asking)) return clients_.probe(line, &Client::asked_methods);
  if (!is_written(line.status)) return;
  if (is_one_of(line.method, moving)) scripts_.may_bring(line);
  if (line.method != "PUT" && !is_one_of(line.method, moving)) return;
  const Deed deed = deed_of(line);
  clients_.wrote(deed, line);
  if (line.method == "PUT" && suffixes_.script_length(path) != 0) scripts_.written(deed, false);
}

void LogWatch::take_transfer(const LogLine& line) {
  static constexpr std::array<std::string_view, 4> writing{"STOR", "APPE", "STOU", "RNTO"};
  if (line.method == "PASS" && (line.status == 230 || line.status >= 400)) return take_login(line);
  if (!is_one_of(line.method, writing) || (line.status != 226 && line.status != 250)) return;
  const Deed deed = deed_of(line);
  clients_.wrote(deed, line);
  if (suffixes_.script_length(line.target) != 0) scripts_.written(deed, true);
}

void LogWatch::take_login(const LogLine& line) {
  if (line.status >= 400) return clients_.probe(line, &Client::failed_logins);
  Client& c = clients_.of(line);
  if (++c.logins == 1) c.failed_before = c.failed_logins;
  if (!c.first_login || line.time < c.first_login->time) c.first_login = deed_of(line);
}

void LogWatch::take_refused(const LogLine& line, std::string_view path) {
  const bool missing = line.status == 404 || line.status == 410;
  if (missing && suffixes_.script_length(path) != 0) scripts_.missed(path, line.time);
  clients_.miss(line, missing ? &Client::missing : &Client::refused);
}

void LogWatch::keep(LogLine& line, const More& more, std::string_view path) {
  const std::string asked(path);  // a second look may move what the line points to
  const LogMore rest = more(line);
  LogOrder o{message_of(line, rest),
             std::string(line.raw.substr(0, kMaxQuote)),
             std::string(line.user.substr(0, kMaxWord)),
             {},
             false};
  o.order = message::read_order(o.message).has_value();
  if (!o.order && (line.time < near_from_ || line.time > near_to_)) return;
  if (rest.peer != line.client) o.forwarded_by = rest.peer;
  if (o.order) {
    scripts_.order(line, asked);
    ++clients_.of(line).orders;
  }
  put(std::move(o));
}

/// The first orders and the last ones stay, and those near the capture.
void LogWatch::put(LogOrder&& o) {
  const bool is_near = o.message.start >= near_from_ && o.message.start <= near_to_;
  if (is_near) {
    if (near_.size() < kNear)
      near_.push_back(std::move(o));
    else
      ++dropped_;
  } else if (early_.size() < kFirstOrders) {
    early_.push_back(std::move(o));
  } else if (late_.size() < kLastOrders) {
    late_.push_back(std::move(o));
  } else {
    late_[next_late_++ % kLastOrders] = std::move(o);
    ++dropped_;
  }
}

std::vector<LogOrder> LogWatch::orders() const {
  std::vector<LogOrder> out = early_;
  out.insert(out.end(), late_.begin(), late_.end());
  out.insert(out.end(), near_.begin(), near_.end());
  std::ranges::stable_sort(out, {}, [](const LogOrder& o) {
    return std::tuple(o.message.start, o.message.log_file, o.message.log_line);
  });
  return out;
}

}  // namespace culprit::attribute
