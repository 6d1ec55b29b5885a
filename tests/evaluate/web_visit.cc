// What people and programs ask of a web server on any day.
#include "web.h"

namespace evaluate {
namespace {

std::string number(Random& random, std::uint64_t low, std::uint64_t high) {
  return std::to_string(random.between(low, high));
}

std::string unix_time(const Scene& scene) { return std::to_string(scene.now().count() / 1'000'000'000); }

std::string static_file(Random& random) {
  const std::string stem = any_word(random);
  return pick<std::string>(random,
                           {"/css/", "/js/", "/images/", "/static/", "/wp-content/themes/" + stem + "/"}) +
         stem + pick<std::string>(random, {".css", ".js", ".png", ".jpg", ".svg", ".woff2", ".gif"}) +
         (random.percent(30) ? "?ver=" + number(random, 1, 6) + "." + number(random, 0, 20) : "");
}

std::string page_target(Random& random) {
  const std::string word = any_word(random);
  switch (random.below(14)) {
    case 0:
      return "/";
    case 1:
      return "/index.php?page=" + number(random, 1, 900);
    case 2:
      return "/forum/viewtopic.php?f=" + number(random, 1, 40) + "&t=" + number(random, 1, 90000);
    case 3:
      return "/product/" + number(random, 1000, 99999) + "?color=" + word + "&size=" + number(random, 30, 60);
    case 4:
      return "/search?q=" + word + "+" + any_word(random) +
             "&limit=" + pick<std::string>(random, {"10", "20", "50", "100"});
    case 5:
      return "/" + word + "/" + any_word(random) + ".html";
    case 6:
      return "/calendar?start=" + number(random, 1, 28) +
             "&length=" + pick<std::string>(random, {"30", "60", "90", "120"});
    case 7:
      return "/download.php?file=" + number(random, 1, 9000);
    case 8:
      return "/user/" + word + "?tab=" + any_word(random);
    case 9:
      return "/video/" + number(random, 1, 9999) + "/segment" + number(random, 1, 400) + ".ts";
    case 10:
      return "/wp-login.php";
    case 11:
      return "/status?host=" + word + "&time=" + number(random, 1, 600);
    case 12:
      return "/booking?room=" + number(random, 1, 90) +
             "&duration=" + pick<std::string>(random, {"30", "45", "60", "90"}) + "&port=" + word;
    default:
      return "/api/v1/" + word + "/" + number(random, 1, 99999);
  }
}

// Beacons of statistics programs: they carry times, sizes and host names.
Request analytics(const Scene& scene, Random& random) {
  Request out;
  out.target = "/collect?v=1&t=pageview&host=" + scene.site.server_name + "&time=" + unix_time(scene) +
               "&dur=" + number(random, 1, 300) +
               "&sr=" + pick<std::string>(random, {"1920x1080", "1366x768", "390x844"}) +
               "&cid=" + number(random, 100000, 999999) + "." + unix_time(scene);
  if (random.percent(40)) {
    out.body = "{\"event\":\"" + any_word(random) + "\",\"host\":\"" + scene.site.server_name +
               "\",\"duration\":" + number(random, 1, 600) + ",\"port\":" + number(random, 1, 9000) +
               ",\"ts\":" + unix_time(scene) + "}";
    out.method = "POST";
    out.target = "/api/event";
    out.headers.emplace_back("Content-Type", "application/json");
  }
  return out;
}

Request form(Random& random) {
  Request out;
  out.method = "POST";
  out.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  switch (random.below(3)) {
    case 0:
      out.target = "/contact.php";
      out.body = "name=" + any_word(random) + "&email=" + any_word(random) + "%40" + any_word(random) +
                 ".example&text=" + random.words(random.between(20, 400));
      break;
    case 1:
      out.target = "/cart/add";
      out.body = "id=" + number(random, 1, 9999) + "&count=" + number(random, 1, 5) +
                 "&time=" + number(random, 1, 120);
      break;
    default:
      out.target = "/wp-admin/admin-ajax.php";
      out.body = "action=heartbeat&interval=" + pick<std::string>(random, {"15", "60", "120"}) +
                 "&_nonce=" + hex_digits(random, 10);
  }
  return out;
}

}  // namespace

Request any_request(const Scene& scene, Random& random) {
  Request out;
  switch (weighted(random, {45, 30, 10, 12, 3})) {
    case 0:
      out.target = page_target(random);
      break;
    case 1:
      out.target = static_file(random);
      break;
    case 2:
      out = analytics(scene, random);
      break;
    case 3:
      out = form(random);
      break;
    default:
      out.method = "HEAD";
      out.target = page_target(random);
  }
  out.host = scene.site.server_name;
  out.headers.emplace_back("Accept", "*/*");
  if (random.percent(60)) out.headers.emplace_back("Accept-Encoding", "gzip, deflate");
  if (random.percent(50)) out.headers.emplace_back("Referer", "http://" + scene.site.server_name + "/");
  if (random.percent(50))
    out.headers.emplace_back("Cookie", "PHPSESSID=" + hex_digits(random, 26) + "; _ga=GA1.2." +
                                           std::to_string(random.u32()) + "." + unix_time(scene));
  return out;
}

Answer any_answer(const Request& request, Random& random) {
  Answer out;
  out.status = std::array{200, 304, 404, 302, 403, 500}[weighted(random, {84, 5, 6, 3, 1, 1})];
  const auto length = static_cast<std::size_t>(log_count(random, 100, 12000));
  out.body = request.method == "HEAD" ? "" : page(random, length);
  out.gzip = random.percent(25) && !out.body.empty();
  out.chunked = random.percent(20) && !out.body.empty();
  out.headers.emplace_back("Content-Type", "text/html; charset=UTF-8");
  return out;
}

Task web_visit(Scene& scene, Host& client, Host& server, std::uint16_t port, Random random) {
  World& world = scene.world;
  Connection connection(world, client, server, port, round_trip(client, random));
  const std::string agent = any_agent(random);
  const std::uint64_t pages = log_count(random, 1, 6);
  co_await connection.open();
  for (std::uint64_t number = 0; number < pages; ++number) {
    Request request = any_request(scene, random);
    request.agent = agent;
    Answer answer = any_answer(request, random);
    answer.keep_alive = number + 1 < pages;
    co_await connection.send(Side::client, bytes_of(request, random), true);
    co_await world.pause(log_time(random, 300us, 120ms));
    co_await connection.send(Side::server, bytes_of(scene, answer, random));
    if (answer.keep_alive) co_await world.pause(log_time(random, 5ms, 1500ms));
  }
  if (random.percent(8)) {
    connection.reset(Side::client);
  } else {
    const Side first = random.percent(50) ? Side::server : Side::client;
    co_await connection.close(first);
  }
}

Task web_visits(Scene& scene, Duration mean, Time end, Random random) {
  const bool proxied = random.percent(10);  // all visitors come through one proxy before us
  Host* proxy = proxied ? &scene.neighbour(random) : nullptr;
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    Host& client = proxy ? *proxy : scene.outside(own, own.percent(15));
    scene.world.play(web_visit(scene, client, scene.our_end(client), scene.site.web_port, own));
  }
}

}  // namespace evaluate
