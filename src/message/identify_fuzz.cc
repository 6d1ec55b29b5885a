// Any bytes on any port: probes read within their bounds, and a protocol that says yes can read what it
// accepted.
#include <cstdlib>

#include "message/identify.h"
#include "message/stream_reader.h"

namespace {

using namespace culprit;

class Nothing final : public message::MessageSink, public message::ContentListener {
 public:
  uint64_t add(message::Message&&) override { return 0; }
  message::Message* find(uint64_t) override { return nullptr; }
  void on_content(uint32_t, const message::Protocol&) override {
    if (++contents > 1) std::abort();
  }
  int contents = 0;
};

void as_stream(Bytes input, uint16_t port, bool known) {
  Nothing nothing;
  message::Identifier identifier(nothing, {}, nothing);
  const auto reader = identifier.open({Address::ip4(1), Address::ip4(2), 40000, port, known}, 0);
  for (size_t at = 0; at < input.size() && reader->interested();) {
    const auto side = static_cast<flow::Side>(input[at] & 1);
    const size_t size = input[at] >> 1;
    if (size == 0)
      reader->gap(side, 7, {});
    else if (at + 1 < input.size())
      reader->data(side, input.sub(at + 1, size), {});
    at += 1 + size;
  }
  reader->end(flow::from_client, {});
  reader->end(flow::from_server, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  packet::Packet p;
  p.src_port = input.be16(0);
  p.dst_port = 40000;
  p.payload = input.sub(2);
  p.payload_wire = static_cast<uint32_t>(p.payload.size());
  Nothing nothing;
  const message::Identified found = message::identify_datagram(p);
  if (found.fit == message::Fit::yes && found.protocol->read_datagram != nullptr)
    found.protocol->read_datagram(p, nothing);
  as_stream(input.sub(2), p.src_port, true);
  as_stream(input.sub(2), p.src_port, false);
  return 0;
}
