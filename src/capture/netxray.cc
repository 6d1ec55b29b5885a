// NetXRay, and Sniffer for Windows, which took over its format: a header that tells the clock's unit and
// where the packets begin and end.
#include <array>

#include "capture/civil.h"
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 128, kMostBefore = 256 * 1024;
constexpr std::array<size_t, 3> kRecords{16, 28, 40};  // bytes of a record's header, by version
constexpr uint16_t kTokenRing = 6, kFddi = 10, kPpp = 50, kCisco = 104, kWlan = 105, kFrameRelay = 107,
                   kUnknown = 0xffff;
enum Network : uint8_t { ethernet = 1, token_ring = 2, fddi = 3, wide_area = 4, wireless = 11 };

uint8_t network_of(Bytes header) { return static_cast<uint8_t>(header[44] + (header[45] == 0 ? 1 : 0)); }

uint16_t link_of(Bytes header, unsigned major) {
  switch (network_of(header)) {
    case ethernet:
      return link::ethernet;
    case token_ring:
      return kTokenRing;
    case fddi:
      return kFddi;
    case wireless:
      return kWlan;
    case wide_area: {
      const uint8_t captured_with = header[84];
      if (major < 2) return link::ethernet;
      return captured_with == 3    ? kPpp
             : captured_with == 4  ? kFrameRelay
             : captured_with == 19 ? kCisco
                                   : kUnknown;
    }
    default:
      return kUnknown;
  }
}

/// Ticks of the clock in a second; 0 = not known. Cards that were made for capturing have clocks of their
/// own.
uint64_t ticks_of(Bytes header, unsigned major, unsigned minor) {
  if (major < 2) return major == 1 && minor == 1 ? 1'000'000 : 1000;
  struct Card {
    uint8_t type;
    std::array<uint64_t, 3> ticks;
  };
  constexpr std::array kCards{Card{2, {1'000'000'000, 0, 31'250'000}}, Card{3, {1'000'000, 0, 1'250'000}},
                              Card{5, {1'000'000, 0, 0}}, Card{6, {1'000'000'000, 0, 20'000'000}}};
  constexpr std::array<uint64_t, 3> kOthers{1'000'000, 1'193'000, 1'193'182};
  const uint8_t unit = header[48];
  if (unit > 2) return 0;
  const bool is_ethernet = network_of(header) == ethernet;
  const auto card = std::ranges::find(kCards, header[84], &Card::type);
  if (is_ethernet && card != kCards.end()) return card->ticks[unit];
  if (is_ethernet && unit == 2 && header.le32(76) != 0) return header.le32(76);
  return kOthers[unit];
}

struct Netxray {
  static constexpr const char* id = "netxray";
  bool begun = false, check_sums = false;
  unsigned major = 0;
  uint16_t link = kUnknown;
  int64_t start_s = 0;
  uint64_t ticks = 1000, first = 0, end = UINT64_MAX;

  Taken take(Bytes view, uint64_t offset, Frame& out, Info& info) {
    if (!begun) return begin(view);
    if (offset >= end) return {.size = std::max<size_t>(view.size(), 1)};
    const size_t head = kRecords[major];
    if (view.size() < head) return {.need = head};
    const uint32_t captured = view.le16(major == 0 ? 8 : 10);
    const size_t size = head + captured;
    if (view.size() < size) return {.need = size};
    const uint32_t junk = major == 2 && !check_sums && view.be16(14) == 0xffff ? 4 : 0;
    const uint64_t stamp = view.le64(0);
    const uint32_t wire = view.le16(8);
    out = {
        {start_s * kSecond + (stamp >= first ? ns_of(stamp - first, ticks) : -ns_of(first - stamp, ticks))},
        view.sub(head, captured - std::min(captured, junk)),
        wire - std::min(wire, junk),
        link,
        interface_of(info, link,
                     ticks > 1'000'000 ? 9
                     : ticks == 1000   ? 3
                                       : 6),
        Direction::unknown,
        {}};
    return {.size = size, .frame = true};
  }

  Taken begin(Bytes view) {
    if (view.size() < kHeader) return {.need = kHeader};
    const size_t begins = std::max<size_t>(view.le32(24), kHeader);
    if (begins > kMostBefore) return {.damage = "absurd-length"};
    if (view.size() < begins) return {.need = begins};
    major = view.starts_with("VL") ? 0 : view[6] == '1' ? 1U : 2U;
    const unsigned minor = major == 1 ? view[8] - '0' : view[10] - '0';
    link = link_of(view, major);
    ticks = std::max<uint64_t>(ticks_of(view, major, minor), 1);
    start_s = view.le32(12);
    first = view.le64(52);
    // The clocks of capturing cards begin at 0.
    if (major == 2 && minor >= 2 && network_of(view) == ethernet && view[84] != 0) first = 0;
    check_sums = view[77] == 0x34 && view[78] == 0x12;
    end = view.le32(28);
    begun = true;
    return {.size = begins};
  }
};

/// A file that was written in a circle, or with a clock of an unknown unit, is left to the sentence that says
/// how to convert it.
bool sniff(Bytes head) {
  using namespace std::string_view_literals;
  const bool old = head.starts_with("VL\0\0"sv);
  const bool known = head.starts_with("XCP\0"sv) &&
                     (head.sub(4).starts_with("001.000\0"sv) || head.sub(4).starts_with("001.100\0"sv) ||
                      (head.sub(4).starts_with("002.00"sv) && head[10] <= '3'));
  const unsigned major = old ? 0 : head[6] == '1' ? 1 : 2;
  return (old || known) && head.le32(24) >= kHeader && head.le32(24) < head.le32(28) && head[45] % 2 == 0 &&
         head[45] <= 2 && ticks_of(head, major, 1) != 0;
}

}  // namespace

extern const Format netxray;
const Format netxray{.id = "netxray", .need = kHeader, .sniff = sniff, .open = open_records<Netxray>};

}  // namespace culprit::capture
