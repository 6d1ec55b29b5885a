#include "message/dns_wire.h"

#include "base/text.h"
#include "message/fields.h"

namespace culprit::message {
namespace {

constexpr size_t kHeader = 12, kMaxName = 255, kMaxRecords = 256;
constexpr uint16_t kA = 1, kCname = 5, kAaaa = 28, kIn = 1;

bool is_answer(Bytes dns) { return (dns[2] & 0x80) != 0; }

bool read_label(Bytes dns, size_t& at, std::string& name) {
  const size_t size = dns[at];
  if (!dns.has(at, size + 1) || name.size() + size + 1 > kMaxName) return false;
  if (!name.empty()) name += '.';
  name += lower(dns.sub(at + 1, size).text());
  at += size + 1;
  return true;
}

struct Record {
  std::string name;
  uint16_t type = 0, klass = 0;
  Bytes data;
  size_t data_at = 0;
};

bool read_record(Bytes dns, size_t& at, Record& record) {
  auto name = read_name(dns, at);
  if (!name || !dns.has(at, 10)) return false;
  const size_t size = dns.be16(at + 8);
  if (!dns.has(at + 10, size)) return false;
  record = {std::move(*name), dns.be16(at), static_cast<uint16_t>(dns.be16(at + 2) & 0x7fff),
            dns.sub(at + 10, size), at + 10};
  at += 10 + size;
  return true;
}

void take_record(Message& m, Bytes dns, const Record& record) {
  if (record.klass != kIn) return;
  if (record.type == kA && record.data.size() == 4) {
    add_field(m, Place::body, "address", Address::ip4(record.data.be32(0)).text());
  } else if (record.type == kAaaa && record.data.size() == 16) {
    add_field(m, Place::body, "address", Address::ip6(record.data).text());
  } else if (record.type == kCname) {
    size_t at = record.data_at;
    if (const auto alias = read_name(dns, at)) add_field(m, Place::body, "name", *alias);
  }
}

bool has_address(const Message& m) {
  for (const Field& f : m.fields) {
    if (f.name == "address") return true;
  }
  return false;
}

Message blank(const packet::Packet& p) {
  Message m;
  m.kind = Kind::dns_answer;
  m.start = m.end = p.time;
  m.first = m.last = p.ref;
  m.client = p.dst;
  m.server = p.src;
  m.client_port = p.dst_port;
  m.server_port = p.src_port;
  return m;
}

}  // namespace

std::optional<std::string> read_name(Bytes dns, size_t& at) {
  std::string name;
  size_t here = at, least = at;
  bool jumped = false;
  while (dns.has(here, 1) && dns[here] != 0) {
    if ((dns[here] & 0xc0) == 0xc0) {
      const size_t target = dns.be16(here) & 0x3fffu;
      if (!dns.has(here, 2) || target >= least || target < kHeader) return std::nullopt;
      if (!jumped) at = here + 2;
      jumped = true;
      here = least = target;
    } else if ((dns[here] & 0xc0) != 0 || !read_label(dns, here, name)) {
      return std::nullopt;
    }
  }
  if (!dns.has(here, 1)) return std::nullopt;
  if (!jumped) at = here + 1;
  return name.empty() ? "." : name;
}

bool looks_like_dns(Bytes dns, bool multicast) {
  const unsigned opcode = dns[2] >> 3 & 15;
  if (dns.size() < kHeader || opcode > 6 || opcode == 3 || (dns[3] & 0x40) != 0)
    return false;  // Z bit, RFC 1035 4.1.1
  const size_t questions = dns.be16(4);
  const size_t records = size_t{dns.be16(6)} + dns.be16(8) + dns.be16(10);
  // A question takes at least 5 bytes, a record 11.
  if (questions * 5 + records * 11 > dns.size() - kHeader && !is_answer(dns)) return false;
  if (questions == 0 ? !multicast || records == 0 : questions > 1 && !multicast) return false;
  size_t at = kHeader;
  if (!read_name(dns, at)) return false;
  if (!dns.has(at, 4)) return false;
  const uint16_t type = dns.be16(at), klass = dns.be16(at + 2) & 0x7fff;
  return type != 0 && (klass <= 4 || klass == 254 || klass == 255) && klass != 0;
}

Fit probe_dns(const packet::Packet& packet, bool multicast) {
  if (!looks_like_dns(packet.payload, multicast)) return Fit::no;
  return Fit::yes;
}

void read_dns(const packet::Packet& packet, MessageSink& sink) {
  const Bytes dns = packet.payload;
  if (dns.size() < kHeader || !is_answer(dns) || (dns[3] & 15) != 0) return;
  Message m = blank(packet);
  size_t at = kHeader;
  for (size_t i = 0; i < dns.be16(4) && i < kMaxRecords; ++i) {
    const auto name = read_name(dns, at);
    if (!name) return;
    if (i == 0) add_field(m, Place::body, "name", *name);
    at += 4;
  }
  Record record;
  for (size_t i = 0; i < dns.be16(6) && i < kMaxRecords && read_record(dns, at, record); ++i) {
    if (m.fields.empty()) add_field(m, Place::body, "name", record.name);
    take_record(m, dns, record);
  }
  if (!has_address(m)) return;
  m.line = m.fields.front().value;
  sink.add(std::move(m));
}

}  // namespace culprit::message
