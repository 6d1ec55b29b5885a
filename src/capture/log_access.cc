// Access logs: Apache, nginx, PHP-FPM, proftpd, and whatever else writes one request a line in columns; IIS
// and others with a line "#Fields:".
#include <algorithm>
#include <optional>

#include "base/text.h"
#include "capture/log_families.h"
#include "capture/log_layout.h"

namespace culprit::capture {
namespace {

class AccessParser final : public LineParser {
 public:
  explicit AccessParser(LogLayout layout) : reader_(std::move(layout)) {}
  LogFate parse(LogLine& line, LogMore* more) override { return reader_.read(line.raw, line, more); }
  std::string_view name() const override { return reader_.layout().name; }

 private:
  LayoutReader reader_;
};

size_t count_access(std::span<const std::string_view> lines) {
  const auto layout = infer_layout(lines);
  if (!layout) return 0;
  LayoutReader reader(*layout);
  return static_cast<size_t>(std::ranges::count_if(lines, [&](std::string_view raw) {
    LogLine line;
    return reader.read(raw, line, nullptr) == LogFate::parsed;
  }));
}

std::unique_ptr<LineParser> open_access(std::span<const std::string_view> lines, const LogOptions& options) {
  auto layout = options.format.empty() ? infer_layout(lines) : layout_of(options.format);
  if (!layout) return nullptr;
  return std::make_unique<AccessParser>(std::move(*layout));
}

// ---- W3C extended: the header may come again, with other fields, after a restart.

class W3cParser final : public LineParser {
 public:
  LogFate parse(LogLine& line, LogMore* more) override {
    if (line.raw.starts_with("#Fields:") && more == nullptr) reader_.emplace(layout_of_w3c(line.raw));
    if (line.raw.starts_with('#')) return LogFate::part;
    if (line.raw.empty()) return LogFate::skipped;
    if (!reader_ || !reader_->layout().has(LogField::clock)) return LogFate::bad;
    return reader_->read(line.raw, line, more);
  }
  bool one_by_one() const override { return true; }
  std::string_view name() const override { return "w3c"; }

 private:
  std::optional<LayoutReader> reader_;
};

size_t count_w3c(std::span<const std::string_view> lines) {
  const bool told = std::ranges::any_of(lines, [](std::string_view l) {
    return l.starts_with("#Fields:") && l.find("cs-") != std::string_view::npos;
  });
  return told ? lines.size() : 0;
}

std::unique_ptr<LineParser> open_w3c(std::span<const std::string_view>, const LogOptions&) {
  return std::make_unique<W3cParser>();
}

}  // namespace

extern const LogFamily access_log{"access-log", count_access, open_access};
extern const LogFamily w3c_log{"w3c-log", count_w3c, open_w3c};

std::string unescape_log(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto hex = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
    } else if (text[i + 1] == 'x' && i + 3 < text.size() && hex(text[i + 2]) >= 0 && hex(text[i + 3]) >= 0) {
      out += static_cast<char>(hex(text[i + 2]) * 16 + hex(text[i + 3]));
      i += 3;
    } else {
      const char c = text[++i];
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
  }
  return out;
}

}  // namespace culprit::capture
