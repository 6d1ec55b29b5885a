// Novell's LANalyzer (document TID022037): records with a kind and a length; one of them tells date and
// network.
#include "capture/civil.h"
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

enum Kind : uint16_t { regular = 0x1001, summary = 0x1002, packet = 0x1005, cyclic = 0x1007 };
constexpr size_t kHead = 4, kDescriptor = 32, kSummary = 190;
constexpr uint16_t kBoardEthernet = 226, kBoardTokenRing = 227, kTokenRing = 6, kUnknown = 0xffff;
constexpr uint64_t kTicksPerSecond = 2'000'000;
constexpr uint32_t kCheckSum = 4;  // of Ethernet: counted, but not stored

struct Lanalyzer {
  static constexpr const char* id = "lanalyzer";
  Time start;
  uint16_t link = kUnknown;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (view.size() < kHead) return {.need = kHead};
    const size_t size = kHead + view.le16(2);
    const uint16_t kind = view.le16(0);
    if (kind >> 8 != regular >> 8) return {.damage = "absurd-length"};
    if (view.size() < size) return {.need = size};
    const Bytes body = view.sub(kHead, size - kHead);
    if (kind == summary) read_summary(body);
    if (kind != packet) return {.size = size};
    const uint16_t captured = body.le16(6);
    if (body.size() < kDescriptor || captured > body.size() - kDescriptor) return {.damage = "absurd-length"};
    const uint32_t wire = body.le16(4);
    const uint64_t ticks = body.le32(8) | uint64_t{body.le16(12)} << 32;
    out = {start + ns_of(ticks, kTicksPerSecond),
           body.sub(kDescriptor, captured),
           wire >= captured + kCheckSum ? wire - kCheckSum : wire,
           link,
           interface_of(info, link, 6),
           Direction::unknown,
           {}};
    return {.size = size, .frame = true};
  }

  void read_summary(Bytes body) {
    if (body.size() < kSummary) return;
    start = Civil{.year = body.le16(2), .month = body[1], .day = body[0]}.time();
    const uint16_t board = body.le16(188);
    link = board == kBoardEthernet ? link::ethernet : board == kBoardTokenRing ? kTokenRing : kUnknown;
  }
};

bool sniff(Bytes head) {
  const uint16_t kind = head.le16(0), length = head.le16(2);
  return (kind == regular || kind == cyclic) && length >= 2 && length <= 512 && head[4] <= 9 && head[5] <= 9;
}

}  // namespace

extern const Format lanalyzer;
const Format lanalyzer{.id = "lanalyzer", .need = 16, .sniff = sniff, .open = open_records<Lanalyzer>};

}  // namespace culprit::capture
