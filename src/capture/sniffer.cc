// Network General's Sniffer for DOS, where it is not compressed: a mark, then records with kind and length.
#include <array>

#include "capture/civil.h"
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kMark = 17, kHead = 6, kVersion = 18, kFrame = 14;
enum Kind : uint16_t { version = 1, end_of_frames = 3, frame2 = 4 };
constexpr uint16_t kTokenRing = 6, kArcnet = 7, kPpp = 50, kFddi = 10, kUnknown = 0xffff;

uint16_t link_of(uint8_t network) {
  constexpr std::array kLinks{kTokenRing, link::ethernet, kArcnet, kUnknown, kUnknown,
                              kUnknown,   kUnknown,       kPpp,    kUnknown, kFddi};
  return network < kLinks.size() ? kLinks[network] : kUnknown;
}

/// Picoseconds of a tick, by the header's unit.
constexpr std::array<uint64_t, 7> kTicks{15'000'000, 838'096,   15'000'000, 500'000,
                                         2'000'000,  1'000'000, 100'000};

struct Sniffer {
  static constexpr const char* id = "sniffer";
  Time day;
  uint64_t tick = 838'096;
  uint16_t link = kUnknown;
  bool begun = false, over = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kMark) return {.need = kMark};
      begun = true;
      return {.size = kMark};
    }
    if (over) return {.size = std::max<size_t>(view.size(), 1)};
    if (view.size() < kHead) return {.need = kHead};
    const size_t size = kHead + view.le16(2);
    if (view.size() < size) return {.need = size};
    const Bytes body = view.sub(kHead, size - kHead);
    const uint16_t kind = view.le16(0);
    if (kind == version && body.size() >= kVersion) begin(body);
    if (kind == end_of_frames) over = true;
    if (kind != frame2) return {.size = size};
    if (body.size() < kFrame) return {.damage = "absurd-length"};
    const size_t captured = std::min<size_t>(body.le16(6), body.size() - kFrame);
    const uint16_t wire = body.le16(10);
    out = {day + time_of(body),
           body.sub(kFrame, captured),
           wire != 0 ? wire : static_cast<uint32_t>(captured),
           link,
           interface_of(info, link, 6),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }

  void begin(Bytes body) {
    const uint16_t date = body.le16(6);  // as DOS packs it
    day = Civil{.year = 1980U + (date >> 9), .month = date >> 5 & 15U, .day = date & 31U}.time();
    link = link_of(body[9]);
    if (body[11] < kTicks.size()) tick = kTicks[body[11]];
  }
  /// Since midnight: 40 bits of ticks, and days.
  int64_t time_of(Bytes body) const {
    const uint64_t ticks = body.le32(0) | uint64_t{body[4]} << 32;
    return body[5] * 86400 * kSecond +
           static_cast<int64_t>(ticks * (tick / 1000) + ticks * (tick % 1000) / 1000);
  }
};

/// Compressed ones are left to the sentence that says how to convert them.
bool sniff(Bytes head) {
  return head.starts_with("TRSNIFF data    \x1a") && head.le16(kMark) == version &&
         head[kMark + kHead + 10] == 1;
}

}  // namespace

extern const Format sniffer;
const Format sniffer{
    .id = "sniffer", .need = kMark + kHead + kVersion, .sniff = sniff, .open = open_records<Sniffer>};

}  // namespace culprit::capture
