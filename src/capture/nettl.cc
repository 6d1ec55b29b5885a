// HP-UX' nettl: a header of the computer, then records that tell which subsystem they were traced in. Numbers
// are big-endian.
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 128, kRecord = 64, kDriver = 22;
constexpr uint32_t kMost = 256 * 1024, kInbound = 0x20000000, kOutbound = 0x10000000;
constexpr uint16_t kTokenRing = 6, kFddi = 10, kUnknown = 0xffff;
constexpr uint16_t kDriverSubsystem = 11;

/// What a subsystem traces, and the bytes before it.
struct Traced {
  uint16_t link = link::ethernet;
  uint8_t padding = 0;
};
// /etc/nettlgen.conf; whatever is not listed is taken for a network card of today, which are all Ethernet.
Traced traced_by(uint16_t subsystem) {
  switch (subsystem) {
    case 2:  // loopback
      return {link::raw, 26};
    case 6:    // TCP
    case 8:    // UDP
    case 9:    // IP
    case 244:  // IPv6
      return {link::raw, 0};
    case 268:  // SCTP
      return {link::raw, 8};
    case 31:
    case 187:
      return {kTokenRing, 0};
    case 174:
    case 176:
    case 177:
      return {kFddi, 3};
    case 34:  // X.25
    case 35:
      return {kUnknown, 24};
    case 23:   // ICMP
    case 95:   // an FDDI card with a form of its own
    case 245:  // ICMPv6
    case 267:  // telnet
      return {kUnknown, 0};
    default:
      return {};
  }
}

struct Nettl {
  static constexpr const char* id = "nettl";
  bool begun = false, eleven = false;  // HP-UX 11

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (!begun) {
      if (view.size() < kHeader) return {.need = kHeader};
      eleven = view[99] == '1' && view[100] == '1';
      begun = true;
      return {.size = kHeader};
    }
    if (view.size() < kRecord) return {.need = kRecord};
    const size_t head = view.be16(0);
    const uint32_t captured = view.be32(32), kind = view.be32(12);
    if (head < kRecord || captured > kMost) return {.damage = "absurd-length"};
    const size_t size = head + captured;
    if (view.size() < size) return {.need = size};
    if ((kind & (kInbound | kOutbound)) == 0) return {.size = size, .numbered = true};
    const uint16_t subsystem = view.be16(2);
    Traced traced = traced_by(subsystem);
    if (subsystem == kDriverSubsystem) traced.padding = static_cast<uint8_t>(kDriver + (eleven ? 2 : 0));
    const Bytes data = view.sub(head, captured).sub(traced.padding);
    const uint32_t wire = view.be32(36);
    out = {{view.be32(40) * kSecond + view.be32(44) * kMicrosecond},
           data,
           wire > traced.padding ? wire - traced.padding : wire,
           traced.link,
           interface_of(info, traced.link, 6),
           (kind & kInbound) != 0 ? Direction::inbound : Direction::outbound,
           {}};
    return {.size = size, .frame = true};
  }
};

using namespace std::string_view_literals;
bool sniff(Bytes head) {
  return head.starts_with("TR\0\x64\0\0\0\0\0\0\0\x80"sv) ||
         head.starts_with("\0\0\0\1\0\0\0\0\0\x07\xd0\0"sv);
}

}  // namespace

extern const Format nettl;
const Format nettl{.id = "nettl", .need = 12, .sniff = sniff, .open = open_records<Nettl>};

}  // namespace culprit::capture
