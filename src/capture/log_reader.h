// Logs of every format become lines.
#pragma once
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "capture/log_format.h"

namespace culprit::capture {

/// A line that could not be read.
struct BadLine {
  uint64_t number = 0;
  std::string text;  ///< its beginning; raw bytes, escape before showing
};

/// What a log says about itself. lines == parsed + skipped + bad.
struct LogInfo {
  std::string kind;    ///< family id; empty while, or because, it is not known
  std::string format;  ///< combined, xferlog, ...
  uint64_t lines = 0, parsed = 0, skipped = 0, bad = 0;
  uint64_t cut = 0;  ///< lines longer than kMaxLine, of which the beginning was read
  uint64_t bytes = 0;
  std::vector<BadLine> examples;  ///< the first five
  std::optional<Time> first, last;
};

/// A reader of one log. Bytes go in by `push`, in pieces of any size; lines come out by `pull` until it gives
/// none. The first 64 lines (of no known format:
/// later ones) are held back until the format is told from them.
///   while (piece = source.next()) { reader.push(piece); while (n = reader.pull(lines)) ...; }
///   reader.finish(); last pulls
class LogReader {
 public:
  static constexpr size_t kMaxLine = 1 << 20;

  explicit LogReader(uint32_t file, LogOptions options = {});
  /// Only after `pull` gave none.
  void push(Bytes piece);
  /// Fills at most `out.size()` lines; 0 = more bytes are needed. Lines stay valid until the next push() or
  /// pull().
  size_t pull(std::span<LogLine> out);
  /// The input has ended; what is left can be pulled.
  void finish();
  /// All that is known of a line just pulled. Its time becomes that of its start, where the log tells how
  /// long it took.
  LogMore more(LogLine& line);
  const LogInfo& info() const { return info_; }

 private:
  void fill_sample();
  bool settle_format();
  bool open_parser();
  bool pass_over();
  bool take_line(std::string_view raw, LogLine& out);
  size_t pull_carried(LogLine& out);
  size_t pull_from(std::string_view& rest, std::span<LogLine> out);
  void keep(std::string_view rest);
  void count(LogFate fate, const LogLine& line);
  void count_odd(LogFate fate, const LogLine& line);

  uint32_t file_;
  LogOptions options_;
  LogInfo info_;
  std::unique_ptr<LineParser> parser_;
  std::string sample_;            ///< the beginning, until the format is known
  std::string_view head_, rest_;  ///< what of the sample, then of the piece, is still to be read
  std::string carry_;             ///< a line that began in an earlier piece
  Time seen_{INT64_MIN};
  size_t sampled_lines_ = 0;
  bool cutting_ = false;  ///< passing over the rest of an overlong line
  bool whole_ = false;    ///< carry_ holds a whole line
  bool ended_ = false, settled_ = false;
};

/// Does an input that begins so look like a log? The family's id; empty where not.
std::string_view recognise_log(Bytes head);

}  // namespace culprit::capture
