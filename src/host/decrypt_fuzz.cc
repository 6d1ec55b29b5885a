// TLS connections with their keys. Input: lines of keys up to an empty one; then pieces of the connection,
// each behind two bytes: the lowest bit is the side, the others are the length.
#include "host/abilities.h"
#include "message/bounded_fuzz.h"
#include "message/tls_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  const size_t end = input.text().find("\n\n");
  if (end == std::string_view::npos) return 0;
  message::TlsDecryption decryption;
  decryption.keys.add(input.text().substr(0, end));
  message::Abilities abilities = host::abilities();
  abilities.tls = &decryption;
  message::BoundedSink sink;
  {
    message::TlsReader reader({Address::ip4(1), Address::ip4(2), 40000, 443, true}, sink, abilities);
    const Bytes rest = input.sub(end + 2);
    for (size_t at = 0; at + 2 <= rest.size() && reader.interested();) {
      const size_t piece = rest.be16(at) >> 1;
      const auto side = static_cast<flow::Side>(rest.be16(at) & 1);
      if (piece == 0)
        reader.gap(side, 7, {});
      else
        reader.data(side, rest.sub(at + 2, piece), {});
      at += 2 + piece;
    }
    reader.end(flow::from_client, {});
    reader.end(flow::from_server, {});
  }
  if (decryption.opened != 0) std::abort();
  return 0;
}
