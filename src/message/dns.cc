// DNS over UDP (RFC 1035), and over TCP, where two bytes of length come first (section 4.2.2).
#include <algorithm>
#include <array>
#include <string>

#include "message/dns_wire.h"

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

/// Messages of a TCP connection, each behind its length. Zone transfers may be long: a message is read up to
/// kMax bytes.
class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    std::string& held = held_[side];
    size_t& skip = skip_[side];
    while (!bytes.empty()) {
      const size_t skipped = std::min(skip, bytes.size());
      skip -= skipped;
      bytes = bytes.sub(skipped);
      const size_t size = held.size() < 2 ? 2 : size_t{2} + Bytes(held).be16(0);
      const size_t wanted = std::min(size, kMax) - held.size();
      held += bytes.sub(0, wanted).text();
      bytes = bytes.sub(wanted);
      if (held.size() < 2 || held.size() < std::min(size_t{2} + Bytes(held).be16(0), kMax)) continue;
      read_dns(Bytes(held).sub(2), way(side, stamp), sink_);
      skip = size_t{2} + Bytes(held).be16(0) - held.size();
      held.clear();
    }
  }
  void gap(flow::Side side, uint64_t, const flow::Stamp&) override { lost_[side] = true; }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return !lost_[0] && !lost_[1]; }

 private:
  static constexpr size_t kMax = 4096;
  DnsWay way(flow::Side side, const flow::Stamp& stamp) const {
    DnsWay w{"dns",      NameSource::dns, ends_.client, ends_.server, ends_.client_port, ends_.server_port,
             stamp.time, stamp.ref};
    if (side == flow::from_server) std::swap(w.from, w.to), std::swap(w.from_port, w.to_port);
    return w;
  }
  flow::Endpoints ends_;
  MessageSink& sink_;
  std::string held_[2];
  size_t skip_[2] = {};
  bool lost_[2] = {};
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
