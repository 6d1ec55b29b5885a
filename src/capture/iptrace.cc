// AIX' iptrace, both versions: a line that names it, then records with a header each. Numbers are big-endian.
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 11, kLengths = 8, kOld = 22, kNew = 32, kFddiPadding = 3;
constexpr uint32_t kMost = 256 * 1024;
constexpr uint16_t kTokenRing = 6, kFddi = 10, kLlc = 100, kIpoib = 242, kUnknown = 0xffff;

/// By SNMP's interface types.
uint16_t link_of(uint8_t type) {
  switch (type) {
    case 6:
    case 7:
      return link::ethernet;
    case 9:
      return kTokenRing;
    case 15:
      return kFddi;
    case 24:
      return link::raw;
    case 37:
      return kLlc;
    case 199:
      return kIpoib;
    default:
      return kUnknown;
  }
}

struct Iptrace {
  static constexpr const char* id = "iptrace";
  bool begun = false, second = false;

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      second = view[8] == '2';
      begun = true;
      return {.size = kHeader};
    }
    const size_t head = second ? kNew : kOld;
    if (view.size() < kLengths) return {.need = kLengths};
    const uint32_t size = view.be32(0);
    if (size < head || size > kMost) return {.damage = "absurd-length"};
    const size_t whole = kLengths + size;
    if (view.size() < whole) return {.need = whole};
    const Bytes told = view.sub(kLengths, size);
    const uint16_t link = link_of(told[20]);
    const Bytes data = told.sub(head + (link == kFddi ? kFddiPadding : 0));
    const int64_t ns = second ? told.be32(24) * kSecond + told.be32(28) : view.be32(4) * kSecond;
    out = {{ns},
           data,
           static_cast<uint32_t>(data.size()),
           link,
           interface_of(info, link, second ? 9 : 0),
           told[21] != 0 ? Direction::outbound : Direction::inbound,
           {}};
    return {.size = whole, .frame = true};
  }
};

bool sniff(Bytes head) { return head.starts_with("iptrace 1.0") || head.starts_with("iptrace 2.0"); }

}  // namespace

extern const Format iptrace;
const Format iptrace{.id = "iptrace", .need = kHeader, .sniff = sniff, .open = open_records<Iptrace>};

}  // namespace culprit::capture
