// TamoSoft's CommView, both forms (its help, "Log file format"): no file header, every record begins with
// lengths and a date.
#include "capture/civil.h"
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kOld = 24, kNew = 20, kRadio = 20;
constexpr uint32_t kMost = 256 * 1024;
constexpr uint16_t kWlan = 105, kTokenRing = 6, kUnknown = 0xffff;
constexpr uint8_t kCompressed = 0x40, kReserved = 0x80;

uint16_t link_of(uint8_t medium) {
  return medium == 0 ? link::ethernet : medium == 1 ? kWlan : medium == 2 ? kTokenRing : kUnknown;
}

/// `at` is where the year stands.
Civil date_at(Bytes record, size_t at) {
  return {record.le16(at), record[at + 2], record[at + 3], record[at + 4], record[at + 5], record[at + 6]};
}

struct Old {
  static constexpr const char* id = "commview";

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (view.size() < kOld) return {.need = kOld};
    const uint16_t size = view.le16(0);
    if (!date_at(view, 5).is_date()) return {.damage = "absurd-length"};
    const size_t whole = kOld + size;
    // What is compressed keeps its number.
    if ((view[16] & kCompressed) != 0) return {.size = whole, .numbered = true};
    const uint16_t link = link_of(view[16] & 0x0f);
    out = {date_at(view, 5).time() + view.le32(12) * kMicrosecond,
           view.sub(kOld, size),
           size,
           link,
           interface_of(info, link, 6),
           Direction::unknown,
           {}};
    return {.size = whole, .frame = true};
  }
};

struct New {
  static constexpr const char* id = "commview-ncfx";

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (view.size() < kNew) return {.need = kNew};
    const uint32_t size = view.le32(0);
    if (size < kNew || size > kMost || !date_at(view, 4).is_date()) return {.damage = "absurd-length"};
    if (view.size() < size) return {.need = size};
    const uint16_t link = link_of(view[15]);
    // Of radio, a header that tells its own length stands before the frame.
    const size_t radio = link == kWlan ? std::max<size_t>(view.le16(kNew), kRadio) : 0;
    const Bytes data = view.sub(0, size).sub(kNew + radio);
    out = {date_at(view, 4).time() + view.le32(11) * kMicrosecond,
           data,
           static_cast<uint32_t>(data.size()),
           link,
           interface_of(info, link, 6),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }
};

bool sniff_old(Bytes head) {
  return date_at(head, 5).is_date() && head[4] == 0 && (head[16] & kReserved) == 0 &&
         (head[16] & 0x0f) <= 2 && head[17] <= 100 && head.le32(12) < 1'000'000 && head.le16(0) != 0;
}
bool sniff_new(Bytes head) {
  return date_at(head, 4).is_date() && head.le32(0) >= kNew && head.le32(0) <= kMost && head[15] <= 1 &&
         head[16] <= 1 && head[17] <= 2 && head.le32(11) < 1'000'000;
}

}  // namespace

extern const Format commview, commview_ncfx;
const Format commview{.id = "commview", .need = kOld, .sniff = sniff_old, .open = open_records<Old>};
const Format commview_ncfx{
    .id = "commview-ncfx", .need = kNew, .sniff = sniff_new, .open = open_records<New>};

}  // namespace culprit::capture
