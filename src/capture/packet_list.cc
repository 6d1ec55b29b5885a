// Packet lists as text: what Wireshark, tshark and tcpdump print or export, and what people type. A row has
// no bytes of the packet; it becomes a Listed record, in a frame of link type link::listed.
#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "capture/damage.h"
#include "capture/list_info.h"
#include "capture/list_layout.h"
#include "capture/list_tcpdump.h"
#include "capture/listed.h"
#include "capture/reader.h"
#include "capture/text_lines.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostKnown = 8192;  // pairs whose ports are known, datagrams that are put together later

std::string_view skip_blanks(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

std::string unescape_xml(std::string_view text) {
  struct Entity {
    std::string_view name;
    char is;
  };
  static constexpr std::array entities{Entity{"&lt;", '<'},    Entity{"&gt;", '>'},    Entity{"&quot;", '"'},
                                       Entity{"&apos;", '\''}, Entity{"&#x27;", '\''}, Entity{"&amp;", '&'}};
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const auto e =
        std::ranges::find_if(entities, [&](const Entity& one) { return rest.starts_with(one.name); });
    out += e == entities.end() ? text[i] : e->is;
    if (e != entities.end()) i += e->name.size() - 1;
  }
  return out;
}

/// The cells of a packet summary in XML (PSML), gathered over its lines.
class Psml {
 public:
  /// Called for each line; `row` is called with the cells of each packet, `titles` with those of the
  /// structure.
  template <class Titles, class Row>
  void read(std::string_view line, Titles titles, Row row) {
    while (!line.empty()) {
      const size_t open = line.find('<');
      if (open == std::string_view::npos) return;
      line.remove_prefix(open);
      if (line.starts_with("<section>")) {
        const size_t end = std::min(line.find("</section>"), line.size());
        if (cells_.size() < 64)
          cells_.push_back(unescape_xml(line.substr(9, end - std::min<size_t>(end, 9))));
        line.remove_prefix(end);
        continue;
      }
      if (line.starts_with("</structure>")) titles(cells_);
      if (line.starts_with("</packet>")) row(cells_);
      if (line.starts_with("</structure>") || line.starts_with("</packet>") || line.starts_with("<packet>"))
        cells_.clear();
      line.remove_prefix(1);
    }
  }

 private:
  std::vector<std::string> cells_;
};

class PacketListReader final : public Reader {
 public:
  explicit PacketListReader(uint32_t file) : file_(file) {
    info_.format = "packet-list";
    info_.listed = true;
    info_.interfaces.push_back({{}, link::listed, 0, 0});
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
  enum class Form : uint8_t { unknown, columns, psml, tcpdump };

  void take(std::string_view line);
  bool take_tcpdump(std::string_view line);
  bool take_columns(std::string_view line);
  void emit_tcpdump(std::string_view content);
  void share_datagram(TcpdumpRow& row);
  void take_cells(const Cells& cells);
  void place(const Cells& cells, RowInfo& row);
  void settle_fragment(uint64_t number, RowInfo& row);
  void settle_ports(RowInfo& row);
  void emit(const Listed& row, std::optional<Time> time, uint32_t wire, uint64_t number,
            Direction direction = Direction::unknown);
  void tell_once(bool& told, const char* code);
  uint64_t pair_of(const Listed& row) const { return mix(row.source.hash(), row.destination.hash()); }

  struct Held {
    Frame frame;
    std::string record;
  };
  struct Datagram {
    uint32_t id = 0;
  };

  uint32_t file_;
  TextLines lines_;
  Form form_ = Form::unknown;
  std::optional<Layout> layout_;
  ListClock clock_;
  Psml psml_;
  std::optional<TcpdumpRow> unfinished_;
  std::deque<Held> held_;  // frames made of the lines since the last pull
  size_t given_ = 0;       // of them
  std::unordered_map<uint64_t, std::pair<uint16_t, uint16_t>> ports_;
  std::unordered_map<uint64_t, Datagram> datagrams_;  // by the row that completes them
  std::unordered_map<uint64_t, uint32_t> left_;       // bytes of a pair's datagram that were not shown yet
  Time last_time_;
  uint64_t last_number_ = 0;
  bool finished_ = false;
  bool undated_told_ = false, unsized_told_ = false, estimate_told_ = false;
  Info info_;
};

size_t PacketListReader::pull(std::span<Frame> out) {
  held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(given_));
  given_ = 0;
  bool more = true;
  for (std::string_view line; held_.size() < out.size() && (more = lines_.next(line));) take(line);
  if (!more && finished_ && unfinished_ && !unfinished_->unfinished) emit_tcpdump({});
  if (!more && finished_ && form_ == Form::unknown && !info_.truncated) {
    note(info_, "unreadable-line", 0, 0);
    info_.truncated = true;
  }
  given_ = std::min(out.size(), held_.size());
  for (size_t i = 0; i < given_; ++i) {
    out[i] = held_[i].frame;
    out[i].data = Bytes{held_[i].record};
  }
  return given_;
}

void PacketListReader::take(std::string_view line) {
  if (form_ == Form::psml || (form_ == Form::unknown && line.find("<psml") != std::string_view::npos)) {
    form_ = Form::psml;
    psml_.read(
        line, [this](const std::vector<std::string>& titles) { layout_ = Layout::from_titles(titles); },
        [this](const std::vector<std::string>& texts) {
          Cells cells;
          if (layout_ && layout_->read(texts, clock_, cells)) return take_cells(cells);
          tally(info_, "unreadable-line", lines_.offset(), last_number_);
        });
    return;
  }
  if (skip_blanks(line).empty()) return;
  if (form_ != Form::tcpdump && take_columns(line)) return;
  if (form_ != Form::columns && take_tcpdump(line)) return;
  // Packet details and bytes that were exported along look like anything; what stands before the list is no
  // part of it.
  const bool part = form_ == Form::tcpdump && line[0] != ' ' && line[0] != '\t';
  if (part) tally(info_, "unreadable-line", lines_.offset(), last_number_);
}

bool PacketListReader::take_columns(std::string_view line) {
  if (auto titles = Layout::from_titles(line)) {
    layout_ = std::move(titles);
    form_ = Form::columns;
    return true;
  }
  if (!layout_) {
    layout_ = Layout::from_row(line);
    if (!layout_) return false;
    form_ = Form::columns;
  }
  Cells cells;
  if (!layout_->read(line, clock_, cells)) return false;
  take_cells(cells);
  return true;
}

bool PacketListReader::take_tcpdump(std::string_view line) {
  const bool goes_on = line.starts_with(' ') || line.starts_with('\t');
  if (unfinished_ && goes_on && unfinished_->unfinished && read_tcpdump_rest(line, *unfinished_)) {
    unfinished_->unfinished = false;
    if (!unfinished_->says_more) emit_tcpdump({});
    return true;
  }
  if (unfinished_ && !unfinished_->unfinished) emit_tcpdump(goes_on ? skip_blanks(line) : std::string_view{});
  if (goes_on) return false;
  ListClock ahead = clock_;
  auto row = read_tcpdump(line, ahead);
  if (!row) return false;
  clock_ = ahead;
  form_ = Form::tcpdump;
  unfinished_ = row;
  if (!row->unfinished && !row->says_more) emit_tcpdump({});
  return true;
}

/// What is known of the line read last, and of those that followed it.
void PacketListReader::emit_tcpdump(std::string_view content) {
  TcpdumpRow row = *std::exchange(unfinished_, std::nullopt);
  if (!content.empty()) row.row.info = content;
  if (row.says_more) row.row.name = "HTTP";
  if (!row.exact) tell_once(estimate_told_, "list-estimated-bytes");
  share_datagram(row);
  emit(row.row, row.time, row.wire, last_number_ + 1, row.direction);
}

/// tcpdump prints the length of a datagram with its first piece, and none with the others: these are taken
/// for as long as Ethernet carries, until nothing is left of it.
void PacketListReader::share_datagram(TcpdumpRow& row) {
  constexpr uint32_t kPiece = 1480, kIp4Header = 20;
  if (row.row.protocol != 17 || !row.row.fragment) return;
  const uint64_t pair = pair_of(row.row);
  if (row.row.fragment_offset == 0) {
    if (left_.size() >= kMostKnown) left_.clear();
    left_[pair] = row.told > row.row.payload ? row.told - row.row.payload : 0;
    return;
  }
  if (row.wire > kIp4Header) return;
  uint32_t& left = left_[pair];
  row.row.payload = std::min(left, kPiece);
  row.wire += row.row.payload;
  left -= row.row.payload;
}

void PacketListReader::take_cells(const Cells& cells) {
  uint64_t number = 0;
  for (const char c : cells[Column::number]) number = number * 10 + static_cast<uint64_t>(c - '0');
  if (number == 0) number = last_number_ + 1;
  uint64_t length = 0;
  for (const char c : cells[Column::length])
    if (c >= '0' && c <= '9' && length < 1u << 24) length = length * 10 + static_cast<uint64_t>(c - '0');
  const auto wire = static_cast<uint32_t>(std::min<uint64_t>(length, 1u << 24));
  const bool ip6 = cells[Column::source].find(':') != std::string_view::npos;
  RowInfo row = read_info(cells[Column::protocol], cells[Column::info], wire, ip6);
  place(cells, row);
  settle_fragment(number, row);
  settle_ports(row);
  if (!layout_->has(Column::length)) tell_once(unsized_told_, "list-no-lengths");
  emit(row.row, cells.time, wire, number);
}

/// Addresses and, where the list has columns for them, ports.
void PacketListReader::place(const Cells& cells, RowInfo& row) {
  const auto source = Address::parse(cells[Column::source]),
             destination = Address::parse(cells[Column::destination]);
  row.row.source = source.value_or(Address{});
  row.row.destination = destination.value_or(Address{});
  row.row.by_ip = source && destination && row.row.protocol < 256;
  if (!source && !destination && row.row.protocol < 256 && row.row.protocol != 0)
    tally(info_, "list-names", lines_.offset(), last_number_);
  const uint16_t from = service_port(cells[Column::source_port]),
                 to = service_port(cells[Column::destination_port]);
  if (from == 0 && to == 0) return;
  row.row.source_port = from;
  row.row.destination_port = to;
  row.ports = true;
}

/// Wireshark shows the ports of a datagram in pieces in the row of the piece that completes it. So that row
/// stands for the first piece, which has them on the wire, and the others for later ones.
void PacketListReader::settle_fragment(uint64_t number, RowInfo& row) {
  if (row.row.fragment && row.reassembled_in != 0) {
    if (datagrams_.size() >= kMostKnown) datagrams_.clear();
    Datagram& d = datagrams_[row.reassembled_in];
    // Before 1.6 Wireshark did not show the identification: the completing row's number tells datagrams apart
    // as well.
    d.id = row.row.ip_id != 0 ? row.row.ip_id : static_cast<uint32_t>(row.reassembled_in);
    row.row.ip_id = d.id;
    row.row.fragment_offset = std::max(row.row.fragment_offset, 8u);
    return;
  }
  const auto completed = datagrams_.find(number);
  if (completed == datagrams_.end()) return;
  row.row.fragment = row.row.more = true;
  row.row.ip_id = completed->second.id;
  row.row.fragment_offset = 0;
  datagrams_.erase(completed);
}

/// A row such as "GET / HTTP/1.1" shows no ports; the TCP rows of the same two hosts around it do.
void PacketListReader::settle_ports(RowInfo& row) {
  if (row.row.protocol != 6 && row.row.protocol != 17) return;
  const uint64_t pair = mix(pair_of(row.row), row.row.protocol);
  if (row.ports && !row.row.fragment) {
    if (ports_.size() >= kMostKnown) ports_.clear();
    ports_[pair] = {row.row.source_port, row.row.destination_port};
    ports_[mix(mix(row.row.destination.hash(), row.row.source.hash()), row.row.protocol)] = {
        row.row.destination_port, row.row.source_port};
    return;
  }
  if (row.ports) return;
  if (const auto known = ports_.find(pair); known != ports_.end())
    std::tie(row.row.source_port, row.row.destination_port) = known->second;
}

void PacketListReader::emit(const Listed& row, std::optional<Time> time, uint32_t wire, uint64_t number,
                            Direction direction) {
  if (time) last_time_ = *time;
  if (!time) tally(info_, "no-time", lines_.offset(), number);
  if (!clock_.dated()) tell_once(undated_told_, "list-no-date");
  last_number_ = number;
  Held& held = held_.emplace_back();
  encode(row, held.record);
  held.frame = {last_time_, {}, wire, link::listed, 0, direction, {file_, number}};
  ++info_.packets;
  info_.wire_bytes += wire;
  info_.interfaces[0].time_digits = std::max(info_.interfaces[0].time_digits, clock_.digits());
}

void PacketListReader::tell_once(bool& told, const char* code) {
  if (!std::exchange(told, true)) tally(info_, code, lines_.offset(), last_number_);
}

/// Among the first lines there is a line of titles, a row, or a line of tcpdump.
bool sniff(Bytes head) {
  TextLines lines;
  lines.push(head);
  lines.finish();
  ListClock clock;
  std::string_view line;
  for (int i = 0; i < 24 && lines.next(line); ++i) {
    if (line.find('\0') != std::string_view::npos) return false;
    if (line.find("<psml") != std::string_view::npos) return true;
    if (Layout::from_titles(line) || Layout::from_row(line)) return true;
    if (read_tcpdump(line, clock)) return true;
  }
  return false;
}

std::unique_ptr<Reader> open(uint32_t file) { return std::make_unique<PacketListReader>(file); }

}  // namespace

extern const Format packet_list;
const Format packet_list{.id = "packet-list", .need = 16, .sniff = sniff, .open = open};

}  // namespace culprit::capture
