#include "bots.h"

#include <algorithm>

#include "dns.h"
#include "talk.h"

namespace evaluate {
namespace {

struct Line {
  std::string text, encoding = "plain";
};

std::string number(std::uint64_t value) { return std::to_string(value); }
std::string port_text(const Command& c) { return number(c.port.value_or(0)); }
int seconds_of(const Command& c) { return c.seconds ? c.seconds : 60; }

bool is_any_of(const std::string& vector, std::initializer_list<std::string_view> list) {
  return std::ranges::find(list, vector) != list.end();
}

// Argument 2 is a number of packets, not of seconds.
std::string pbot(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  const std::string prefix = pick<std::string>(random, {".", ".", "-", "!"}), victim = c.victim.text();
  const std::string size = number(c.size ? c.size : 1000);
  if (plan.vector == "syn")
    return prefix + "syn " + victim + " " + port_text(c) + " " +
           number(static_cast<unsigned>(seconds_of(c))) + " 0";
  if (is_any_of(plan.vector, {"ack", "psh-ack", "rst", "xmas"}))
    return prefix + "tcpflood " + victim + " " + number(c.count ? c.count : 9999) + " " + size + " " +
           port_text(c) + " 0";
  if (plan.vector.ends_with("http"))
    return prefix + "httpflood " + victim + " " + number(static_cast<unsigned>(seconds_of(c)));
  if (c.count || random.percent(30))
    return prefix + "udpflood " + victim + " " + number(c.count ? c.count : 5000) + " " + size + " 0";
  return prefix + "udpfloodv2 " + victim + " " + port_text(c) + " " +
         number(static_cast<unsigned>(seconds_of(c))) + " " + size;
}

std::string kaiten(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  const std::string whom = random.percent(60) ? "!*" : "!" + any_word(random, 2, 5) + "*";
  const std::string victim = c.victim.text(), length = number(static_cast<unsigned>(seconds_of(c)));
  if (plan.vector == "syn") return whom + " PAN " + victim + " " + port_text(c) + " " + length;
  if (is_any_of(plan.vector, {"ack", "psh-ack"})) return whom + " TSUNAMI " + victim + " " + length;
  if (c.port) return whom + " UDP " + victim + " " + port_text(c) + " " + length;
  return whom + " UNKNOWN " + victim + " " + length;
}

std::string perlbot(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  const std::string whom = pick<std::string>(random, {"!bot", "!" + any_word(random), "!x"}),
                    victim = c.victim.text();
  const std::string length = number(static_cast<unsigned>(seconds_of(c)));
  if (plan.vector.ends_with("http")) return whom + " @httpflood " + victim + " " + length;
  if (is_any_of(plan.vector, {"syn", "ack", "psh-ack", "rst", "xmas"}))
    return whom + " @tcpflood " + victim + " " + port_text(c) + " " + length;
  return whom + " @udpflood " + victim + " " + number(c.size ? c.size : 1024) + " " + length;
}

std::string gafgyt(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  const std::string victim = c.victim.text(), port = port_text(c),
                    length = number(static_cast<unsigned>(seconds_of(c)));
  const std::string size = number(random.percent(30) ? 0 : c.size),
                    begin = pick<std::string>(random, {"!* ", "!* ", ". ", "! "});
  if (plan.vector.ends_with("http"))
    return begin + "HTTP GET " + victim + " " + port + " / " + length + " 100";
  if (is_any_of(plan.vector, {"syn", "ack", "psh-ack", "rst", "xmas"})) {
    const std::string flags = plan.vector == "xmas" ? "all" : plan.vector == "psh-ack" ? "psh" : plan.vector;
    return begin + "TCP " + victim + " " + port + " " + length + " 32 " + flags + " " + size + " 10";
  }
  if (random.percent(25))
    return begin + pick<std::string>(random, {"STD ", "HOLD ", "JUNK "}) + victim + " " + port + " " + length;
  if (random.percent(25)) return begin + "UDP " + victim + " " + port + " " + size + " " + length + " 32 10";
  return begin + "UDP " + victim + " " + port + " " + length + " 32 " + size + " 10";
}

// The victim as a program may write it that does not talk to people.
Line loose(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  const Encoding encoding = c.name.empty() ? std::array{Encoding::plain, Encoding::decimal, Encoding::hex,
                                                        Encoding::base64}[weighted(random, {80, 7, 5, 8})]
                                           : Encoding::name;
  const std::string victim = victim_text(c, encoding), length = number(static_cast<unsigned>(seconds_of(c))),
                    port = port_text(c);
  Line out{.text = {}, .encoding = id_of(encoding)};
  switch (random.below(6)) {
    case 0:
      out.text = c.method + " " + victim + " " + port + " " + length;
      break;
    case 1:
      out.text = "ddos|" + c.method + "|" + victim + "|" + port + "|" + length;
      break;
    case 2:
      out.text = "{\"id\":" + number(random.below(90000)) + ",\"task\":\"" + c.method + "\",\"target\":\"" +
                 victim + "\",\"port\":" + port + ",\"time\":" + length + "}";
      break;
    case 3:
      out.text = "01|" + number(random.between(5, 300)) + "|" + length + "\nhttp://" + victim +
                 (c.port ? ":" + port : "") + "/";
      break;
    case 4:
      out.text = "<task type=\"" + c.method + "\" host=\"" + victim + "\" port=\"" + port + "\" duration=\"" +
                 length + "\"/>";
      break;
    default:
      out.text = "flood=" + victim + ";port=" + port + ";secs=" + length +
                 ";threads=" + number(random.between(1, 64));
  }
  if (encoding == Encoding::plain && random.percent(12))
    return {.text = base64(out.text), .encoding = "base64-of-text"};
  return out;
}

Bytes mirai(const BotOrder& plan, Random& random) {
  const Command& c = plan.command;
  Writer body;
  body.u32(static_cast<unsigned>(seconds_of(c)))
      .u8(random.below(12))
      .u8(1)
      .bytes(c.victim.view())
      .u8(c.victim.octets[3] ? 32 : 24);
  std::vector<std::pair<int, std::string>> options;
  if (c.size && c.size < 2000 && random.percent(60)) options.emplace_back(0, number(c.size));
  if (c.port) options.emplace_back(7, number(*c.port));
  if (random.percent(20)) options.emplace_back(4, "64");
  body.u8(options.size());
  for (const auto& [key, text] : options) body.u8(key).u8(text.size()).text(text);
  const Bytes bytes = body.take();
  return Writer().u16(bytes.size() + 2).bytes(bytes).take();
}

struct Bot {
  Scene& scene;
  BotOrder plan;
  Random random;
  Connection c;
  bool joined_before;  // the conversation is older than the capture

  void mark(MessageTruth* message) { c.mark.message = message; }

  // The master says it; then it is done.
  Task command(Bytes bytes) {
    Order& order = *plan.order;
    const Time when = plan.when + random.between(0ms, 300ms);
    co_await scene.world.pause(std::max<Duration>(when - scene.now(), 1ms));
    c.mark.message = &order.copy();
    co_await c.send(Side::server, std::move(bytes));
    c.mark.message = nullptr;
    order.at = scene.now();
    co_await scene.world.pause(plan.lag);
    plan.effect.start();
  }
};

Task say(Bot& bot, Side from, std::string text) { co_await bot.c.send(from, to_bytes(text)); }

// Until shortly before the order something is said now and then.
Task small_talk(Bot& bot, std::function<std::pair<std::string, std::string>()> lines, Duration mean,
                Time until) {
  while (true) {
    const Duration pause = exponential(bot.random, mean);
    if (bot.scene.now() + pause >= until) break;
    co_await bot.scene.world.pause(pause);
    const auto [asked, answered] = lines();
    co_await say(bot, Side::server, asked);
    if (answered.empty()) continue;
    co_await bot.scene.world.pause(1ms);
    co_await say(bot, Side::client, answered);
  }
}

Task irc(Bot& bot) {
  Random& random = bot.random;
  const std::string nick = pick<std::string>(random, {"[A]", "x86|", "muhstik-", ""}) +
                           any_word(random, 4, 8) + number(random.below(99999));
  const std::string channel = "#" + any_word(random), server = any_name(random), master = any_word(random);
  if (!bot.joined_before) {
    co_await bot.c.open();
    co_await say(bot, Side::client,
                 "NICK " + nick + "\r\nUSER " + any_word(random) +
                     " localhost localhost :" + any_word(random) + "\r\n");
    co_await say(bot, Side::server,
                 ":" + server + " 001 " + nick + " :Welcome\r\n:" + server + " 376 " + nick +
                     " :End of /MOTD command.\r\n");
    co_await say(bot, Side::client, "JOIN " + channel + "\r\n");
    co_await say(bot, Side::server,
                 ":" + nick + "!~u@h JOIN :" + channel + "\r\n:" + server + " 366 " + nick + " " + channel +
                     " :End of /NAMES list.\r\n");
  }
  const std::string from =
      ":" + master + "!~" + master + "@" + any_name(random) + " PRIVMSG " + channel + " :";
  const auto talk = [&, server, from] {
    if (random.percent(50))
      return std::pair<std::string, std::string>("PING :" + server + "\r\n", "PONG :" + server + "\r\n");
    return std::pair<std::string, std::string>(
        from + random.words(random.between(5, 60)).substr(0, 50) + "\r\n", "");
  };
  co_await small_talk(bot, talk, log_time(random, 300ms, 30s), bot.plan.when);
  const std::size_t family = random.below(3);
  if (family == 0) co_await say(bot, Side::server, from + ".user " + letters(random, 8) + "\r\n");
  const std::string order = family == 0   ? pbot(bot.plan, random)
                            : family == 1 ? kaiten(bot.plan, random)
                                          : perlbot(bot.plan, random);
  bot.plan.order->text = order;
  bot.plan.order->clients.push_back(master);
  co_await bot.command(to_bytes(from + order + "\r\n"));
  if (family == 1)
    co_await say(bot, Side::client,
                 "NOTICE " + master + " :Packeting " + bot.plan.command.victim.text() + ".\r\n");
  else if (random.percent(50))
    co_await say(bot, Side::client, "PRIVMSG " + channel + " :\x02[UDP-DDoS]\x02 attacking\r\n");
}

std::string greeting(Random& random) {
  return pick<std::string>(random, {"BUILD X86\n", "arch i686\n", "hello " + any_word(random) + "\r\n"});
}

Task text(Bot& bot) {
  Random& random = bot.random;
  if (!bot.joined_before) {
    const std::string hello = greeting(random);
    co_await bot.c.open();
    co_await say(bot, Side::client, hello);
  }
  const auto talk = [&] {
    if (random.percent(80)) return std::pair<std::string, std::string>("PING\n", "PONG!\n");
    return std::pair<std::string, std::string>("!* SCANNER ON\n", "");
  };
  co_await small_talk(bot, talk, log_time(random, 500ms, 60s), bot.plan.when);
  Line line{.text = gafgyt(bot.plan, random)};
  if (random.percent(40)) line = loose(bot.plan, random);
  bot.plan.order->text = line.text;
  bot.plan.order->encoding = line.encoding;
  co_await bot.command(to_bytes(line.text + (random.percent(70) ? "\n" : "\r\n")));
}

Task binary(Bot& bot) {
  Random& random = bot.random;
  if (!bot.joined_before) {
    co_await bot.c.open();
    const std::string id = random.percent(50) ? "" : any_word(random);
    co_await bot.c.send(Side::client, Writer().u32(1).u8(id.size()).text(id).take());
  }
  const auto talk = [&] {
    return std::pair<std::string, std::string>(std::string(2, '\0'), std::string(2, '\0'));
  };
  co_await small_talk(bot, talk, random.percent(60) ? 60s : 10s, bot.plan.when);
  co_await bot.command(mirai(bot.plan, random));
}

// Only that something came is seen, not what.
Task secret(Bot& bot) {
  Random& random = bot.random;
  if (!bot.joined_before) {
    Bytes hello = client_hello(random, random.percent(50) ? any_name(random) : "");
    co_await bot.c.open();
    co_await bot.c.send(Side::client, std::move(hello), true);
    co_await bot.c.send(Side::server, server_hello(random, 1500), true);
    co_await bot.c.send(Side::client, tls_record(random, 60));
  }
  co_await bot.scene.world.pause(std::max<Duration>(bot.plan.when - bot.scene.now(), 1ms));
  co_await bot.c.send(Side::server, tls_record(random, random.between(40, 400)));
  co_await bot.scene.world.pause(bot.plan.lag);
  bot.plan.effect.start();
}

// Asks its master's web server again and again; the answer is the order.
Task polling(Scene& scene, BotOrder plan, Host& us, Host& master, std::uint16_t port, Random random) {
  const std::string name = random.percent(60) ? any_name(random) : master.address.text(),
                    id = hex_digits(random, 8);
  const std::string path = pick<std::string>(
      random, {"/gate.php", "/panel/tasks.php", "/c2/get", "/" + any_word(random) + ".txt", "/index.php"});
  const bool posts = random.percent(50);
  const std::string idle =
      pick<std::string>(random, {"", "none", "wait", "0", "{\"task\":null}", "sleep 60"});
  const Line line = loose(plan, random);
  plan.order->text = line.text;
  plan.order->encoding = line.encoding;
  plan.order->clients.push_back(master.address.text());
  const Duration every = log_time(random, 1s, 60s), away = round_trip(master, random);
  for (bool ordered = false; !ordered;) {
    ordered = scene.now() + every >= plan.when;
    Connection c(scene.world, us, master, port, away);
    co_await c.open();
    Request ask{.method = posts ? "POST" : "GET", .target = path, .host = name, .agent = any_agent(random)};
    if (posts)
      ask.body = "id=" + id + "&v=2";
    else
      ask.target += "?id=" + id;
    if (ordered) c.mark.message = &plan.order->asked;
    Bytes asked = bytes_of(ask, random);
    co_await c.send(Side::client, std::move(asked), true);
    Answer answer{.body = ordered ? line.text : idle,
                  .chunked = random.percent(15),
                  .gzip = random.percent(10),
                  .keep_alive = false};
    answer.headers.emplace_back("Content-Type", random.percent(50) ? "text/html" : "text/plain");
    if (ordered) c.mark.message = &plan.order->copy();
    Bytes bytes = bytes_of(scene, answer, random);
    co_await c.send(Side::server, std::move(bytes));
    c.mark.message = nullptr;
    if (ordered) {
      plan.order->at = scene.now();
      co_await scene.world.pause(plan.lag);
      plan.effect.start();
    }
    co_await c.close(Side::server);
    if (!ordered) co_await scene.world.pause(every);
  }
}

// The answer to a name lookup is the order.
Task dns_text_orders(Scene& scene, BotOrder plan, Host& us, Random random) {
  const std::string name = any_word(random, 3, 6) + "." + any_name(random);
  Line line = loose(plan, random);
  plan.order->text = line.text;
  plan.order->encoding = line.encoding;
  plan.order->clients = {scene.resolver->address.text()};
  const Duration every = log_time(random, 1s, 60s);
  for (bool ordered = false; !ordered;) {
    ordered = scene.now() + every >= plan.when;
    const std::uint16_t id = random.u16(), port = us.next_port();
    const Question question{name, dns_type::txt};
    Mark mark;
    if (ordered) mark.message = &plan.order->asked;
    send_udp(scene.world, us, port, *scene.resolver, 53, dns_query(id, question), mark);
    const Duration pause = log_time(random, 1ms, 60ms);
    co_await scene.world.pause(pause);
    if (ordered) mark.message = &plan.order->copy();
    send_udp(scene.world, *scene.resolver, 53, us, port,
             dns_answer(id, question, {dns_text(ordered ? line.text : "idle")}), mark);
    if (ordered) {
      plan.order->at = scene.now();
      co_await scene.world.pause(plan.lag);
      plan.effect.start();
    } else {
      co_await scene.world.pause(every);
    }
  }
}

std::uint16_t port_of(By by, Random& random) {
  switch (by) {
    case By::irc:
      return pick<std::uint16_t>(random, {6667, 6667, 6667, 6668, 7000, 8080, 80, 443, 51987});
    case By::text:
      return pick<std::uint16_t>(random, {23, 666, 1337, 4258, 5888, 9999, 80,
                                          static_cast<std::uint16_t>(random.between(1025, 65000))});
    case By::binary:
      return pick<std::uint16_t>(
          random, {23, 23, 101, 1791, 5555, 48101, static_cast<std::uint16_t>(random.between(1025, 65000))});
    case By::polling:
      return pick<std::uint16_t>(random, {80, 80, 80, 8080, 8888});
    default:
      return 443;
  }
}

}  // namespace

Task bot(Scene& scene, BotOrder plan, Random random) {
  Host& us = *scene.own;
  Host& master = scene.outside(random);
  const std::uint16_t port = port_of(plan.by, random);
  if (plan.by == By::polling) {
    co_await polling(scene, plan, us, master, port, random);
    co_return;
  }
  if (plan.by == By::dns_text) {
    co_await dns_text_orders(scene, plan, us, random);
    co_return;
  }
  if (plan.order) plan.order->clients.push_back(master.address.text());
  Bot bot{scene, plan, random, Connection(scene.world, us, master, port, round_trip(master, random)),
          random.percent(35)};
  const Duration pause = bot.joined_before ? Duration(1ms) : random.between(1ms, 200ms);
  co_await scene.world.pause(pause);
  switch (plan.by) {
    case By::irc:
      co_await irc(bot);
      break;
    case By::text:
      co_await text(bot);
      break;
    case By::binary:
      co_await binary(bot);
      break;
    default:
      co_await secret(bot);
  }
}

}  // namespace evaluate
