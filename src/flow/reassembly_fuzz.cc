// Pieces of known datagrams in any order, repeated, cut wrongly, contradicting each other: what is put
// together is what was sent, at its whole size.
#include <array>
#include <cstdlib>

#include "flow/reassembly.h"

namespace {

using namespace culprit;

constexpr size_t kSizes[] = {40, 1400, 65'508};

uint8_t sent_at(unsigned id, size_t at) { return static_cast<uint8_t>(mix(uint64_t{id} << 32 | at)); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  flow::Reassembly pieces;
  std::array<uint8_t, 20 + 2048> bytes{};
  bytes[0] = 0x45;
  for (size_t at = 0; input.has(at, 8); at += 8) {
    const unsigned id = input[at] % 90;
    const size_t whole = kSizes[id % 3];
    packet::Packet p;
    p.ip = true;
    p.src = Address::ip4(id);
    p.dst = Address::ip4(1);
    p.ip_id = id;
    p.protocol = 17;
    p.time.ns = static_cast<int64_t>(at) * kMillisecond;
    p.fragment_offset = (input.be16(at + 1) % (whole + 64)) & ~7u;
    const size_t most = p.fragment_offset < whole ? whole - p.fragment_offset : 0;
    size_t n = std::min<size_t>(input.be16(at + 3) % 2048, most);
    p.more_fragments = n != most;
    if (p.more_fragments) n &= ~size_t{7};
    const bool lie = (input[at + 5] & 0x0f) == 0;
    for (size_t i = 0; i < n; ++i)
      bytes[20 + i] = static_cast<uint8_t>(sent_at(id, p.fragment_offset + i) + (lie && i == n / 2 ? 1 : 0));
    if ((input[at + 5] & 0xf0) == 0x10) p.more_fragments = !p.more_fragments;
    p.datagram_bytes = Bytes(bytes.data(), 20 + n);
    const Bytes got = pieces.add(p, (input[at + 6] & 1) != 0);
    if (got.size() > 65'535) std::abort();
    size_t wrong = 0;
    for (size_t i = 0; i < got.size(); ++i) wrong += got[i] != sent_at(id, i);
    // A lie may be all that was seen of its place; the rest is what was sent.
    if (wrong * 8 > got.size()) std::abort();
  }
  return 0;
}
