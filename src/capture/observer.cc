// Network Instruments' Observer: a header that tells where the packets begin, then records with a mark each.
#include "capture/civil.h"
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 36, kRecord = 48;
constexpr uint32_t kMark = 0x88888888;
constexpr int64_t kFrom2000 = 946'684'800;  // seconds from 1970 to 2000, where its clock begins
constexpr uint16_t kTokenRing = 6, kWlan = 105, kFibreChannel = 225, kUnknown = 0xffff;
constexpr uint32_t kCheckSum = 4;  // counted, but not stored

uint16_t link_of(uint8_t network) {
  switch (network) {
    case 0:
      return link::ethernet;
    case 1:
      return kTokenRing;
    case 8:
      return kFibreChannel;
    case 9:
      return kWlan;
    default:
      return kUnknown;
  }
}

struct Observer {
  static constexpr const char* id = "observer";
  bool begun = false, over = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      const size_t whole = std::max<size_t>(view.le16(32) | size_t{view[31]} << 16, kHeader);
      if (view.size() < whole) return {.need = whole};
      begun = true;
      return {.size = whole};
    }
    if (over) return {.size = std::max<size_t>(view.size(), 1)};
    if (view.size() < kRecord) return {.need = kRecord};
    over = view.be64(0) == 0;  // filled up with zeros
    if (over) return {.size = kRecord};
    const size_t frame_at = view.le16(12), size = view.le16(14);
    if (view.le32(0) != kMark || frame_at < kRecord || size < frame_at) return {.damage = "absurd-length"};
    if (view.size() < size) return {.need = size};
    if (view[19] != 0) return {.size = size};  // a note of the program
    const uint16_t link = link_of(view[16]);
    const uint32_t check_sum = link == kFibreChannel ? 0 : kCheckSum;
    const uint32_t counted = view.le16(10), wire = counted > check_sum ? counted - check_sum : counted;
    const size_t captured = std::min<size_t>({view.le16(8), wire, size - frame_at});
    out = {{kFrom2000 * kSecond + ns_of(view.le64(40), kSecond)},
           view.sub(frame_at, captured),
           wire,
           link,
           interface_of(info, link, 9),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }
};

bool sniff(Bytes head) { return head.starts_with("ObserverPktBuffer"); }

}  // namespace

extern const Format observer;
const Format observer{.id = "observer", .need = kHeader, .sniff = sniff, .open = open_records<Observer>};

}  // namespace culprit::capture
