// Initial packets of QUIC, and the frames in them as if they had been opened, on any bytes.
#include <cstdlib>

#include "message/quic_initial.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  const Bytes input(data, size);
  if (const auto initial = message::read_quic_initial(input))
    if (initial->end > size || initial->number_at > initial->end || initial->end - initial->number_at < 20)
      std::abort();
  size_t pieces = 0;
  message::each_crypto_piece(input, [&](uint64_t, Bytes piece) {
    if (++pieces > size || piece.size() > size) std::abort();
  });
  return 0;
}
