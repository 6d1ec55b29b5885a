// FTP: xferlog (wu-ftpd, proftpd, vsftpd) and vsftpd's own log.
#include <algorithm>

#include "capture/log_families.h"
#include "capture/log_time.h"
#include "capture/log_words.h"

namespace culprit::capture {
namespace {

/// Behind the date: "1 192.0.2.1 301 /srv/x.php b _ i r user ftp 0 * c". The name may hold blanks, so the
/// tail is counted from its end.
bool read_xferlog(std::string_view text, LogLine& line, LogMore& more) {
  take_word(text, " ");
  const auto took = whole(take_until(text, " "));
  line.client = take_until(text, " ");
  const auto bytes = whole(take_until(text, " "));
  if (!took || !bytes || line.client.empty()) return false;
  std::string_view tail[9];
  for (size_t i = 9; i-- > 0;) {
    const size_t at = text.rfind(' ');
    if (at == std::string_view::npos) return false;
    tail[i] = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const std::string_view way = tail[2], done = tail[8];
  if (way.size() != 1 || (done != "c" && done != "i")) return false;
  line.method = way == "i" ? "STOR" : way == "d" ? "DELE" : "RETR";
  line.target = text;
  line.user = tail[4];
  line.status = done == "c" ? 226 : 426;
  more.bytes = *bytes;
  more.duration = static_cast<int64_t>(*took) * kSecond;
  line.time.ns -= more.duration;  // it is written at the end
  return true;
}

/// Behind the date: ` [pid 12] [user] OK UPLOAD: Client "192.0.2.1", "/x.php", 301 bytes, 1.2Kbyte/sec`
bool read_vsftpd(std::string_view text, LogLine& line, LogMore& more) {
  if (!take_word(text, " [pid ")) return false;
  take_until(text, "] ");
  if (take_word(text, "[")) line.user = take_until(text, "] ");
  const bool ok = take_word(text, "OK ");
  if (!ok && !take_word(text, "FAIL "))
    return take_word(text, "CONNECT") || take_word(text, "FTP") || take_word(text, "DEBUG");
  const std::string_view what = take_until(text, ": Client \"");
  line.client = take_until(text, "\"");
  if (what == "LOGIN") {
    line.kind = LogLine::Kind::login;
    line.method = "login";
    line.status = ok ? 200 : 401;
    return true;
  }
  if (!take_word(text, ", \"")) return true;
  line.target = take_until(text, "\"");
  line.method = what == "UPLOAD"   ? "STOR"
                : what == "DELETE" ? "DELE"
                : what == "RENAME" ? "RNTO"
                : what == "MKDIR"  ? "MKD"
                                   : "RETR";
  if (take_word(text, ", ")) more.bytes = whole(take_until(text, " ")).value_or(0);
  line.status = ok ? 226 : 550;
  return true;
}

class FtpParser final : public LineParser {
 public:
  explicit FtpParser(int64_t zone_s) : zone_s_(zone_s) {}
  LogFate parse(LogLine& line, LogMore* more) override {
    LogMore unused;
    LogMore& rest = more != nullptr ? *more : unused;
    rest = {};
    line.kind = LogLine::Kind::transfer;
    line.ends = false;
    line.status = 0;
    line.client = line.user = line.method = line.target = line.query = line.vhost = {};
    std::string_view text = line.raw;
    if (text.empty()) return LogFate::skipped;
    const auto time = take_asctime(text, zone_s_);
    if (!time) return LogFate::bad;
    line.time = *time;
    if (text.starts_with(" [pid")) {
      if (!read_vsftpd(text, line, rest)) return LogFate::bad;
      return line.method.empty() ? LogFate::skipped : LogFate::parsed;
    }
    return read_xferlog(text, line, rest) ? LogFate::parsed : LogFate::bad;
  }
  std::string_view name() const override { return "ftp"; }

 private:
  int64_t zone_s_;
};

size_t count_ftp(std::span<const std::string_view> lines) {
  return static_cast<size_t>(std::ranges::count_if(lines, [](std::string_view raw) {
    LogLine line;
    line.raw = raw;
    return FtpParser(0).parse(line, nullptr) != LogFate::bad;
  }));
}

std::unique_ptr<LineParser> open_ftp(std::span<const std::string_view>, const LogOptions& o) {
  return std::make_unique<FtpParser>(o.zone_s);
}

}  // namespace

extern const LogFamily ftp_log{"ftp-log", count_ftp, open_ftp};

}  // namespace culprit::capture
