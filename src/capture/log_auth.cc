// Logins over SSH: syslog's auth.log or secure, journalctl's short form, and the journal's export form.
#include <algorithm>
#include <string>

#include "capture/log_families.h"
#include "capture/log_time.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

void clear(LogLine& line) {
  line.kind = LogLine::Kind::login;
  line.ends = false;
  line.status = 0;
  line.client = line.user = line.method = line.target = line.query = line.vhost = {};
}

/// "host program[12]: message"; false where it is not of that form.
bool read_source(std::string_view text, std::string_view& program, std::string_view& message) {
  take_word(text, " ");
  take_until(text, " ");
  const size_t colon = text.find(": ");
  if (colon == std::string_view::npos) return false;
  program = text.substr(0, colon);
  program = program.substr(0, program.find('['));
  message = text.substr(colon + 2);
  return !program.empty() && program.find(' ') == std::string_view::npos;
}

class AuthParser final : public LineParser {
 public:
  explicit AuthParser(const LogOptions& o) : zone_s_(o.zone_s), year_(o.year == 0 ? 1970 : o.year) {}
  LogFate parse(LogLine& line, LogMore* more) override {
    clear(line);
    if (more != nullptr) *more = {};
    std::string_view text = line.raw, program, message;
    if (text.empty() || text.starts_with("-- ")) return LogFate::skipped;
    unsigned month = 0;
    auto time = take_syslog(text, year_, zone_s_, &month);
    if (time && month == 1 && month_ == 12 && more == nullptr) {
      text = line.raw;
      time = take_syslog(text, ++year_, zone_s_);
    }
    if (month != 0) month_ = month;
    if (!time) time = take_iso(text, zone_s_);
    if (!time || !read_source(text, program, message)) return LogFate::bad;
    line.time = *time;
    return program.starts_with("sshd") && read_login(message, line) ? LogFate::parsed : LogFate::skipped;
  }
  std::string_view name() const override { return "syslog"; }

 private:
  int64_t zone_s_, year_;
  unsigned month_ = 0;
};

size_t count_auth(std::span<const std::string_view> lines) {
  AuthParser parser({});
  return static_cast<size_t>(std::ranges::count_if(lines, [&](std::string_view raw) {
    LogLine line;
    line.raw = raw;
    return parser.parse(line, nullptr) != LogFate::bad;
  }));
}

std::unique_ptr<LineParser> open_auth(std::span<const std::string_view>, const LogOptions& o) {
  return std::make_unique<AuthParser>(o);
}

// ---- journalctl -o export: a field a line, an empty line behind each entry.

class JournalParser final : public LineParser {
 public:
  LogFate parse(LogLine& line, LogMore* more) override {
    if (more != nullptr) {  // of the entry just given
      *more = {};
      more->resolution = kMicrosecond;
      return LogFate::parsed;
    }
    if (line.raw.empty()) return end_entry(line);
    std::string_view text = line.raw;
    if (take_word(text, "__REALTIME_TIMESTAMP="))
      time_ = unix_time(text).value_or(Time{});
    else if (take_word(text, "SYSLOG_IDENTIFIER="))
      program_ = text;
    else if (take_word(text, "MESSAGE="))
      message_ = text;
    return LogFate::part;
  }
  bool one_by_one() const override { return true; }
  std::string_view name() const override { return "journal-export"; }

 private:
  LogFate end_entry(LogLine& line) {
    clear(line);
    given_.swap(message_);
    const bool ssh = program_.starts_with("sshd");
    message_.clear();
    program_.clear();
    line.time = time_;
    line.raw = given_;
    return ssh && read_login(given_, line) ? LogFate::parsed : LogFate::part;
  }

  Time time_;
  std::string program_, message_, given_;
};

size_t count_journal(std::span<const std::string_view> lines) {
  const bool told =
      std::ranges::any_of(lines, [](std::string_view l) { return l.starts_with("__REALTIME_TIMESTAMP="); });
  return told ? lines.size() : 0;
}

std::unique_ptr<LineParser> open_journal(std::span<const std::string_view>, const LogOptions&) {
  return std::make_unique<JournalParser>();
}

}  // namespace

bool read_login(std::string_view message, LogLine& line) {
  const bool in = take_word(message, "Accepted ");
  if (!in && !take_word(message, "Failed ")) return false;
  take_until(message, " for ");
  take_word(message, "invalid user ");
  const size_t from = message.rfind(" from ");  // the name comes from outside and may hold anything
  if (from == std::string_view::npos) return false;
  line.kind = LogLine::Kind::login;
  line.method = "login";
  line.user = message.substr(0, from);
  line.client = message.substr(from + 6);
  line.client = line.client.substr(0, line.client.find(' '));
  line.status = in ? 200 : 401;
  return true;
}

extern const LogFamily auth_log{"auth-log", count_auth, open_auth};
extern const LogFamily journal_log{"journal-log", count_journal, open_journal};

}  // namespace culprit::capture
