#include "capture/listed.h"

#include <algorithm>
#include <array>

namespace culprit::capture {
namespace {

constexpr size_t kName = 56, kFixed = 60;  // where the name's length stands, and where the texts begin
constexpr uint8_t kFragment = 1, kMore = 2, kByIp = 4;

/// The same order as the fields of Listed; all of them little-endian.
struct Writer {
  std::string& out;
  Writer& number(uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i);
    return *this;
  }
  Writer& address(const Address& a) { return number(a.hi, 8).number(a.lo, 8); }
};

Address address_at(Bytes b, size_t at) { return {b.le64(at), b.le64(at + 8)}; }

}  // namespace

void encode(const Listed& row, std::string& out) {
  const std::string_view name = row.name.substr(0, kMostListed);
  const uint8_t marks =
      static_cast<uint8_t>((row.fragment ? kFragment : 0) | (row.more ? kMore : 0) | (row.by_ip ? kByIp : 0));
  Writer{out}
      .address(row.source)
      .address(row.destination)
      .number(row.protocol, 2)
      .number(row.source_port, 2)
      .number(row.destination_port, 2)
      .number(row.tcp_flags, 1)
      .number(row.ttl, 1)
      .number(row.payload, 4)
      .number(row.ip_id, 4)
      .number(row.fragment_offset, 4)
      .number(marks, 4)
      .number(name.size(), 4);
  out += name;
  out += row.info.substr(0, kMostListed - name.size());
}

Listed decode_listed(Bytes record) {
  const uint32_t marks = record.le32(52);
  Listed row{.source = address_at(record, 0),
             .destination = address_at(record, 16),
             .protocol = record.le16(32),
             .source_port = record.le16(34),
             .destination_port = record.le16(36),
             .payload = record.le32(40),
             .ip_id = record.le32(44),
             .fragment_offset = record.le32(48),
             .fragment = (marks & kFragment) != 0,
             .more = (marks & kMore) != 0,
             .by_ip = (marks & kByIp) != 0,
             .tcp_flags = record.u8(38),
             .ttl = record.u8(39)};
  const std::string_view text = record.sub(kFixed).text();
  row.name = text.substr(0, record.le32(kName));
  row.info = text.substr(row.name.size());
  return row;
}

}  // namespace culprit::capture
