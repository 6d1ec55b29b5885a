// pcapng (draft-ietf-opsawg-pcapng): sections, each with a byte order and interfaces of its own.
#include <algorithm>
#include <optional>
#include <unordered_map>

#include "capture/clock.h"
#include "capture/damage.h"
#include "capture/pcapng_block.h"
#include "capture/pieces.h"
#include "capture/process_claims.h"
#include "capture/reader.h"
#include "capture/search.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostInterfaces = 4096, kMostComments = 64, kMostText = 1024, kMostName = 128;
constexpr size_t kMostSearched =
    256 * 1024 + 4096;  // a block found while lost: one packet, not a heap of secrets

// Option codes; what one means depends on the block that it stands in.
constexpr uint16_t kComment = 1, kUserApplication = 4, kName = 2, kResolution = 9, kOffset = 14,
                   kInterfaceDrops = 5, kPacketFlags = 2, kPacketDrops = 4, kProcessName = 2,
                   kDarwinProcess = 0x8001, kDarwinEffectiveProcess = 0x8003;
constexpr size_t kMostNames = 8192, kMostSecrets = 1 << 20;

bool sniff(Bytes head) {
  const BlockHead block = block_head(head, false);
  return block.type == BlockType::section_header && block.size != 0;
}

std::string text(Bytes value, size_t most) {
  const std::string_view all = value.sub(0, most).text();
  return std::string(all.substr(0, all.find('\0')));
}

/// An interface of the present section.
struct Source {
  uint16_t index = 0;  ///< in Info::interfaces
  uint16_t link = 0;
  uint32_t snaplen = 0;
  Clock clock;
  uint64_t dropped = 0;     ///< its share of Info::dropped
  bool told_total = false;  ///< by a statistics block, not packet by packet
};

/// Where a packet's parts stand in its block, and what the block says of it.
struct Packet {
  Ordered block;
  uint64_t offset;  ///< of the block, in the input
  size_t interface;
  size_t data;  ///< offset in the block
  uint32_t captured, wire;
  std::optional<uint64_t> stamp;
};

uint64_t stamp(Ordered block) { return uint64_t{block.u32(12)} << 32 | block.u32(16); }

class PcapngReader final : public Reader {
 public:
  explicit PcapngReader(uint32_t file) : file_(file) { info_.format = "pcapng"; }

  void push(Bytes piece) override { pieces_.push(piece); }
  size_t pull(std::span<Frame> out) override {
    return pull_frames(pieces_, out,
                       [this](Bytes view, std::span<Frame> frames) { return step(view, frames); });
  }
  void finish() override;
  bool stuck() const override { return state_ == State::stuck; }
  const Info& info() const override { return info_; }

 private:
  enum class State : uint8_t { blocks, lost, stuck };

  Step step(Bytes view, std::span<Frame> out);
  Step read_blocks(Bytes view, std::span<Frame> out);
  Step lose(Bytes view);
  Step search(Bytes view);
  size_t judge(Bytes view, size_t at) const;

  bool take(const BlockHead& head, Bytes block, uint64_t offset, Frame& out);
  void take_section(Ordered block, uint64_t offset);
  void take_interface(Ordered block, uint64_t offset);
  void take_statistics(Ordered block, uint64_t offset);
  void take_names(Ordered block);
  void take_secrets(Ordered block);
  void take_process(Ordered block, uint64_t offset);
  bool take_enhanced(Ordered block, uint64_t offset, Frame& out);
  bool take_obsolete(Ordered block, uint64_t offset, Frame& out);
  bool take_simple(Ordered block, uint64_t offset, Frame& out);
  bool take_packet(const Packet& packet, Frame& out);
  void packet_options(const Packet& packet, size_t at, Frame& out);
  bool skip(std::string_view code, uint64_t offset);
  uint16_t number(Interface interface);
  template <class Take>
  void options(Ordered block, size_t at, uint64_t offset, Take take);
  void comment(Bytes value, uint64_t offset, uint64_t frame);
  void count_drops(Source& source, uint64_t count);

  uint32_t file_;
  State state_ = State::blocks;
  bool swapped_ = false;
  std::vector<Source> sources_;  // of the present section
  std::unordered_map<std::string, uint16_t> known_;
  std::vector<uint16_t> processes_;  // of the present section: numbers for Frame::process
  Time last_time_;
  uint64_t frames_ = 0;  // numbered, as Wireshark numbers them
  uint64_t lost_at_ = 0;
  Pieces pieces_;
  Info info_;
};

Step PcapngReader::step(Bytes view, std::span<Frame> out) {
  switch (state_) {
    case State::blocks:
      return read_blocks(view, out);
    case State::lost:
      return search(view);
    case State::stuck:
      break;
  }
  return {0, view.size(), 1};
}

Step PcapngReader::read_blocks(Bytes view, std::span<Frame> out) {
  size_t at = 0, n = 0, need = 0;
  while (n < out.size()) {
    need = kBlockFrame;
    if (!view.has(at, need)) break;
    const BlockHead head = block_head(view.sub(at), swapped_);
    if (head.size != 0) need = head.size;
    if (!view.has(at, need)) break;
    const Bytes block = view.sub(at, need);
    if (head.size == 0 || !is_closed(block, head.swapped)) [[unlikely]] {
      if (at == 0) return lose(view);
      break;
    }
    if (take(head, block, pieces_.offset() + at, out[n])) ++n;
    at += need;
  }
  return {n, at, need};
}

Step PcapngReader::lose(Bytes view) {
  const bool closing = block_head(view, swapped_).size != 0;
  note(info_, closing ? "length-mismatch" : "absurd-length", pieces_.offset(), frames_);
  lost_at_ = pieces_.offset();
  state_ = State::lost;
  return {0, 1, kBlockFrame};
}

Step PcapngReader::search(Bytes view) {
  const Search found =
      find_record(view, pieces_.offset() - lost_at_, [&](size_t at) { return judge(view, at); });
  if (found.outcome == Search::Outcome::starved) return found.step;
  note(info_, "skipped-bytes", lost_at_, frames_, found.skipped);
  info_.truncated |= found.outcome == Search::Outcome::given_up;
  state_ = info_.truncated ? State::stuck : State::blocks;
  return found.step;
}

size_t PcapngReader::judge(Bytes view, size_t at) const {
  if (!view.has(at, kBlockFrame)) return kBlockFrame;
  const BlockHead head = block_head(view.sub(at), swapped_);
  if (head.size == 0 || head.size > kMostSearched || !is_known(head.type)) return kNoRecord;
  if (!view.has(at, head.size)) return head.size;
  return is_closed(view.sub(at, head.size), head.swapped) ? 0 : kNoRecord;
}

// True if the block gave a frame.
bool PcapngReader::take(const BlockHead& head, Bytes bytes, uint64_t offset, Frame& out) {
  const Ordered block(bytes, head.swapped);
  switch (head.type) {
    case BlockType::enhanced_packet:
      return take_enhanced(block, offset, out);
    case BlockType::simple_packet:
      return take_simple(block, offset, out);
    case BlockType::obsolete_packet:
      return take_obsolete(block, offset, out);
    case BlockType::section_header:
      take_section(block, offset);
      return false;
    case BlockType::interface_description:
      take_interface(block, offset);
      return false;
    case BlockType::interface_statistics:
      take_statistics(block, offset);
      return false;
    case BlockType::name_resolution:
      take_names(block);
      return false;
    case BlockType::decryption_secrets:
      take_secrets(block);
      return false;
    case BlockType::darwin_process:
      take_process(block, offset);
      return false;
    case BlockType::journal_entry:
    case BlockType::custom:
    case BlockType::custom_private:
      ++frames_;  // Wireshark shows these as frames
      tally(info_, "not-a-packet", offset, frames_);
      return false;
  }
  tally(info_, "unknown-block", offset, frames_);
  return false;
}

void PcapngReader::take_section(Ordered block, uint64_t offset) {
  constexpr size_t kOptions = 24;
  swapped_ = block.swapped();
  sources_.clear();
  processes_.clear();
  if (block.bytes().size() < kOptions + 4 || block.u16(12) != 1) note(info_, "bad-block", offset, frames_);
  options(block, kOptions, offset, [&](Option option) {
    if (option.code == kUserApplication && info_.tool.empty()) info_.tool = text(option.bytes(), kMostText);
    if (option.code == kComment) comment(option.bytes(), offset, 0);
  });
}

void PcapngReader::take_interface(Ordered block, uint64_t offset) {
  constexpr size_t kOptions = 16;
  if (block.bytes().size() < kOptions + 4) return note(info_, "bad-block", offset, frames_);
  Interface interface{{}, block.u16(8), block.u32(12), 6};
  Source source;
  options(block, kOptions, offset, [&](Option option) {
    if (option.code == kName) interface.name = text(option.bytes(), kMostName);
    if (option.code == kComment) comment(option.bytes(), offset, 0);
    if (option.code == kResolution && !option.bytes().empty()) source.clock.set_resolution(option.bytes()[0]);
    if (option.code == kOffset) source.clock.set_offset(static_cast<int64_t>(option.value.u64(0)));
  });
  interface.time_digits = source.clock.digits();
  source.link = interface.link;
  source.snaplen = interface.snaplen;
  source.index = number(std::move(interface));
  if (source.index < kMostInterfaces && sources_.size() < kMostInterfaces) return sources_.push_back(source);
  tally(info_, "too-many-interfaces", offset, frames_);
}

// Sections that follow one another often tell of the same interface: it is listed once.
uint16_t PcapngReader::number(Interface interface) {
  const std::string key = std::to_string(interface.link) + ' ' + std::to_string(interface.snaplen) + ' ' +
                          std::to_string(interface.time_digits) + ' ' + interface.name;
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (info_.interfaces.size() >= kMostInterfaces) return kMostInterfaces;
  info_.interfaces.push_back(std::move(interface));
  return known_[key] = static_cast<uint16_t>(info_.interfaces.size() - 1);
}

void PcapngReader::take_statistics(Ordered block, uint64_t offset) {
  constexpr size_t kOptions = 20;
  const size_t id = block.u32(8);
  if (id >= sources_.size()) return tally(info_, "unknown-interface", offset, frames_);
  options(block, kOptions, offset, [&](Option option) {
    if (option.code != kInterfaceDrops || option.bytes().size() != 8) return;
    info_.dropped += option.value.u64(0) - sources_[id].dropped;
    sources_[id].dropped = option.value.u64(0);
    sources_[id].told_total = true;
  });
}

/// Section 4.4: records of an address and the names that it had, up to a record of type 0.
void PcapngReader::take_names(Ordered block) {
  const size_t end = block.bytes().size() - std::min<size_t>(block.bytes().size(), 4);
  for (size_t at = 8; at + 4 <= end;) {
    const uint16_t type = block.u16(at), size = block.u16(at + 2);
    if (type == 0 || size > end - at - 4) return;
    const Bytes value = block.bytes().sub(at + 4, size);
    at += 4 + padded(size);
    const size_t length = type == 1 ? 4 : 16;
    if (type > 2 || size <= length) continue;
    const Address address = type == 1 ? Address::ip4(value.be32(0)) : Address::ip6(value);
    std::string_view names = value.sub(length).text();
    while (!names.empty()) {
      const size_t zero = std::min(names.find('\0'), names.size());
      if (zero != 0 && info_.names.size() < kMostNames)
        info_.names.push_back({address, std::string(names.substr(0, std::min<size_t>(zero, kMostText)))});
      names.remove_prefix(std::min(zero + 1, names.size()));
    }
  }
}

/// Section 4.7; only keys of TLS, in the form of SSLKEYLOGFILE, are kept.
void PcapngReader::take_secrets(Ordered block) {
  constexpr uint32_t kTlsKeyLog = 0x544c534b;
  constexpr size_t kData = 16;
  const size_t size = block.u32(12);
  if (block.u32(8) != kTlsKeyLog || !block.bytes().has(kData, size) ||
      info_.secrets.size() + size > kMostSecrets)
    return;
  info_.secrets += block.bytes().sub(kData, size).text();
  if (!info_.secrets.ends_with('\n')) info_.secrets += '\n';
}

/// Apple's block for a program, which packets then point to by its place in the section.
void PcapngReader::take_process(Ordered block, uint64_t offset) {
  ProcessClaim claim{block.u32(8), {}, "darwin"};
  options(block, 12, offset, [&](Option option) {
    if (option.code == kProcessName) claim.name = text(option.bytes(), kMostText);
  });
  if (processes_.size() < kMostInterfaces) processes_.push_back(claim_process(info_, std::move(claim)));
}

bool PcapngReader::take_enhanced(Ordered block, uint64_t offset, Frame& out) {
  return take_packet({block, offset, block.u32(8), 28, block.u32(20), block.u32(24), stamp(block)}, out);
}

bool PcapngReader::take_obsolete(Ordered block, uint64_t offset, Frame& out) {
  const Packet packet{block, offset, block.u16(8), 28, block.u32(20), block.u32(24), stamp(block)};
  if (!take_packet(packet, out)) return false;
  constexpr uint16_t kNotKnown = 0xffff;
  if (block.u16(10) != kNotKnown) count_drops(sources_[packet.interface], block.u16(10));
  return true;
}

bool PcapngReader::take_simple(Ordered block, uint64_t offset, Frame& out) {
  constexpr size_t kData = 12;
  const uint32_t wire = block.u32(8);
  const auto room = static_cast<uint32_t>(block.bytes().size() - std::min(block.bytes().size(), kData + 4));
  const uint32_t snaplen = sources_.empty() || sources_[0].snaplen == 0 ? wire : sources_[0].snaplen;
  tally(info_, "no-time", offset, frames_);
  return take_packet({block, offset, 0, kData, std::min({wire, room, snaplen}), wire, std::nullopt}, out);
}

bool PcapngReader::take_packet(const Packet& packet, Frame& out) {
  if (packet.interface >= sources_.size()) return skip("unknown-interface", packet.offset);
  if (!packet.block.bytes().has(packet.data, size_t{packet.captured} + 4))
    return skip("bad-block", packet.offset);
  const Source& source = sources_[packet.interface];
  if (packet.stamp) last_time_ = source.clock.time(*packet.stamp);
  if (packet.wire < packet.captured) [[unlikely]]
    tally(info_, "longer-than-wire", packet.offset, frames_);
  out = {last_time_,
         packet.block.bytes().sub(packet.data, packet.captured),
         std::max(packet.wire, packet.captured),
         source.link,
         source.index,
         Direction::unknown,
         {file_, ++frames_}};
  if (out.link == link::pktap) [[unlikely]]
    unwrap_pktap(info_, out);
  ++info_.packets;
  info_.wire_bytes += out.wire;
  if (const size_t end = packet.data + padded(packet.captured); packet.block.bytes().has(end, 8))
      [[unlikely]] {
    packet_options(packet, end, out);
  }
  return true;
}

void PcapngReader::packet_options(const Packet& packet, size_t at, Frame& out) {
  options(packet.block, at, packet.offset, [&](Option option) {
    const bool process = option.code == kDarwinProcess || option.code == kDarwinEffectiveProcess;
    if (process && option.value.u32(0) < processes_.size()) out.process = processes_[option.value.u32(0)];
    if (option.code == kComment) {
      const uint16_t claimed = process_in_comment(info_, option.bytes().sub(0, kMostText).text());
      if (claimed != 0) out.process = claimed;
      if (claimed == 0) comment(option.bytes(), packet.offset, frames_);
    }
    if (option.code == kPacketFlags) out.direction = Direction{static_cast<uint8_t>(option.value.u32(0) & 3)};
    if (option.code == kPacketDrops) count_drops(sources_[packet.interface], option.value.u64(0));
  });
  if (out.direction > Direction::outbound) out.direction = Direction::unknown;
}

// A packet that cannot be told apart is counted, and numbered as the frame that it was.
bool PcapngReader::skip(std::string_view code, uint64_t offset) {
  tally(info_, code, offset, frames_++);
  return false;
}

// Losses told packet by packet, until a total is told.
void PcapngReader::count_drops(Source& source, uint64_t count) {
  if (source.told_total) return;
  source.dropped += count;
  info_.dropped += count;
}

template <class Take>
void PcapngReader::options(Ordered block, size_t at, uint64_t offset, Take take) {
  const bool whole = each_option(block, at, [&](Option option) { take(option); });
  if (!whole) tally(info_, "bad-option", offset, frames_);
}

void PcapngReader::comment(Bytes value, uint64_t offset, uint64_t frame) {
  if (info_.comments.size() < kMostComments) return info_.comments.push_back({frame, text(value, kMostText)});
  tally(info_, "too-many-comments", offset, frames_);
}

void PcapngReader::finish() {
  if (state_ == State::stuck) return;
  const uint64_t left = pieces_.view().size();
  if (state_ == State::lost) {
    note(info_, "skipped-bytes", lost_at_, frames_, pieces_.offset() + left - lost_at_);
  } else if (left != 0) {
    note(info_, "cut-record", pieces_.offset(), frames_);
  } else {
    return;
  }
  info_.truncated = true;
  state_ = State::stuck;
}

std::unique_ptr<Reader> open(uint32_t file) { return std::make_unique<PcapngReader>(file); }

}  // namespace

extern const Format pcapng;
const Format pcapng{.id = "pcapng", .need = 12, .sniff = sniff, .open = open};

}  // namespace culprit::capture
