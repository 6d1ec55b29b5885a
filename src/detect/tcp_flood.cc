// TCP packets of one kind that belong to no connection: acknowledgements, resets, data, or flags that do not
// exist together.
#include <algorithm>

#include "detect/flood.h"
#include "detect/tries.h"

namespace culprit::detect {
namespace {

using flow::TcpMix;

struct Shape {
  const char* kind;
  uint32_t TcpMix::* count;
};
constexpr Shape kShapes[] = {{"ack-flood", &TcpMix::ack},      {"rst-flood", &TcpMix::rst},
                             {"psh-ack-flood", &TcpMix::data}, {"fin-flood", &TcpMix::fin},
                             {"tcp-flood", &TcpMix::syn_ack},  {"tcp-flood", &TcpMix::odd}};

const Shape* shape_of(const TcpMix& mix) {
  for (const Shape& s : kShapes)
    if (mix.*s.count * 100 >= mix.total() * 85) return &s;
  return nullptr;
}

/// What a connection would have been answered with: acknowledgements or data.
bool is_answered(const flow::Rush& r) { return (r.back.ack + r.back.data) * 50 > r.burst.tcp.total(); }

/// Refusals and grants answer what the other side sends: if that is a flood, it is the other side's.
bool is_answer(const flow::Rush& r) {
  const TcpMix& mix = r.burst.tcp;
  const bool refusing = mix.rst * 2 > mix.total();
  return (refusing ? r.back.total() : uint64_t{r.back.syn}) * 4 > mix.total();
}

void run(const Scene& scene, Found& found) {
  for (const flow::Rush& r : scene.rushes) {
    if (r.protocol != packet::proto::tcp || found.is_taken(r) || !is_heavy(r) || is_probing(r)) continue;
    const Shape* shape = shape_of(r.burst.tcp);
    if (shape == nullptr || r.burst.tcp.syn * 20 > r.burst.tcp.total() || is_answer(r)) continue;
    // Seen from one side only, an ordinary download is nothing but acknowledgements.
    const bool many = r.burst.src_ports.count() >= 16 || r.sources >= 16;
    // Both ways without flags: the snapshot length cut them off.
    if (shape->count == &TcpMix::odd && uint64_t{r.back.odd} * 2 > r.back.total()) continue;
    const bool grants = shape->count == &TcpMix::syn_ack;
    if (!scene.sight.sees_answers() && (!many || grants)) continue;
    Odds odds("flood.tcp.start");
    odds.fact("flood.tcp.one-kind");
    if (is_answered(r)) odds.fact("flood.tcp.dialogue");
    if (scene.sight.both != 0) {
      odds.fact("flood.tcp.no-handshake");
    } else {
      odds.fact("flood.tcp.blind");
      weigh_content(odds, r);
    }
    if (many) odds.fact("flood.sender-ports.many");
    if (r.burst.nature.uniform_share() > 0.9 && r.burst.nature.total() != 0)
      odds.fact("flood.payload.one-byte");
    weigh_volume(odds, r, "flood.tcp.volume-scale");
    weigh_crowd(odds, r);
    find_flood(scene, found, r, shape->kind, odds);
  }
}

}  // namespace

extern const Detector tcp_flood;
const Detector tcp_flood{.id = "tcp-flood", .run = run};

}  // namespace culprit::detect
