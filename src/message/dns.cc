// DNS over UDP (RFC 1035), and over TCP, where two bytes of length come first (section 4.2.2).
#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "message/dns_wire.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{53};

Fit probe(const packet::Packet& packet) { return probe_dns(packet, false); }

Fit probe_tcp(flow::Side, Bytes head, uint16_t server_port) {
  if (server_port != kPorts[0]) return Fit::no;
  const size_t size = head.be16(0);
  if (head.size() >= 2 && size < 17) return Fit::no;
  if (head.size() < std::min<size_t>(size + 2, 64)) return Fit::unsure;
  return looks_like_dns(head.sub(2, size), false) ? Fit::yes : Fit::no;
}

void read(const packet::Packet& p, MessageSink& sink) {
  read_dns(p.payload, way_of(p, "dns", NameSource::dns), sink);
}

// Messages of a TCP connection, each behind its length. Zone transfers may be long: 4 KiB of each are read.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("dns", ends, sink, 4096) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override { return head.size() < 2 ? 0 : head.be16(0) + 2U; }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    const flow::Endpoints& e = ends();
    DnsWay way{"dns",         NameSource::dns, e.client,   e.server,
               e.client_port, e.server_port,   stamp.time, stamp.ref};
    if (side == flow::from_server) std::swap(way.from, way.to), std::swap(way.from_port, way.to_port);
    read_dns(head.sub(2), way, sink());
  }
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol dns;
const Protocol dns{.id = "dns",
                   .probe_stream = probe_tcp,
                   .probe_datagram = probe,
                   .open = open,
                   .read_datagram = read,
                   .ports = kPorts};

}  // namespace culprit::message
