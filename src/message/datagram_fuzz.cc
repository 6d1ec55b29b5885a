// The reader of each protocol on any datagrams. Input: the protocol's id, a line end; two ports; then
// datagrams, each behind its length.
#include <memory>

#include "message/bounded_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  const size_t end = input.text().substr(0, 32).find('\n');
  const message::Protocol* protocol =
      end == std::string_view::npos ? nullptr : message::find_protocol(input.text().substr(0, end));
  if (protocol == nullptr || protocol->probe_datagram == nullptr) return 0;
  message::BoundedSink sink;
  const auto reader = protocol->open_datagrams != nullptr ? protocol->open_datagrams(sink, {}) : nullptr;
  const Bytes rest = input.sub(end + 1);
  packet::Packet p;
  p.protocol = packet::proto::udp;
  p.src = Address::ip4(1);
  p.dst = Address::ip4(2);
  p.src_port = rest.be16(0);
  p.dst_port = rest.be16(2);
  Bytes before;
  for (size_t at = 4; at + 2 <= rest.size();) {
    p.payload = rest.sub(at + 2, rest.be16(at));
    p.payload_wire = rest.be16(at);
    at += 2 + p.payload.size();
    if (p.payload.empty()) continue;
    const message::Fit fit = protocol->probe_datagram(p);
    if (fit == message::Fit::unsure && protocol->confirm != nullptr && !before.empty())
      protocol->confirm(before.sub(0, message::kUnsure), (at & 1) != 0, p);
    before = p.payload;
    if (fit == message::Fit::no) continue;
    if (reader) reader->read(p);
    if (protocol->read_datagram != nullptr) protocol->read_datagram(p, sink);
  }
  return 0;
}
