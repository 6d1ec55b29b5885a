#include "turn.h"

namespace evaluate {
namespace {

using namespace tcp_flag;

// What all segments of one flood have in common, as one run of a program leaves it.
struct Habit {
  std::uint8_t flags = 0;
  bool fixed_from = false, counted_from = false;
  std::uint16_t from = 0;
  bool fixed_sequence = false;
  std::uint32_t sequence = 0;
  std::uint16_t window = 0;  // 0: another one each time
  Bytes options;
  std::size_t payload = 0;
  bool same_payload = false;
  Bytes bytes;
};

Habit draw_habit(Random& random, std::uint8_t flags) {
  Habit out;
  out.flags = flags;
  out.fixed_from = random.percent(10);
  out.counted_from = random.percent(20);
  out.from = random.u16();
  out.fixed_sequence = random.percent(15);
  out.sequence = random.u32();
  if (random.percent(60))
    out.window = pick<std::uint16_t>(random, {512, 1024, 5840, 8192, 14600, 64240, 65535});
  return out;
}

Pieces fire(Turn& turn, Habit& habit) {
  Random& random = turn.random;
  if (habit.counted_from) ++habit.from;
  const bool kept = habit.fixed_from || habit.counted_from;
  const TcpFields fields{
      .from_port = kept ? habit.from : static_cast<std::uint16_t>(random.between(1024, 65535)),
      .to_port = turn.port(),
      .sequence = habit.fixed_sequence ? habit.sequence : random.u32(),
      .acknowledged = habit.flags & ack ? random.u32() : 0,
      .flags = habit.flags,
      .window = habit.window ? habit.window : random.u16(),
      .options = habit.options};
  if (!habit.payload) return turn.segment(fields, {});
  return turn.segment(fields, habit.same_payload ? habit.bytes : random.bytes(habit.payload));
}

std::function<Pieces()> firing(Scene& scene, Aim aim, Random random, Habit habit) {
  if (!aim.port && random.percent(70)) aim.port = pick<std::uint16_t>(random, {80, 443, 22, 25, 8080, 25565});
  return [turn = Turn{scene, std::move(aim), random}, habit]() mutable { return fire(turn, habit); };
}

std::function<Pieces()> syns(Scene& scene, Aim aim, Random random, std::size_t& size) {
  Habit habit = draw_habit(random, syn);
  switch (random.below(3)) {
    case 0:  // as hping sends it: no options at all. Four bytes of padding, for tcp_segment() would add some.
      habit.options = {1, 1, 1, 0};
      break;
    case 1:  // as Mirai sends it
      habit.options = {2, 4, 5, 180, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 6};
      break;
    default:
      habit.options = {2, 4, 5, 180, 1, 3, 3, 8, 1, 1, 4, 2};
  }
  if (random.percent(10)) habit.payload = random.between(100, 1000);
  size = habit.payload;
  return firing(scene, std::move(aim), random, habit);
}

std::function<Pieces()> with_flags(Scene& scene, Aim aim, Random random, std::size_t& size,
                                   std::uint8_t flags, std::size_t payload) {
  Habit habit = draw_habit(random, flags);
  habit.payload = size = payload;
  habit.same_payload = random.percent(50);
  habit.bytes = random.percent(50) ? Bytes(payload, static_cast<std::uint8_t>(random.between('0', 'z')))
                                   : random.bytes(payload);
  return firing(scene, std::move(aim), random, habit);
}

std::function<Pieces()> acks(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t payload = random.percent(50) ? 0 : random.between(16, 1400);
  return with_flags(scene, std::move(aim), random, size, ack, payload);
}

std::function<Pieces()> rsts(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::uint8_t flags = random.percent(70) ? rst : rst | ack;
  return with_flags(scene, std::move(aim), random, size, flags, 0);
}

std::function<Pieces()> pushes(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t payload = random.between(1, 1400);
  return with_flags(scene, std::move(aim), random, size, psh | ack, payload);
}

std::function<Pieces()> christmas(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::uint8_t flags = random.percent(60) ? fin | psh | urg : fin | syn | rst | psh | ack | urg;
  return with_flags(scene, std::move(aim), random, size, flags, 0);
}

std::function<Pieces()> syn_acks(Scene& scene, Aim aim, Random random, std::size_t& size) {
  return with_flags(scene, std::move(aim), random, size, syn | ack, 0);
}

std::function<Pieces()> fins(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::uint8_t flags = random.percent(50) ? fin : fin | ack;
  return with_flags(scene, std::move(aim), random, size, flags, 0);
}

}  // namespace

const std::vector<Vector>& tcp_vectors() {
  constexpr auto exact = Watch::exact;
  static const std::vector<Vector> list = {
      {"syn", {"syn-flood"}, 1, 6, true, exact, syns},
      {"ack", {"ack-flood", "psh-ack-flood"}, 1, 6, true, exact, acks},
      {"rst", {"rst-flood"}, 1, 6, false, exact, rsts},
      {"psh-ack", {"psh-ack-flood", "ack-flood"}, 1, 6, true, exact, pushes},
      {"xmas",
       {"xmas-flood", "tcp-flood", "ip-flood", "ack-flood", "syn-flood", "rst-flood", "fin-flood"},
       1,
       6,
       false,
       exact,
       christmas},
      {"syn-ack", {"syn-ack-flood", "syn-flood", "ack-flood", "tcp-flood"}, 1, 6, false, exact, syn_acks},
      {"fin", {"fin-flood", "ack-flood", "tcp-flood", "rst-flood"}, 1, 6, false, exact, fins},
  };
  return list;
}

}  // namespace evaluate
