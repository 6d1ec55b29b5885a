// Sun's snoop (RFC 1761), and what Shomiti's Surveyor made of it; and btsnoop, its relative for Bluetooth.
#include <array>

#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 16, kRecord = 24;
constexpr uint32_t kMost = 256 * 1024;
constexpr uint16_t kTokenRing = 6, kFddi = 10, kIpOverFc = 122, kSunAtm = 123, kBluetoothH4 = 187,
                   kBluetoothHci = 256, kUnknown = 0xffff;

struct Link {
  uint32_t network;
  uint16_t link;
};
// RFC 1761 section 4 and Solaris' sys/dlpi.h.
constexpr std::array kLinks{Link{0, link::ethernet}, Link{2, kTokenRing}, Link{4, link::ethernet},
                            Link{8, kFddi},          Link{9, link::null}, Link{14, link::null},
                            Link{16, kIpOverFc},     Link{18, kSunAtm}};
// Surveyor's own numbers: fast, gigabit and 10-gigabit Ethernet, and kinds of Token Ring.
constexpr std::array kSurveyorLinks{
    Link{0, link::ethernet},  Link{2, kTokenRing},     Link{4, link::ethernet},  Link{8, kFddi},
    Link{10, link::ethernet}, Link{11, kTokenRing},    Link{12, link::ethernet}, Link{13, kTokenRing},
    Link{14, kTokenRing},     Link{19, link::ethernet}};

template <size_t N>
uint16_t link_of(const std::array<Link, N>& links, uint32_t network) {
  const auto at = std::ranges::find(links, network, &Link::network);
  return at == links.end() ? kUnknown : at->link;
}

struct Snoop {
  static constexpr const char* id = "snoop";
  uint32_t network = 0;
  uint16_t link = 0;
  bool begun = false, known = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      network = view.be32(12);
      begun = true;
      return {.size = kHeader};
    }
    if (view.size() < kRecord) return {.need = kRecord};
    const uint32_t wire = view.be32(0), captured = view.be32(4), record = view.be32(8);
    if (captured > kMost || record < kRecord || record - kRecord < captured || record > 2 * kMost)
      return {.damage = "absurd-length"};
    // Surveyor leaves what its hardware tells in the padding; nothing else has so much of it.
    constexpr uint32_t kTrailer = 16;
    if (!known)
      link = record - kRecord - captured >= kTrailer ? link_of(kSurveyorLinks, network)
                                                     : link_of(kLinks, network);
    known = true;
    info.dropped = view.be32(12);
    out = {{view.be32(16) * kSecond + view.be32(20) * kMicrosecond},
           view.sub(kRecord, captured),
           wire,
           link,
           interface_of(info, link, 6),
           Direction::unknown,
           {}};
    return {.size = record, .frame = true};
  }
};

struct BtSnoop {
  static constexpr const char* id = "btsnoop";
  // Its clock counts microseconds from the year 0; this is 1970.
  static constexpr uint64_t kEpoch = 0x00dcddb30f2f8000;
  uint16_t link = 0;
  bool begun = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      const uint32_t type = view.be32(12);
      link = type == 1002 ? kBluetoothH4 : type == 1001 ? kBluetoothHci : kUnknown;
      begun = true;
      return {.size = kHeader};
    }
    if (view.size() < kRecord) return {.need = kRecord};
    const uint32_t wire = view.be32(0), captured = view.be32(4);
    if (captured > kMost) return {.damage = "absurd-length"};
    info.dropped = view.be32(12);
    const auto us = static_cast<int64_t>(view.be64(16) - kEpoch);
    const bool sane = us > INT64_MIN / kMicrosecond && us < INT64_MAX / kMicrosecond;
    out = {{sane ? us * kMicrosecond : 0},
           view.sub(kRecord, captured),
           wire,
           link,
           interface_of(info, link, 6),
           (view.be32(8) & 1) != 0 ? Direction::inbound : Direction::outbound,
           {}};
    return {.size = kRecord + captured, .frame = true};
  }
};

bool sniff(Bytes head) { return head.starts_with(std::string_view("snoop\0\0\0", 8)); }
bool sniff_bt(Bytes head) { return head.starts_with(std::string_view("btsnoop\0", 8)); }

}  // namespace

extern const Format snoop, btsnoop;
const Format snoop{.id = "snoop", .need = 16, .sniff = sniff, .open = open_records<Snoop>};
const Format btsnoop{.id = "btsnoop", .need = 16, .sniff = sniff_bt, .open = open_records<BtSnoop>};

}  // namespace culprit::capture
