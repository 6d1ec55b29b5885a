// Passwords that are guessed, at our services or by us.
#include "background.h"
#include "classes.h"
#include "flood.h"
#include "talk.h"
#include "web.h"

namespace evaluate {
namespace {

using Lines = std::vector<std::pair<Side, std::string>>;

std::string user(Random& random) {
  return pick<std::string>(
      random, {"root", "admin", "test", "user", "oracle", "ubuntu", "pi", "guest", any_word(random)});
}

Lines ftp(Random& random) {
  Lines out = {{Side::server, "220 (vsFTPd 3.0.3)\r\n"}};
  for (std::uint64_t left = random.between(1, 3); left > 0; --left) {
    const std::string name = user(random);
    out.insert(out.end(), {{Side::client, "USER " + name + "\r\n"},
                           {Side::server, "331 Please specify the password.\r\n"},
                           {Side::client, "PASS " + letters(random, 8) + "\r\n"},
                           {Side::server, "530 Login incorrect.\r\n"}});
  }
  return out;
}

Lines telnet(Random& random) {
  Lines out = {{Side::server, "\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27"},
               {Side::client, "\xff\xfc\x18\xff\xfc\x20\xff\xfc\x23\xff\xfc\x27"},
               {Side::server, any_word(random) + " login: "}};
  for (std::uint64_t left = random.between(1, 3); left > 0; --left)
    out.insert(out.end(), {{Side::client, user(random) + "\r\n"},
                           {Side::server, "Password: "},
                           {Side::client, letters(random, 6) + "\r\n"},
                           {Side::server, "\r\nLogin incorrect\r\nlogin: "}});
  return out;
}

Lines smtp(Random& random) {
  return {{Side::server, "220 " + any_name(random) + " ESMTP\r\n"},
          {Side::client, "EHLO " + any_word(random) + "\r\n"},
          {Side::server, "250-AUTH LOGIN PLAIN\r\n250 OK\r\n"},
          {Side::client, "AUTH LOGIN\r\n"},
          {Side::server, "334 VXNlcm5hbWU6\r\n"},
          {Side::client, letters(random, 8) + "==\r\n"},
          {Side::server, "334 UGFzc3dvcmQ6\r\n"},
          {Side::client, letters(random, 12) + "\r\n"},
          {Side::server, "535 5.7.8 Error: authentication failed\r\n"}};
}

std::string text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

Lines ssh(Random& random) {
  Lines out = {{Side::client, pick<std::string>(random, {"SSH-2.0-libssh2_1.4.3\r\n", "SSH-2.0-Go\r\n",
                                                         "SSH-2.0-PUTTY\r\n", "SSH-2.0-libssh_0.9.6\r\n"})},
               {Side::server, "SSH-2.0-OpenSSH_8.4p1 Debian-5\r\n"},
               {Side::client, text(ssh_key_offer(random))},
               {Side::server, text(ssh_key_offer(random))},
               {Side::client, text(ssh_packet(random, 30, Writer().u32(32).bytes(random.bytes(32)).take()))},
               {Side::server, text(ssh_packet(random, 31, ssh_key_reply(random)))},
               {Side::client, text(ssh_packet(random, 21, {})) + text(random.bytes(44))},
               {Side::server, text(random.bytes(44))}};
  for (std::uint64_t left = random.between(1, 5); left > 0; --left)
    out.insert(out.end(), {{Side::client, text(random.bytes(148))}, {Side::server, text(random.bytes(52))}});
  return out;
}

Lines rdp(Random& random) {
  return {
      {Side::client, text(Writer()
                              .u32(0x0300002f)
                              .u32(0x2ae00000)
                              .u16(0)
                              .u8(0)
                              .text("Cookie: mstshash=" + user(random).substr(0, 5) + "\r\n")
                              .u32(0x01000800)
                              .u32(3u << 24)
                              .take())},
      {Side::server,
       text(Writer().u32(0x03000013).u32(0x0ed00000).u32(0x12340002).u32(0x1f080002).u16(0).u8(0).take())},
      {Side::client, text(client_hello(random, ""))},
      {Side::server, text(server_hello(random, 800))},
      {Side::client, text(tls_record(random, 330))},
      {Side::server, text(tls_record(random, 60))}};
}

Lines web_login(Random& random, const std::string& host) {
  Request ask{.method = "POST",
              .target = pick<std::string>(
                  random, {"/wp-login.php", "/administrator/index.php", "/login", "/phpmyadmin/index.php"}),
              .host = host,
              .agent = any_agent(random)};
  ask.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  ask.body = "log=" + user(random) + "&pwd=" + letters(random, 9) + "&wp-submit=Log+In";
  const std::string body =
      "<html><div id=\"login_error\">Invalid username or password</div>" + random.words(900) + "</html>";
  return {{Side::client, text(bytes_of(ask, random))},
          {Side::server, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body}};
}

Lines web_basic(Random& random, const std::string& host) {
  Request ask{.target = "/admin/", .host = host, .agent = any_agent(random)};
  ask.headers = {{"Authorization", "Basic " + letters(random, 16)}};
  return {{Side::client, text(bytes_of(ask, random))},
          {Side::server,
           "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
           "12\r\n\r\nUnauthorized"}};
}

struct Goal {
  const char* id;
  std::uint16_t port;
};
constexpr std::array goals = {Goal{"ssh", 22},       Goal{"ftp", 21},   Goal{"telnet", 23},
                              Goal{"smtp", 25},      Goal{"rdp", 3389}, Goal{"http-form", 80},
                              Goal{"http-basic", 80}};

Lines talk_of(std::size_t goal, Random& random, const std::string& host) {
  switch (goal) {
    case 0:
      return ssh(random);
    case 1:
      return ftp(random);
    case 2:
      return telnet(random);
    case 3:
      return smtp(random);
    case 4:
      return rdp(random);
    case 5:
      return web_login(random, host);
    default:
      return web_basic(random, host);
  }
}

Task attempt(Scene& scene, Host& client, Host& server, std::uint16_t port, Lines lines, FloodTruth* seen,
             Random random) {
  Connection c(scene.world, client, server, port,
               round_trip(client.place == Place::outside ? client : server, random));
  c.mark.flood = seen;
  co_await c.open();
  for (const auto& [side, line] : lines) {
    const Duration think = log_time(random, 200us, 90ms);
    co_await scene.world.pause(think);
    co_await c.send(side, to_bytes(line));
  }
  if (random.percent(30))
    c.reset(Side::client);
  else
    co_await c.close(Side::client);
}

Task guess(Scene& scene, std::vector<Host*> from, std::vector<Host*> to, std::size_t goal,
           std::uint64_t count, Duration mean, FloodTruth* seen, Random random) {
  for (std::uint64_t number = 0; number < count; ++number) {
    Random own = random.fork(std::to_string(number));
    Host& server = *to[own.below(to.size())];
    scene.world.play(attempt(scene, *from[own.below(from.size())], server, goals[goal].port,
                             talk_of(goal, own, server.address.text()), seen, own));
    co_await scene.world.pause(exponential(random, mean));
  }
}

void play(Scene& scene, bool in) {
  Random random = scene.fork("guess");
  const std::size_t goal = weighted(random, {35, 12, 15, 10, 10, 12, 6});
  std::vector<Host*> from, to;
  Deed& deed = scene.record.deed({"brute-force"}, in ? "inbound" : "outbound", in ? "victim" : "source");
  if (in) {
    deed.roles = {"victim", "scanned"};
    for (std::uint64_t left = random.percent(70) ? 1 : random.between(2, 8); left > 0; --left)
      from.push_back(&scene.outside(random));
    to = {scene.own};
  } else {
    deed.roles = {"source", "scanner"};
    from = {scene.own};
    for (std::uint64_t left = random.percent(70) ? 1 : random.between(2, 30); left > 0; --left)
      to.push_back(&scene.outside(random));
  }
  if (from.size() == 1) deed.sources = {from.front()->address.text()};
  if (to.size() == 1) deed.victims = {to.front()->address.text()};
  deed.least_packets = 250;
  const std::uint64_t count = log_count(random, 25, 500);
  const Duration mean = log_time(random, 20ms, 3s);
  const Time begin = scene.begin + log_time(random, 10ms, 5s);
  scene.world.clock.play_at(begin, guess(scene, from, to, goal, count, mean, &deed.seen, random.fork("g")));
  const Duration span = begin - scene.begin + mean * static_cast<int>(count) + 2s;
  scene.end = scene.begin + span;
  scene.record.tags["service"] = goals[goal].id;
  play_day(scene, draw_day(random.fork("day"), span, std::min<std::uint64_t>(draw_frames(random), 6000)),
           span);
}

}  // namespace

std::vector<Class> guess_classes() {
  constexpr Needs both = {.whole_frames = true};
  return {{"brute-force",
           "passwords are guessed",
           {{"in", 70, both, [](Scene& s) { play(s, true); }},
            {"out", 30, both, [](Scene& s) { play(s, false); }}}}};
}

}  // namespace evaluate
