// Columns of a packet list: which ones there are, and the cells of a row.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/list_time.h"

namespace culprit::capture {

enum class Column : uint8_t {
  number,
  time,
  source,
  destination,
  protocol,
  length,
  info,
  source_port,
  destination_port,
  other
};
inline constexpr size_t kColumns = 10;

/// One row: what stands in each column; empty where it has none. Views into the line or into `Layout`.
struct Cells {
  std::array<std::string_view, kColumns> text;
  std::optional<Time> time;
  std::string_view operator[](Column c) const { return text[static_cast<size_t>(c)]; }
  std::string_view& at(Column c) { return text[static_cast<size_t>(c)]; }
};

/// How the rows are cut into cells: told by the line of titles (in English, German, Spanish, French or
/// Russian, or with the names of tshark's fields), or by a first row that can be read without one.
class Layout {
 public:
  /// The columns that a line of titles names; nothing where it is none.
  static std::optional<Layout> from_titles(std::string_view line);
  static std::optional<Layout> from_titles(const std::vector<std::string>& titles);
  /// "1 0.000000 192.0.2.1 203.0.113.9 UDP 1514 ..." without titles, also with an arrow between the
  /// addresses.
  static std::optional<Layout> from_row(std::string_view line);

  /// False where the line is no such row.
  bool read(std::string_view line, ListClock& clock, Cells& out);
  /// The same for cells that are already apart.
  bool read(const std::vector<std::string>& cells, ListClock& clock, Cells& out) const;
  bool has(Column c) const;

 private:
  bool read_blanks(std::string_view line, ListClock& clock, Cells& out) const;

  std::vector<Column> columns_;
  char separator_ = ' ';            // ' ' = any number of blanks
  std::vector<std::string> cells_;  // of the last row, where quotes had to be undone
};

}  // namespace culprit::capture
