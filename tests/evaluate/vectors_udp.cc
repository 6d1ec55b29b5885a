#include "dns.h"
#include "turn.h"

namespace evaluate {
namespace {

std::uint8_t any_letter(Random& random) {
  return static_cast<std::uint8_t>(random.percent(60) ? (random.percent(50) ? 'X' : 'x')
                                                      : random.between('0', 'z'));
}

// A script that writes one letter, each write from a new socket; an old PHP cuts the write into chunks.
std::function<Pieces()> php(Scene& scene, Aim aim, Random random, std::size_t& size,
                            std::vector<std::size_t> chunks) {
  size = 0;
  for (std::size_t chunk : chunks) size += chunk;
  Turn turn{scene, std::move(aim), random};
  const Bytes fill(chunks.front(), any_letter(random));
  std::size_t at = 0;
  std::uint16_t from_port = 0, to_port = 0;
  return [=]() mutable {
    if (at % chunks.size() == 0) {
      from_port = turn.source().next_port();
      to_port = turn.port();
    }
    return turn.datagram(from_port, to_port, View(fill).first(chunks[at++ % chunks.size()]));
  };
}

std::function<Pieces()> php5(Scene& scene, Aim aim, Random random, std::size_t& size) {
  return php(scene, std::move(aim), random, size, {8192, 8192, 8192, 8192, 8192, 8192, 8192, 7656});
}

std::function<Pieces()> php8(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t whole = random.percent(70) ? 65000 : random.between(20000, 65507);
  return php(scene, std::move(aim), random, size, {whole});
}

std::function<Pieces()> same_bytes(Scene& scene, Aim aim, Random random, std::size_t& size, Bytes payload) {
  size = payload.size();
  Turn turn{scene, std::move(aim), random};
  const bool one_socket = random.percent(50);
  const std::uint16_t fixed = turn.source().next_port();
  return [=]() mutable {
    const std::uint16_t from = one_socket ? fixed : turn.source().next_port();
    return turn.datagram(from, turn.port(), payload);
  };
}

std::function<Pieces()> small(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t length = random.between(1, 64);
  return same_bytes(scene, std::move(aim), random, size, Bytes(length, any_letter(random)));
}

std::function<Pieces()> medium(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t length = random.between(100, 1472);
  if (random.percent(50))
    return same_bytes(scene, std::move(aim), random, size, Bytes(length, any_letter(random)));
  return same_bytes(scene, std::move(aim), random, size, random.bytes(length));
}

// Other noise in each datagram, as Mirai sends it.
std::function<Pieces()> noise(Scene& scene, Aim aim, Random random, std::size_t& size) {
  const std::size_t length = pick<std::size_t>(random, {512, 512, 1024, 1400, 1400, 64, 256});
  size = length;
  Turn turn{scene, std::move(aim), random};
  const bool one_socket = random.percent(50);
  const std::uint16_t fixed = turn.source().next_port();
  return [=]() mutable {
    const std::uint16_t from =
        one_socket ? fixed : static_cast<std::uint16_t>(turn.random.between(1024, 65535));
    return turn.datagram(from, turn.port(), turn.random.bytes(length));
  };
}

std::function<Pieces()> mixed_sizes(Scene& scene, Aim aim, Random random, std::size_t& size) {
  size = 0;
  Turn turn{scene, std::move(aim), random};
  return [=]() mutable {
    const std::size_t length = turn.random.between(1, 1400);
    return turn.datagram(turn.source().next_port(), turn.port(), turn.random.bytes(length));
  };
}

// A question of games or names that nobody waits for an answer to.
std::function<Pieces()> query(Scene& scene, Aim aim, Random random, std::size_t& size) {
  static const std::vector<std::string> texts = {std::string("\xff\xff\xff\xffTSource Engine Query\0", 25),
                                                 "\xff\xff\xff\xffgetstatus\n",
                                                 "\\status\\",
                                                 "GET / HTTP/1.1\r\n\r\n",
                                                 "/cgi-bin/ping.pl",
                                                 "OPTIONS sip:a@b SIP/2.0\r\n\r\n"};
  return same_bytes(scene, std::move(aim), random, size, to_bytes(pick(random, texts)));
}

std::function<Pieces()> dns_queries(Scene& scene, Aim aim, Random random, std::size_t& size) {
  size = 0;
  aim.port = 53;
  Turn turn{scene, std::move(aim), random};
  const std::string zone = any_name(random);
  const bool one_name = random.percent(25);
  const auto type = pick<std::uint16_t>(random, {1, 1, 28, 255, 16});
  return [=]() mutable {
    const std::string name =
        one_name ? zone : hex_digits(turn.random, turn.random.between(6, 16)) + "." + zone;
    return turn.datagram(static_cast<std::uint16_t>(turn.random.between(1024, 65535)), 53,
                         dns_query(turn.random.u16(), {name, type}, turn.random.percent(50) ? 4096 : 0));
  };
}

// Only later pieces pass, as behind a filter that looks at ports.
std::function<Pieces()> pieces_only(Scene& scene, Aim aim, Random random, std::size_t& size) {
  auto whole = php8(scene, std::move(aim), random, size);
  return [=]() mutable {
    Pieces out = whole();
    out.packets.erase(out.packets.begin());
    return out;
  };
}

}  // namespace

const std::vector<Vector>& udp_vectors() {
  static const std::vector<std::string> udp = {"udp-flood"}, pieces = {"udp-flood", "fragment-flood"};
  constexpr auto second = Watch::whole_seconds;
  static const std::vector<Vector> list = {
      {"udp-php5", pieces, 6, 17, true, second, php5},
      {"udp-php8", pieces, 44, 17, true, second, php8},
      {"udp-small", udp, 1, 17, true, second, small},
      {"udp-medium", udp, 1, 17, true, Watch::sloppy, medium},
      {"udp-noise", udp, 1, 17, false, Watch::exact, noise},
      {"udp-mixed-sizes", udp, 1, 17, true, Watch::sloppy, mixed_sizes},
      {"udp-query", udp, 1, 17, false, Watch::exact, query},
      {"udp-pieces-only", {"fragment-flood"}, 43, 17, false, second, pieces_only},
      {"dns-query", {"dns-query-flood"}, 1, 17, true, Watch::sloppy, dns_queries},
  };
  return list;
}

}  // namespace evaluate
