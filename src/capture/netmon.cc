// Microsoft Network Monitor 1 and 2 (the file format is in Network Monitor 3's help): frames, then tables of
// where they are. Frames are read one behind the other; the tables are at the end, where a reader of a pipe
// cannot look first.
#include <array>

#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 128;
constexpr uint32_t kMost = 256 * 1024;
constexpr uint16_t kTokenRing = 6, kFddi = 10, kAtm = 123, kRadio = 0xfffe, kUnknown = 0xffff;
constexpr int64_t kFrom1601 = 11'644'473'600;  // seconds from 1601, where Windows' clock begins, to 1970

// NDIS media types, and what Network Monitor makes of some: raw IP for tunnels and mobile networks.
constexpr std::array kMedia{link::ethernet, link::ethernet, kTokenRing, kFddi,     kAtm,
                            kUnknown,       kRadio,         link::raw,  link::raw, link::raw};
constexpr uint16_t kPcapBase = 0xe000, kPayloadHeader = 0xfffc, kNetworkInfo = 0xfffd, kDnsCache = 0xfffe;

uint16_t link_of(uint16_t network) {
  if (network < kMedia.size()) return kMedia[network];
  return (network & 0xf000) == kPcapBase && (network < 0xe080 || network > 0xe08a) ? network & 0x0fff
                                                                                   : kUnknown;
}

/// Notes of the program among the frames; Wireshark does not number these.
bool is_note(uint16_t network) {
  return network == kPayloadHeader || network == kNetworkInfo || network == kDnsCache;
}

/// SYSTEMTIME, in the capturing computer's own time zone, which the file does not tell; taken for UTC.
Time start_of(Bytes header) {
  if (header.le16(8) < 1990 || header.le16(8) > 2100 || header.le16(10) > 12 || header.le16(14) > 31)
    return {};
  const int64_t days = days_from_civil(header.le16(8), header.le16(10), header.le16(14));
  const int64_t seconds = days * 86400 + header.le16(16) * 3600 + header.le16(18) * 60 + header.le16(20);
  return {seconds * kSecond + header.le16(22) * kMillisecond};
}

struct Netmon {
  static constexpr const char* id = "netmon";
  bool begun = false;
  uint8_t minor = 0, major = 0;
  uint16_t network = 0;
  Time start;
  uint64_t end = UINT64_MAX;  // of the frames

  Taken take(Bytes view, uint64_t offset, Frame& out, Info& info) {
    if (!begun) return begin(view);
    if (offset >= end) return {.size = std::max<size_t>(view.size(), 1)};  // tables
    const size_t head = major < 2 ? 8 : 16;
    if (view.size() < head) return {.need = head};
    const uint32_t wire = major < 2 ? view.le16(4) : view.le32(8);
    const uint32_t captured = major < 2 ? view.le16(6) : view.le32(12);
    if (captured > kMost) return {.damage = "absurd-length"};
    const size_t size = head + captured + trailer();
    if (view.size() < size) return {.need = size};
    const Bytes tail = view.sub(head + captured);
    const uint16_t kind = trailer() == 0 ? network : tail.le16(0);
    if (is_note(kind)) return {.size = size};
    const uint16_t link = link_of(kind);
    out = {time_of(view, tail),
           view.sub(head, captured),
           wire,
           link,
           interface_of(info, link, digits()),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }

  Taken begin(Bytes view) {
    if (view.size() < kHeader) return {.need = kHeader};
    minor = view[4];
    major = view[5];
    network = view.le16(6);
    start = start_of(view);
    if (const uint32_t table = view.le32(24); table >= kHeader) end = table;
    begun = true;
    return {.size = kHeader};
  }

  // Since 2.1 each frame has its own medium, since 2.2 a process, since 2.3 a time of its own and its zone.
  size_t trailer() const {
    constexpr std::array<size_t, 4> sizes{0, 2, 6, 15};
    return major < 2 ? 0 : sizes[std::min<size_t>(minor, 3)];
  }
  uint8_t digits() const { return major < 2 ? 3 : minor < 3 ? 6 : 7; }

  Time time_of(Bytes record, Bytes tail) const {
    if (trailer() == 15) {
      const uint64_t ticks = tail.le64(6);  // of 100 ns
      const auto seconds = static_cast<int64_t>(ticks / 10'000'000) - kFrom1601;
      if (seconds > -9'000'000'000 && seconds < 9'000'000'000)
        return {seconds * kSecond + static_cast<int64_t>(ticks % 10'000'000) * 100};
    }
    if (major < 2) return start + int64_t{record.le32(0)} * kMillisecond;
    // Microseconds, which may be negative: times ten they are a signed number of 64 bits.
    const auto ticks = static_cast<int64_t>(record.le64(0) * 10);
    return ticks > INT64_MAX / 400 || ticks < INT64_MIN / 400 ? start : start + ticks * 100;
  }
};

bool sniff(Bytes head) {
  const uint8_t major = head[5];
  return (head.starts_with("RTSS") || head.starts_with("GMBU")) && (major == 1 || major == 2);
}

}  // namespace

extern const Format netmon;
const Format netmon{.id = "netmon", .need = 8, .sniff = sniff, .open = open_records<Netmon>};

}  // namespace culprit::capture
