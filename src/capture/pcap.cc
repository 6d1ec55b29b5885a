// The classic capture format of libpcap (draft-ietf-opsawg-pcap) and its relatives, some of which say what
// they are by the magic number, and some do not.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "capture/damage.h"
#include "capture/pieces.h"
#include "capture/process_claims.h"
#include "capture/reader.h"
#include "capture/search.h"

namespace culprit::capture {
namespace {

constexpr size_t kFileHeader = 24;
constexpr int64_t kPlausibleJump = 24 * 3600;

/// What the magic number tells.
struct Layout {
  uint32_t magic;
  uint32_t fraction_ns;  ///< unit of the time stamp's second word
  uint8_t digits;
  uint8_t header;     ///< bytes of a record's header
  uint8_t extra = 0;  ///< bytes behind the file's header
  uint8_t other = 0;  ///< another length that a record's header may have under this magic number, 0 = none
  uint8_t third = 0;
};
// 24: Alexey Kuznetsov's patches of 1999 (ss990417 with the usual magic number, in Red Hat 6.1; ss991029 with
// one of its own), whose records also tell index, protocol and packet type. 28: the one between them
// (ss990915, in SuSE 6.3). 20: Nokia's firewalls. The last two are of Ixia's hardware and software, with the
// size of all records behind the header.
constexpr std::array kLayouts{Layout{0xa1b2c3d4, 1000, 6, 16, 0, 24, 20}, Layout{0xa1b23c4d, 1, 9, 16},
                              Layout{0xa1b2cd34, 1000, 6, 24, 0, 28}, Layout{0x1c0001ac, 1, 9, 16, 4},
                              Layout{0x1c0001ab, 1000, 6, 16, 4}};
constexpr size_t kPatchedHeader = 24, kPacketTypeAt = 22;
constexpr size_t kTried = 3;  // records by which headers of unknown length are judged
constexpr size_t kNokiaMark = 16;
constexpr int kHeavy = 16;  // more than all that can speak against fields of which little is known

// MAXIMUM_SNAPLEN of libpcap; D-Bus and USB have larger packets.
constexpr uint32_t most_captured(uint16_t link) {
  switch (link) {
    case 189:
    case 220:
    case 231:
    case 249:
    case 279:
    case 288:
      return 16 << 20;
    default:
      return 256 * 1024;
  }
}

// AIX writes version 2.2 with the interface types of RFC 1573 and nanoseconds.
struct AixLink {
  uint32_t type;
  uint16_t link;
};
constexpr std::array kAixLinks{AixLink{6, 1}, AixLink{9, 6}, AixLink{15, 10}, AixLink{24, 0}};

template <bool Swapped>
uint32_t word(Bytes bytes, size_t offset) {
  return Swapped ? bytes.be32(offset) : bytes.le32(offset);
}
uint32_t word(bool swapped, Bytes bytes, size_t offset) {
  return swapped ? word<true>(bytes, offset) : word<false>(bytes, offset);
}

const Layout* find_layout(uint32_t magic) {
  for (const Layout& layout : kLayouts) {
    if (layout.magic == magic) return &layout;
  }
  return nullptr;
}

bool sniff(Bytes head) {
  return find_layout(head.le32(0)) != nullptr || find_layout(head.be32(0)) != nullptr;
}

struct Record {
  uint32_t seconds, fraction, captured, wire;
};

template <bool Swapped>
Record record(Bytes view, size_t at) {
  std::array<uint32_t, 4> w{};
  if (view.has(at, sizeof w)) std::memcpy(w.data(), view.data() + at, sizeof w);
  for (uint32_t& x : w) x = Swapped ? __builtin_bswap32(x) : x;
  return {w[0], w[1], w[2], w[3]};
}

// linux/if_packet.h: 0 host, 1 broadcast, 2 multicast, 3 other host, 4 outgoing.
Direction direction_of(uint8_t packet_type) {
  if (packet_type == 4) return Direction::outbound;
  return packet_type < 3 ? Direction::inbound : Direction::unknown;
}

class PcapReader final : public Reader {
 public:
  explicit PcapReader(uint32_t file) : file_(file) { info_.format = "pcap"; }

  void push(Bytes piece) override { pieces_.push(piece); }
  size_t pull(std::span<Frame> out) override {
    const size_t n =
        pull_frames(pieces_, out, [this](Bytes view, std::span<Frame> frames) { return step(view, frames); });
    if (link_ == link::pktap)
      for (Frame& frame : out.first(n)) {
        info_.wire_bytes -= frame.wire;
        unwrap_pktap(info_, frame);
        info_.wire_bytes += frame.wire;
      }
    if (n == 0 && ended_ && state_ != State::stuck) end();
    return n;
  }
  void finish() override;
  void end();
  bool stuck() const override { return state_ == State::stuck; }
  const Info& info() const override { return info_; }

 private:
  enum class State : uint8_t { header, guess, records, lost, stuck };

  Step step(Bytes view, std::span<Frame> out);
  Step read_header(Bytes view);
  void read_version(Bytes view);
  Step guess(Bytes view);
  int flaws(Bytes view, size_t header) const;
  int light_flaws(Bytes record, size_t header) const;
  size_t wanted(Bytes view, size_t header) const;
  template <bool Swapped>
  Step read_records(Bytes view, std::span<Frame> out);
  bool mend(Record& r) const;
  void widen(Record& r, uint64_t offset, uint64_t frame);
  Step lose(Bytes view);
  Step search(Bytes view);
  size_t judge(Bytes view, size_t at) const;
  bool plausible(const Record& r, std::optional<uint32_t> near) const;
  Record record_at(Bytes view, size_t at) const {
    return swapped_ ? record<true>(view, at) : record<false>(view, at);
  }

  uint32_t file_;
  State state_ = State::header;
  bool swapped_ = false, old_version_ = false;
  Layout layout_{};
  uint16_t link_ = 0;
  uint32_t most_ = 0;
  bool ended_ = false;
  std::optional<uint32_t> last_seconds_;
  uint64_t lost_at_ = 0;
  Pieces pieces_;
  Info info_;
};

Step PcapReader::step(Bytes view, std::span<Frame> out) {
  switch (state_) {
    case State::header:
      return read_header(view);
    case State::guess:
      return guess(view);
    case State::records:
      return swapped_ ? read_records<true>(view, out) : read_records<false>(view, out);
    case State::lost:
      return search(view);
    case State::stuck:
      break;
  }
  return {0, view.size(), 1};
}

Step PcapReader::read_header(Bytes view) {
  const Layout* known = find_layout(view.le32(0));
  swapped_ = known == nullptr;
  if (swapped_) known = find_layout(view.be32(0));
  const size_t size = kFileHeader + (known == nullptr ? 0 : known->extra);
  if (view.size() < size) return {0, 0, size};
  if (known == nullptr) {
    note(info_, "bad-header", 0, 0);
    info_.truncated = true;
    state_ = State::stuck;
    return {};
  }
  layout_ = *known;
  // The upper half of this word tells the length of the frame check sequence.
  link_ = static_cast<uint16_t>(word(swapped_, view, 20));
  read_version(view);
  most_ = most_captured(link_);
  info_.interfaces.push_back({{}, link_, word(swapped_, view, 16), layout_.digits});
  state_ = layout_.other == 0 || old_version_ ? State::records : State::guess;
  return {0, size, layout_.header};
}

void PcapReader::read_version(Bytes view) {
  // Up to version 2.3, and in DG/UX's 543.0, the two lengths may be the other way round.
  const uint16_t major = swapped_ ? view.be16(4) : view.le16(4);
  const uint16_t minor = swapped_ ? view.be16(6) : view.le16(6);
  old_version_ = major == 543 || (major == 2 && minor <= 3);
  if (layout_.magic != kLayouts[0].magic || major != 2 || minor != 2) return;
  const auto aix = std::ranges::find(kAixLinks, word(swapped_, view, 20), &AixLink::type);
  if (aix == kAixLinks.end()) return;
  link_ = aix->link;
  layout_.fraction_ns = 1;
  layout_.digits = 9;
  old_version_ = false;
  layout_.other = 0;
}

// Which length of the records' headers makes sense of the first of them? The usual one needs no more than
// that; another one must fit without a flaw in lengths and times, lest a damaged file is taken for what it is
// not.
Step PcapReader::guess(Bytes view) {
  size_t best = layout_.header;
  int fewest = INT32_MAX;
  for (const size_t header : {size_t{layout_.header}, size_t{layout_.other}, size_t{layout_.third}}) {
    if (header == 0) break;
    if (const size_t need = wanted(view, header); need != 0 && !ended_) return {0, 0, need};
    const int count = flaws(view, header);
    if (count < fewest && (header == layout_.header || count < kHeavy)) best = header, fewest = count;
    if (count == 0) break;
  }
  layout_.header = static_cast<uint8_t>(best);
  state_ = State::records;
  return {0, 0, best};
}

/// How many bytes judging wants to see, 0 = they are there.
size_t PcapReader::wanted(Bytes view, size_t header) const {
  size_t at = 0;
  for (size_t i = 0; i < kTried; ++i) {
    if (!view.has(at, header)) return at + header;
    const uint32_t captured = record_at(view, at).captured;
    if (captured > most_) return 0;
    at += header + captured;
  }
  return 0;
}

/// Counts what speaks against headers of this length in the first records; kHeavy for what no such record can
/// have.
int PcapReader::flaws(Bytes view, size_t header) const {
  int count = 0;
  size_t at = 0, i = 0;
  for (; i < kTried && at != view.size(); ++i) {
    if (!view.has(at, header)) return count + (i < 2 ? kHeavy : 1);
    const Record r = record_at(view, at);
    const uint32_t snaplen = info_.interfaces[0].snaplen;
    count +=
        kHeavy * ((r.fraction >= 1'000'000) + (r.captured > most_) + (snaplen != 0 && r.captured > snaplen) +
                  (r.wire > 128u << 20) + (r.captured > r.wire));
    if (r.captured > most_) return count;
    count += light_flaws(view.sub(at), header);
    at += header + r.captured;
    if (at > view.size()) return count + (i < 2 ? kHeavy : 1);
  }
  // One record that ends where the file does may do so by chance.
  return i < 2 && count != 0 ? count + kHeavy : count;
}

/// Of the fields that only the longer headers have.
int PcapReader::light_flaws(Bytes record, size_t header) const {
  if (header == 16) return 0;
  if (header < kPatchedHeader) return (record.le32(kNokiaMark) & 0x0fff0000) != 0x0fbf0000;
  const uint16_t protocol = swapped_ ? record.be16(20) : record.le16(20);
  const bool usual =
      protocol >= 0x600 || protocol <= 0x17 || protocol == 0x60 || protocol == 0x200 || protocol == 0x400;
  return (word(swapped_, record, 16) > 10'000) + !usual + (record[kPacketTypeAt] > 4);
}

// The hot loop: what it changes lies in locals, lest each frame's stores make it load everything again.
template <bool Swapped>
Step PcapReader::read_records(Bytes view, std::span<Frame> out) {
  const size_t header = layout_.header;
  const int64_t unit = layout_.fraction_ns;
  const uint32_t most = most_, file = file_;
  const uint16_t link = link_;
  const uint64_t before = info_.packets + 1;
  uint64_t wire = 0;
  uint32_t seconds = 0;
  size_t at = 0, n = 0, need = 0;
  for (; n < out.size(); ++n, at += need) {
    need = header;
    if (!view.has(at, need)) break;
    Record r = record<Swapped>(view, at);
    if ((r.captured - 1 >= most || r.wire < r.captured) && !mend(r)) [[unlikely]] {
      if (n == 0) return lose(view);
      break;
    }
    need += r.captured;
    if (!view.has(at, need)) break;
    if (r.wire < r.captured) [[unlikely]]
      widen(r, pieces_.offset() + at, info_.packets + n);
    Frame& frame = out[n];
    frame.time = {r.seconds * kSecond + r.fraction * unit};
    frame.data = {view.data() + at + header, r.captured};
    frame.wire = r.wire;
    frame.link = link;
    frame.interface = 0;
    frame.direction =
        header >= kPatchedHeader ? direction_of(view[at + kPacketTypeAt]) : Direction::unknown;
    frame.ref = {file, before + n};
    frame.process = 0;
    wire += r.wire;
    seconds = r.seconds;
  }
  if (n != 0) last_seconds_ = seconds;
  info_.packets += n;
  info_.wire_bytes += wire;
  return {n, at, need};
}

// A record whose lengths are odd: is it one all the same?
bool PcapReader::mend(Record& r) const {
  if (old_version_ && r.wire < r.captured) std::swap(r.captured, r.wire);
  if (r.captured == 0) return (r.seconds | r.fraction | r.wire) != 0;  // else a hole in the file
  return r.captured <= most_;
}

void PcapReader::widen(Record& r, uint64_t offset, uint64_t frame) {
  tally(info_, "longer-than-wire", offset, frame);
  r.wire = r.captured;
}

Step PcapReader::lose(Bytes view) {
  const bool hole = record_at(view, 0).captured == 0;
  note(info_, hole ? "zero-filled" : "absurd-length", pieces_.offset(), info_.packets);
  lost_at_ = pieces_.offset();
  state_ = State::lost;
  return {0, 1, layout_.header};
}

Step PcapReader::search(Bytes view) {
  const Search found =
      find_record(view, pieces_.offset() - lost_at_, [&](size_t at) { return judge(view, at); });
  if (found.outcome == Search::Outcome::starved) return found.step;
  note(info_, "skipped-bytes", lost_at_, info_.packets, found.skipped);
  info_.truncated |= found.outcome == Search::Outcome::given_up;
  state_ = info_.truncated ? State::stuck : State::records;
  return found.step;
}

// A record is one if another plausible one follows it.
size_t PcapReader::judge(Bytes view, size_t at) const {
  const size_t header = layout_.header;
  if (!view.has(at, header)) return header;
  const Record r = record_at(view, at);
  if (r.captured == 0 || !plausible(r, last_seconds_)) return kNoRecord;
  const size_t need = 2 * header + r.captured;
  if (!view.has(at, need)) return need;
  return plausible(record_at(view, at + header + r.captured), r.seconds) ? 0 : kNoRecord;
}

bool PcapReader::plausible(const Record& r, std::optional<uint32_t> near) const {
  const int64_t jump = near ? int64_t{r.seconds} - int64_t{*near} : 0;
  return std::abs(jump) <= kPlausibleJump && int64_t{r.fraction} * layout_.fraction_ns < kSecond &&
         r.captured <= r.wire && r.wire <= most_;
}

void PcapReader::finish() {
  if (state_ == State::stuck || ended_) return;
  ended_ = true;
  if (state_ == State::guess) return;  // what there is tells; the last pull() gives it
  end();
}

void PcapReader::end() {
  const uint64_t left = pieces_.view().size();
  if (state_ == State::lost) {
    note(info_, "skipped-bytes", lost_at_, info_.packets, pieces_.offset() + left - lost_at_);
  } else if (left != 0 || state_ == State::header) {
    note(info_, "cut-record", pieces_.offset(), info_.packets);
  } else {
    return;
  }
  info_.truncated = true;
  state_ = State::stuck;
}

std::unique_ptr<Reader> open(uint32_t file) { return std::make_unique<PcapReader>(file); }

}  // namespace

extern const Format pcap;
const Format pcap{.id = "pcap", .need = 4, .sniff = sniff, .open = open};

}  // namespace culprit::capture
