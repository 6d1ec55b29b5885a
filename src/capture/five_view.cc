// InfoVista's 5View: a header, then records that each begin with a key and tell their kind.
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr uint32_t kMark = 0xaaaaaaaa, kKey = 0x3333eeee, kEthernet = 0x18001000;
constexpr size_t kHeader = 32, kRecord = 36;
constexpr uint32_t kMost = 256 * 1024;

struct FiveView {
  static constexpr const char* id = "5view";
  bool begun = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      const uint32_t size = view.le32(4), attributes = view.le32(12);
      if (size < kHeader || size > kMost || attributes > kMost) return {.damage = "absurd-length"};
      const size_t whole = size_t{size} + attributes;
      if (view.size() < whole) return {.need = whole};
      begun = true;
      return {.size = whole};
    }
    if (view.size() < kRecord) return {.need = kRecord};
    const uint32_t size = view.le32(16);
    if (view.le32(0) != kKey || size > kMost) return {.damage = "absurd-length"};
    if (view.le32(12) != 0) return {.size = kRecord + size};  // an alarm or an event
    out = {{view.le32(24) * kSecond + view.le32(28)}, view.sub(kRecord, size), size, link::ethernet,
           interface_of(info, link::ethernet, 9),     Direction::unknown,      {}};
    return {.size = kRecord + size, .frame = true};
  }
};

bool sniff(Bytes head) { return head.le32(0) == kMark && head.le32(16) == kEthernet; }

}  // namespace

extern const Format five_view;
const Format five_view{.id = "5view", .need = kHeader, .sniff = sniff, .open = open_records<FiveView>};

}  // namespace culprit::capture
