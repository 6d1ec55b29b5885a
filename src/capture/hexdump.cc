// Packets as text in hexadecimal, as tcpdump -x, -X and -xx, tshark -x, Wireshark's "Copy as Hex Dump",
// hexdump -C, od and xxd print them: an offset, bytes, sometimes the same bytes as text. And Wireshark's
// export as "K12 text", which has all bytes of a packet in one line.
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "capture/damage.h"
#include "capture/list_layout.h"
#include "capture/list_time.h"
#include "capture/reader.h"
#include "capture/text_lines.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostPacket = 256 * 1024, kMostLineBytes = 64;
constexpr std::string_view kK12Rule = "+---------+---------------+----------+";

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// A line of a dump.
struct DumpLine {
  uint64_t offset = 0;
  std::string bytes;
};

/// "0x0000:", "00000010", "0010": an offset in hexadecimal of at least three digits.
std::optional<uint64_t> take_offset(std::string_view& text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(begin);
  const bool marked = rest.starts_with("0x");
  if (marked) rest.remove_prefix(2);
  uint64_t offset = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), offset, 16);
  const auto digits = static_cast<size_t>(end - rest.data());
  if (problem != std::errc{} || digits < 3 || digits > 8) return std::nullopt;
  rest.remove_prefix(digits);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (!rest.empty() && rest[0] != ' ' && rest[0] != '\t') return std::nullopt;
  text = rest;
  return offset;
}

/// Groups of two to eight hexadecimal digits; two blanks or a bar begin the text beside them, except that
/// hexdump -C puts two blanks in the middle of the bytes.
std::optional<DumpLine> read_line(std::string_view text) {
  DumpLine out;
  const auto offset = take_offset(text);
  if (!offset) return std::nullopt;
  out.offset = *offset;
  while (out.bytes.size() < kMostLineBytes) {
    const size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    const bool wide = begin >= 2 && !out.bytes.empty();
    if (wide && out.bytes.size() != 8) break;
    text.remove_prefix(begin);
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    if (word.size() % 2 != 0 || word.size() > 8) break;
    std::string part;
    for (size_t i = 0; i < word.size(); i += 2) {
      const int high = digit(word[i]), low = digit(word[i + 1]);
      if (high < 0 || low < 0) break;
      part += static_cast<char>(high * 16 + low);
    }
    if (part.size() * 2 != word.size() || (wide && part.size() != 1)) break;
    out.bytes += part;
    text.remove_prefix(word.size());
  }
  return out.bytes.empty() && *offset == 0 ? std::nullopt : std::optional(out);
}

/// "|0   |02|00|c0|": all of a packet. Nothing where it is no such line.
std::optional<std::string> read_k12(std::string_view line) {
  if (!line.starts_with('|')) return std::nullopt;
  const size_t begin = line.find('|', 1);
  if (begin > 8) return std::nullopt;
  std::string out;
  for (line.remove_prefix(begin + 1); line.size() >= 3 && line[2] == '|'; line.remove_prefix(3)) {
    const int high = digit(line[0]), low = digit(line[1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return line.empty() ? std::optional(out) : std::nullopt;
}

/// "14:07:31,355,963   ETHER" above such a line.
std::optional<Time> k12_time(std::string_view line) {
  constexpr std::string_view kForm = "00:00:00,000,000 ";
  if (line.size() < kForm.size()) return std::nullopt;
  std::array<int64_t, 5> parts{};
  size_t part = 0;
  for (size_t i = 0; i < kForm.size(); ++i) {
    if (kForm[i] == '0' && line[i] >= '0' && line[i] <= '9')
      parts[part] = parts[part] * 10 + (line[i] - '0');
    else if (kForm[i] == '0' || kForm[i] != line[i])
      return std::nullopt;
    else
      ++part;
  }
  return Time{(parts[0] * 3600 + parts[1] * 60 + parts[2]) * kSecond + parts[3] * kMillisecond +
              parts[4] * kMicrosecond};
}

/// tcpdump -x and -X show packets from their IP header on, -xx and all others from the link header on.
uint16_t link_of(Bytes packet) {
  const bool four = packet[0] >> 4 == 4 && (packet[0] & 15) >= 5 && packet.be16(2) >= 20 &&
                    packet.size() <= packet.be16(2) + 46u && packet.be16(12) != 0x0800;
  const bool six = packet[0] >> 4 == 6 && size_t{packet.be16(4)} + 40 >= packet.size();
  return four || six ? link::raw : link::ethernet;
}

class HexdumpReader final : public Reader {
 public:
  explicit HexdumpReader(uint32_t file) : file_(file) {
    info_.format = "hexdump";
    info_.interfaces = {{{}, link::ethernet, 0, 6}, {{}, link::raw, 0, 6}};
  }
  void push(Bytes piece) override { lines_.push(piece); }
  size_t pull(std::span<Frame> out) override;
  void finish() override {
    lines_.finish();
    finished_ = true;
  }
  bool stuck() const override { return false; }
  const Info& info() const override { return info_; }

 private:
  void take(std::string_view line);
  std::optional<Time> time_in(std::string_view line);
  void close();

  struct Held {
    Frame frame;
    std::string bytes;
  };
  uint32_t file_;
  TextLines lines_;
  std::string packet_;
  ListClock clock_;
  Time time_;
  bool other_ = false;  // not a packet: Wireshark shows what was put together or decrypted in the same way
  bool timed_ = false, finished_ = false, undated_told_ = false;
  bool ethernet_ = false;  // the packet that is being read says so
  std::deque<Held> held_;
  size_t given_ = 0;
  Info info_;
};

size_t HexdumpReader::pull(std::span<Frame> out) {
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(given_));
  bool more = true;
  for (std::string_view line; held_.size() < out.size() && (more = lines_.next(line));) take(line);
  if (!more && finished_) close();
  if (!more && finished_ && info_.packets == 0 && !info_.truncated) {
    note(info_, "unreadable-line", 0, 0);
    info_.truncated = true;
  }
  given_ = std::min(out.size(), held_.size());
  for (size_t i = 0; i < given_; ++i) {
    out[i] = held_[i].frame;
    out[i].data = Bytes{held_[i].bytes};
  }
  return given_;
}

void HexdumpReader::take(std::string_view line) {
  if (line.ends_with(" bytes):")) other_ = !line.starts_with("Frame (");
  if (line.empty()) other_ = false;
  if (const auto dump = read_line(line)) {
    if (other_) return;
    if (dump->offset == 0) close();
    if (dump->offset == packet_.size() && packet_.size() + dump->bytes.size() <= kMostPacket) {
      packet_ += dump->bytes;
    } else if (!dump->bytes.empty()) {
      tally(info_, "dump-gap", lines_.offset(), info_.packets);
    }
    return;
  }
  // A line of another kind ends the packet; it may tell the time of the next one.
  close();
  if (auto whole = read_k12(line)) {
    packet_ = std::move(*whole);
    ethernet_ = true;
    return close();
  }
  if (const auto time = k12_time(line)) {
    time_ = *time;
    timed_ = true;
    if (!std::exchange(undated_told_, true)) tally(info_, "list-no-date", lines_.offset(), info_.packets);
    return;
  }
  if (const auto time = time_in(line)) {
    time_ = *time;
    timed_ = true;
  }
}

/// Of a line of tcpdump, a row of a packet list, or Wireshark's details.
std::optional<Time> HexdumpReader::time_in(std::string_view line) {
  ListClock ahead = clock_;
  std::optional<Time> time;
  Cells cells;
  if (auto row = Layout::from_row(line)) {
    if (row->read(line, ahead, cells)) time = cells.time;
  } else {
    static constexpr std::string_view label = "Arrival Time: ";
    const size_t arrival = line.find(label);
    std::string_view text = arrival == std::string_view::npos ? line : line.substr(arrival + label.size());
    time = ahead.take(text);
  }
  if (time) clock_ = ahead;
  return time;
}

void HexdumpReader::close() {
  if (packet_.empty() && !ethernet_) return;
  if (!timed_) tally(info_, "no-time", lines_.offset(), info_.packets);
  if (timed_ && !clock_.dated() && !undated_told_)
    undated_told_ = true, tally(info_, "list-no-date", lines_.offset(), info_.packets);
  Held& held = held_.emplace_back();
  held.bytes.swap(packet_);
  packet_.clear();
  const uint16_t link = ethernet_ ? link::ethernet : link_of(Bytes{held.bytes});
  ethernet_ = false;
  // The IP header tells how long a packet was that tcpdump -s cut.
  uint32_t wire = static_cast<uint32_t>(held.bytes.size());
  if (link == link::raw && held.bytes[0] >> 4 == 4)
    wire = std::max<uint32_t>(wire, Bytes{held.bytes}.be16(2));
  held.frame = {time_,
                {},
                wire,
                link,
                static_cast<uint16_t>(link == link::raw ? 1 : 0),
                Direction::unknown,
                {file_, ++info_.packets}};
  info_.wire_bytes += wire;
}

/// Among the first lines there is the first line of a dump, and nothing that is not text.
bool sniff(Bytes head) {
  TextLines lines;
  lines.push(head);
  lines.finish();
  std::string_view line;
  for (int i = 0; i < 64 && lines.next(line); ++i) {
    for (const char c : line)
      if (static_cast<uint8_t>(c) < 0x20 && c != '\t' && c != '\x1b') return false;
    const auto dump = read_line(line);
    if (dump && dump->offset == 0 && dump->bytes.size() >= 8) return true;
    if (line == kK12Rule) return true;
  }
  return false;
}

std::unique_ptr<Reader> open(uint32_t file) { return std::make_unique<HexdumpReader>(file); }

}  // namespace

extern const Format hexdump;
const Format hexdump{.id = "hexdump", .need = 16, .sniff = sniff, .open = open};

}  // namespace culprit::capture
