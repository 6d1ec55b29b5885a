#include "capture/list_layout.h"

#include <algorithm>

#include "base/address.h"
#include "base/text.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostColumns = 64;

struct Title {
  std::string_view name;
  Column column;
};
// In lower case. Wireshark's own titles are English whatever its language; people translate them when they
// type.
constexpr std::array kTitles{
    Title{"no.", Column::number},
    Title{"no", Column::number},
    Title{"nr.", Column::number},
    Title{"nr", Column::number},
    Title{"n\xc3\xbam.", Column::number},
    Title{"n\xc2\xba", Column::number},
    Title{"n\xc2\xb0", Column::number},
    Title{"#", Column::number},
    Title{"\xe2\x84\x96", Column::number},
    Title{"\xd0\xbd\xd0\xbe\xd0\xbc\xd0\xb5\xd1\x80", Column::number},
    Title{"frame.number", Column::number},
    Title{"_ws.col.no.", Column::number},
    Title{"time", Column::time},
    Title{"zeit", Column::time},
    Title{"tiempo", Column::time},
    Title{"hora", Column::time},
    Title{"temps", Column::time},
    Title{"\xd0\xb2\xd1\x80\xd0\xb5\xd0\xbc\xd1\x8f", Column::time},
    Title{"frame.time_epoch", Column::time},
    Title{"frame.time_relative", Column::time},
    Title{"frame.time", Column::time},
    Title{"_ws.col.time", Column::time},
    Title{"source", Column::source},
    Title{"src", Column::source},
    Title{"quelle", Column::source},
    Title{"origen", Column::source},
    Title{"fuente", Column::source},
    Title{"\xd0\xb8\xd1\x81\xd1\x82\xd0\xbe\xd1\x87\xd0\xbd\xd0\xb8\xd0\xba", Column::source},
    Title{"ip.src", Column::source},
    Title{"ipv6.src", Column::source},
    Title{"_ws.col.source", Column::source},
    Title{"_ws.col.def_src", Column::source},
    Title{"destination", Column::destination},
    Title{"dst", Column::destination},
    Title{"dest", Column::destination},
    Title{"ziel", Column::destination},
    Title{"destino", Column::destination},
    Title{"\xd0\xbd\xd0\xb0\xd0\xb7\xd0\xbd\xd0\xb0\xd1\x87\xd0\xb5\xd0\xbd\xd0\xb8\xd0\xb5",
          Column::destination},
    Title{"\xd0\xbf\xd0\xbe\xd0\xbb\xd1\x83\xd1\x87\xd0\xb0\xd1\x82\xd0\xb5\xd0\xbb\xd1\x8c",
          Column::destination},
    Title{"ip.dst", Column::destination},
    Title{"ipv6.dst", Column::destination},
    Title{"_ws.col.destination", Column::destination},
    Title{"_ws.col.def_dst", Column::destination},
    Title{"protocol", Column::protocol},
    Title{"protokoll", Column::protocol},
    Title{"protocolo", Column::protocol},
    Title{"protocole", Column::protocol},
    Title{"\xd0\xbf\xd1\x80\xd0\xbe\xd1\x82\xd0\xbe\xd0\xba\xd0\xbe\xd0\xbb", Column::protocol},
    Title{"_ws.col.protocol", Column::protocol},
    Title{"ip.proto", Column::protocol},
    Title{"length", Column::length},
    Title{"l\xc3\xa4nge", Column::length},
    Title{"longitud", Column::length},
    Title{"longueur", Column::length},
    Title{"\xd0\xb4\xd0\xbb\xd0\xb8\xd0\xbd\xd0\xb0", Column::length},
    Title{"frame.len", Column::length},
    Title{"_ws.col.length", Column::length},
    Title{"info", Column::info},
    Title{"information", Column::info},
    Title{"informaci\xc3\xb3n", Column::info},
    Title{"\xd0\xb8\xd0\xbd\xd1\x84\xd0\xbe", Column::info},
    Title{"\xd0\xb8\xd0\xbd\xd1\x84\xd0\xbe\xd1\x80\xd0\xbc\xd0\xb0\xd1\x86\xd0\xb8\xd1\x8f", Column::info},
    Title{"_ws.col.info", Column::info},
    Title{"udp.srcport", Column::source_port},
    Title{"tcp.srcport", Column::source_port},
    Title{"source port", Column::source_port},
    Title{"src port", Column::source_port},
    Title{"udp.dstport", Column::destination_port},
    Title{"tcp.dstport", Column::destination_port},
    Title{"destination port", Column::destination_port},
    Title{"dest port", Column::destination_port},
    Title{"dst port", Column::destination_port},
};

// Cyrillic capitals, two bytes each in UTF-8 (U+0410 to U+042F), and the Latin ones that titles have.
std::string lower_title(std::string_view text) {
  std::string out = lower(trim(text));
  for (size_t i = 0; i + 1 < out.size(); ++i) {
    const auto first = static_cast<uint8_t>(out[i]);
    const auto second = static_cast<uint8_t>(out[i + 1]);
    if (first == 0xd0 && second >= 0x90 && second < 0xb0) {
      const unsigned code = 0x410u + (second - 0x90u) + 0x20u;
      out[i] = static_cast<char>(0xc0 | code >> 6);
      out[i + 1] = static_cast<char>(0x80 | (code & 0x3f));
    } else if (first == 0xc3 && second >= 0x80 && second < 0x9f) {
      out[i + 1] = static_cast<char>(second + 0x20);
    }
  }
  return out;
}

Column column_of(std::string_view title) {
  const std::string name = lower_title(title);
  const auto known = std::ranges::find(kTitles, std::string_view(name), &Title::name);
  return known == kTitles.end() ? Column::other : known->column;
}

std::string_view skip_blanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

std::string_view take_word(std::string_view& text) {
  text = skip_blanks(text);
  const size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

bool is_arrow(std::string_view word) {
  return word == "->" || word == ">" || word == "\xe2\x86\x92" || word == "-&gt;";
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view w = take_word(text); !w.empty() && out.size() < kMostColumns; w = take_word(text))
    out.emplace_back(w);
  return out;
}

/// RFC 4180, and forgiving: quotes only where a cell begins with one.
void split(std::string_view line, char separator, std::vector<std::string>& out) {
  size_t used = 0;
  for (bool more = true; more && used < kMostColumns; ++used) {
    if (used == out.size()) out.emplace_back();
    std::string& cell = out[used];
    cell.clear();
    if (line.starts_with('"')) {
      size_t at = 1;
      while (at < line.size() && (line[at] != '"' || (at + 1 < line.size() && line[at + 1] == '"'))) {
        if (line[at] == '"') ++at;
        cell += line[at++];
      }
      line.remove_prefix(std::min(at + 1, line.size()));
    }
    const size_t end = std::min(line.find(separator), line.size());
    cell += line.substr(0, end);
    more = end < line.size();
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  out.resize(used);
}

// A row of a table in a forum or in Markdown begins and ends with the bar.
std::string_view without_bars(std::string_view line) {
  line = trim(line);
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  return line;
}

char separator_of(std::string_view line) {
  for (const char c : {'\t', ';', '|', ','})
    if (std::ranges::count(line, c) >= 3) return c;
  return ' ';
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 18 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_address(std::string_view word) { return Address::parse(word).has_value(); }

}  // namespace

bool Layout::has(Column c) const { return std::ranges::find(columns_, c) != columns_.end(); }

std::optional<Layout> Layout::from_titles(const std::vector<std::string>& titles) {
  Layout out;
  for (const std::string& title : titles) out.columns_.push_back(column_of(title));
  const bool ends = out.has(Column::source) && out.has(Column::destination);
  if (!ends || !(out.has(Column::protocol) || out.has(Column::info))) return std::nullopt;
  // A sentence about a packet may have these words, too; titles are nothing else.
  const auto known = std::ranges::count_if(out.columns_, [](Column c) { return c != Column::other; });
  if (static_cast<size_t>(known) * 2 <= out.columns_.size()) return std::nullopt;
  return out;
}

std::optional<Layout> Layout::from_titles(std::string_view line) {
  if (line.size() > 2048) return std::nullopt;
  const char separator = separator_of(line);
  std::vector<std::string> titles;
  if (separator == ' ')
    titles = words_of(line);
  else
    split(separator == '|' ? without_bars(line) : line, separator, titles);
  auto out = from_titles(titles);
  if (out) out->separator_ = separator;
  return out;
}

std::optional<Layout> Layout::from_row(std::string_view line) {
  Layout out;
  ListClock clock;
  std::string_view rest = line;
  if (std::string_view ahead = rest; is_number(take_word(ahead)) && clock.take(ahead = skip_blanks(ahead))) {
    out.columns_.push_back(Column::number);
    take_word(rest);
  }
  rest = skip_blanks(rest);
  if (!clock.take(rest)) return std::nullopt;
  const std::string_view source = take_word(rest);
  std::string_view destination = take_word(rest);
  if (is_arrow(destination)) destination = take_word(rest);
  const std::string_view protocol = take_word(rest);
  if (!is_address(source) || !is_address(destination) || protocol.empty() || is_number(protocol))
    return std::nullopt;
  out.columns_.insert(out.columns_.end(),
                      {Column::time, Column::source, Column::destination, Column::protocol});
  if (is_number(take_word(rest))) out.columns_.push_back(Column::length);
  out.columns_.push_back(Column::info);
  return out;
}

bool Layout::read(std::string_view line, ListClock& clock, Cells& out) {
  if (separator_ == ' ') return read_blanks(line, clock, out);
  split(separator_ == '|' ? without_bars(line) : line, separator_, cells_);
  return read(cells_, clock, out);
}

bool Layout::read(const std::vector<std::string>& cells, ListClock& clock, Cells& out) const {
  out = Cells{};
  if (cells.size() < 3) return false;
  for (size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
    std::string_view& cell = out.at(columns_[i]);
    if (cell.empty())
      cell = trim(cells[i]);  // of two columns of one kind (tcp.srcport, udp.srcport) one is empty
  }
  std::string_view time = out[Column::time];
  out.time = clock.take(time);
  if (has(Column::time) && !out.time) return false;
  if (has(Column::number)) return is_number(out[Column::number]);
  return is_address(out[Column::source]) || is_address(out[Column::destination]);
}

bool Layout::read_blanks(std::string_view line, ListClock& clock, Cells& out) const {
  out = Cells{};
  std::string_view rest = line;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column column = columns_[i];
    rest = skip_blanks(rest);
    if (column == Column::info && i + 1 == columns_.size()) {
      out.at(column) = trim(rest);
      break;
    }
    if (column == Column::time) {
      out.time = clock.take(rest);
      if (!out.time) return false;
      continue;
    }
    std::string_view word = take_word(rest);
    if (is_arrow(word)) word = take_word(rest);
    if (word.empty() && column != Column::length) return false;
    if (column == Column::number && !is_number(word)) return false;
    if (column == Column::length && !is_number(word)) return false;
    out.at(column) = word;
  }
  // "0010  58 58 58 58" of bytes exported along is no row: hosts have longer names.
  if (out[Column::source].size() < 3) return false;
  return has(Column::number) || is_address(out[Column::source]) || is_address(out[Column::destination]);
}

}  // namespace culprit::capture
