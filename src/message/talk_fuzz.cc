// The reader of each protocol on any bytes. Input: the protocol's id, a line end; then pieces, each behind a
// byte whose lowest bit is the side and whose others are the length (0 = a gap).
#include "message/bounded_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  const size_t end = input.text().substr(0, 32).find('\n');
  const message::Protocol* protocol =
      end == std::string_view::npos ? nullptr : message::find_protocol(input.text().substr(0, end));
  if (protocol == nullptr || protocol->open == nullptr) return 0;
  message::BoundedSink sink;
  const auto reader = protocol->open({Address::ip4(1), Address::ip4(2), 40000, 25, true}, sink, {});
  const Bytes rest = input.sub(end + 1);
  for (size_t at = 0; at < rest.size() && reader->interested();) {
    const auto side = static_cast<flow::Side>(rest[at] & 1);
    const size_t piece = rest[at] >> 1;
    if (piece == 0)
      reader->gap(side, 7, {});
    else if (at + 1 < rest.size())
      reader->data(side, rest.sub(at + 1, piece), {});
    at += 1 + piece;
  }
  reader->end(flow::from_client, {});
  reader->end(flow::from_server, {});
  return 0;
}
