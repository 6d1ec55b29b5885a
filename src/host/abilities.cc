#include "host/abilities.h"

#include <zlib.h>

#include "host/crypto.h"
#include "host/ndpi.h"

namespace culprit::host {
namespace {

/// RFC 1952, RFC 1950, or RFC 1951 without any header ("deflate" as some servers send it).
int window_bits(Bytes b) {
  const bool gzip = b[0] == 0x1f && b[1] == 0x8b;
  const bool zlib = (b[0] & 0x0f) == 8 && b.be16(0) % 31 == 0;
  return gzip || zlib ? MAX_WBITS + 32 : -MAX_WBITS;
}

std::string inflate(Bytes compressed, size_t max_out) {
  z_stream state{};
  if (inflateInit2(&state, window_bits(compressed)) != Z_OK) return {};
  std::string out(max_out, '\0');
  state.next_in = const_cast<uint8_t*>(compressed.data());  // zlib's older interface; it only reads
  state.avail_in = static_cast<uInt>(compressed.size());
  state.next_out = reinterpret_cast<uint8_t*>(out.data());
  state.avail_out = static_cast<uInt>(out.size());
  ::inflate(&state, Z_SYNC_FLUSH);
  out.resize(out.size() - state.avail_out);
  inflateEnd(&state);
  return out;
}

}  // namespace

message::Abilities abilities() {
  return {.inflate = inflate, .crypto = crypto(), .second_opinion = ask_ndpi};
}

}  // namespace culprit::host
