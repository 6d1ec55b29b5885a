// Visual Networks' traffic captures: a header, as many packets as it says, then a table of where they are.
#include <array>

#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 192, kRecord = 20;
constexpr uint16_t kTokenRing = 6, kPppOrHdlc = 50, kFrameRelay = 107, kUnknown = 0xffff;

/// SNMP's interface types, and bytes of a checksum that are counted but not stored.
struct Medium {
  uint16_t type, link, check_sum;
};
constexpr std::array kMedia{Medium{6, link::ethernet, 4}, Medium{9, kTokenRing, 0}, Medium{22, kPppOrHdlc, 2},
                            Medium{32, kFrameRelay, 2}, Medium{118, kPppOrHdlc, 2}};

struct Visual {
  static constexpr const char* id = "visual";
  uint64_t left = 0;
  int64_t start_s = 0;
  Medium medium{0, kUnknown, 0};
  bool begun = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) return begin(view);
    if (left == 0) return {.size = std::max<size_t>(view.size(), 1)};
    if (view.size() < kRecord) return {.need = kRecord};
    const uint32_t wire = view.le16(4);
    const size_t size = kRecord + view.le16(6);
    if (view.size() < size) return {.need = size};
    --left;
    out = {{start_s * kSecond + view.le32(0) * kMillisecond},
           view.sub(kRecord, size - kRecord),
           wire > medium.check_sum ? wire - medium.check_sum : wire,
           medium.link,
           interface_of(info, medium.link, 3),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }

  Taken begin(Bytes view) {
    if (view.size() < kHeader) return {.need = kHeader};
    left = view.le32(4);
    start_s = view.le32(8);
    const auto at = std::ranges::find(kMedia, view.le16(12), &Medium::type);
    if (at != kMedia.end()) medium = *at;
    begun = true;
    return {.size = kHeader};
  }
};

bool sniff(Bytes head) { return head.starts_with("\x05VNF") && head.le16(18) == 1; }

}  // namespace

extern const Format visual;
const Format visual{.id = "visual", .need = 20, .sniff = sniff, .open = open_records<Visual>};

}  // namespace culprit::capture
