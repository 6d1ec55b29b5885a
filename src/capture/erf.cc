// Endace's Extensible Record Format ("ERF types reference guide"): no file header, every record tells its
// type.
#include "capture/record_reader.h"

namespace culprit::capture {
namespace {

constexpr size_t kHeader = 16, kExtension = 8;
constexpr uint8_t kMore = 0x80;
constexpr uint16_t kPpp = 50, kCiscoHdlc = 104, kErf = 197, kRawIp4 = link::ipv4, kRawIp6 = link::ipv6;

enum Type : uint8_t {
  hdlc = 1,
  eth = 2,
  atm = 3,
  aal5 = 4,
  mc_hdlc = 5,
  mc_raw = 6,
  mc_atm = 7,
  mc_raw_channel = 8,
  mc_aal5 = 9,
  color_hdlc = 10,
  color_eth = 11,
  mc_aal2 = 12,
  dsm_color_hdlc = 15,
  dsm_color_eth = 16,
  color_mc_hdlc = 17,
  aal2 = 18,
  color_hash_hdlc = 19,
  color_hash_eth = 20,
  ip4 = 22,
  ip6 = 23,
  meta = 27,
  pad = 48
};

/// Bytes between the header with its extensions and the frame.
size_t sub_header(uint8_t type) {
  switch (type) {
    case eth:
    case color_eth:
    case dsm_color_eth:
    case color_hash_eth:
      return 2;
    case mc_hdlc:
    case mc_raw:
    case mc_atm:
    case mc_raw_channel:
    case mc_aal5:
    case mc_aal2:
    case color_mc_hdlc:
    case aal2:
      return 4;
    default:
      return 0;
  }
}

uint16_t link_of(uint8_t type, Bytes data) {
  switch (type) {
    case eth:
    case color_eth:
    case dsm_color_eth:
    case color_hash_eth:
      return link::ethernet;
    case hdlc:
    case mc_hdlc:
    case color_hdlc:
    case dsm_color_hdlc:
    case color_hash_hdlc:
    case color_mc_hdlc:
      return data.be16(0) == 0xff03 ? kPpp : kCiscoHdlc;
    case ip4:
      return kRawIp4;
    case ip6:
      return kRawIp6;
    default:
      return kErf;
  }
}

// The word that counts losses holds a colour in some types.
bool counts_losses(uint8_t type) { return type >= hdlc && type <= mc_aal5; }

/// Units of 2^-32 s, to the nearest nanosecond.
Time time_of(Bytes record) {
  const uint64_t fraction = record.le32(0);
  return {record.le32(4) * kSecond + static_cast<int64_t>((fraction * kSecond + (uint64_t{1} << 31)) >> 32)};
}

struct Erf {
  static constexpr const char* id = "erf";

  Taken take(Bytes view, uint64_t, Frame& out, Info& info) {
    if (view.size() < kHeader) return {.need = kHeader};
    const size_t size = view.be16(10);
    const auto type = static_cast<uint8_t>(view[8] & ~kMore);
    if (size < kHeader || type == 0) return {.damage = "absurd-length"};
    if (view.size() < size) return {.need = size};
    if (type == pad) return {.size = size};
    size_t at = kHeader;
    for (uint8_t kind = view[8]; (kind & kMore) != 0 && at + kExtension <= size; at += kExtension)
      kind = view[at];
    at = std::min(at + sub_header(type), size);
    if (counts_losses(type)) info.dropped += view.be16(12);
    const uint32_t wire = view.be16(14);
    const Bytes data = view.sub(at, std::min<size_t>(size - at, wire));
    if (type == meta) return {.size = size, .numbered = true};
    const uint16_t link = link_of(type, data);
    out = {time_of(view), data, wire, link, interface_of(info, link, 9), Direction::unknown, {}};
    return {.size = size, .frame = true};
  }
};

/// There is no magic number: a known type, a length that holds its own header, lengths that agree.
bool is_record(Bytes record) {
  const auto type = static_cast<uint8_t>(record[8] & ~kMore);
  const uint16_t length = record.be16(10), wire = record.be16(14);
  return record.has(0, 18) && type >= hdlc && type <= pad && length >= 18 && (wire != 0 || type == meta) &&
         (type == meta || type == pad || length <= wire + 136u);
}
bool sniff(Bytes head) {
  constexpr uint32_t kOldest = 300'000'000,
                     kMostApart = 365 * 86400;  // seconds: no capture is from before 1979
  const bool text = std::ranges::all_of(
      head.sub(0, kHeader).text(), [](char c) { return c >= ' ' || c == '\t' || c == '\n' || c == '\r'; });
  // What describes the capture, at its beginning, may have no time.
  const bool dated = head.le32(4) >= kOldest || (head.be64(0) == 0 && (head[8] & ~kMore) == meta);
  if (text || !is_record(head) || !dated) return false;
  const Bytes second = head.sub(head.be16(10));
  if (second.size() < 18) return true;
  return is_record(second) && (head.be64(0) == 0 || second.le32(4) - head.le32(4) + 3600 <= kMostApart);
}

}  // namespace

extern const Format erf;
const Format erf{.id = "erf", .need = 18, .sniff = sniff, .open = open_records<Erf>};

}  // namespace culprit::capture
