#include "http.h"

#include <array>
#include <ctime>

namespace generate {
namespace {

std::string http_date(Time time) {
  const std::time_t seconds = time.count() / 1'000'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

constexpr std::size_t longest_page = 9000;

// The pages of a site are much alike: they differ in number and length.
std::string page_text(const std::string& target, std::size_t length) {
  static const std::string text = Random(80).words(longest_page);
  return "<html><title>" + target + "</title><body>" + text.substr(0, length) + "</body></html>";
}

}  // namespace

std::string browser(Random& random) {
  static constexpr std::array<const char*, 5> list = {
      "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:2.0) Gecko/20100101 Firefox/4.0",
      "Mozilla/5.0 (Windows; U; Windows NT 5.1; de; rv:1.9.2.15) Gecko/20110303 Firefox/3.6.15",
      "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US) AppleWebKit/534.16 (KHTML, like Gecko) "
      "Chrome/10.0.648.127",
      "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)",
      "Opera/9.80 (Windows NT 6.1; U; ru) Presto/2.7.62 Version/11.01"};
  return list[random.below(list.size())];
}

std::string http_get(const std::string& target, const std::string& host, const std::string& agent,
                     const std::string& more_headers) {
  return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + agent + "\r\nAccept: */*\r\n" +
         more_headers + "\r\n";
}

Bytes http_answer(const World& world, const WebServer& server, const std::string& status,
                  const std::string& body, bool keep_alive) {
  return to_bytes("HTTP/1.1 " + status + "\r\nDate: " + http_date(world.now()) +
                  "\r\nServer: " + server.software + "\r\nX-Powered-By: " + server.php +
                  "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: " +
                  (keep_alive ? "Keep-Alive" : "close") + "\r\nContent-Type: text/html\r\n\r\n" + body);
}

std::string ordinary_target(Random& random) {
  const std::string number = std::to_string(random.between(1, 9000));
  switch (random.below(8)) {
    case 0:
      return "/";
    case 1:
      return "/index.php?page=" + number;
    case 2:
      return "/css/style.css";
    case 3:
      return "/images/photo" + number + ".jpg";
    case 4:
      return "/forum/viewtopic.php?t=" + number;
    case 5:
      return "/guestbook.php?start=" + number + "&sort=time";
    case 6:
      return "/download.php?file=" + number;
    default:
      return "/js/jquery.min.js";
  }
}

Task exchange(World& world, Connection& connection, Bytes request, Bytes answer, Duration think) {
  co_await connection.send(Side::client, std::move(request), true);
  co_await world.pause(think);
  co_await connection.send(Side::server, std::move(answer));
}

Task visit(World& world, WebServer server, Host& visitor, Random random) {
  const Duration round_trip = visitor.place == Place::outside ? random.between(15ms, 120ms) : 400us;
  Connection connection(world, visitor, *server.host, 80, round_trip);
  const std::string agent = browser(random);
  const std::uint64_t pages = random.between(1, 4);
  co_await connection.open();
  for (std::uint64_t page = 0; page < pages; ++page) {
    const bool more = page + 1 < pages;
    const std::string target = ordinary_target(random);
    const std::string header = more ? "Connection: keep-alive\r\n" : "Connection: close\r\n";
    const std::string body = page_text(target, random.between(200, longest_page));
    co_await exchange(world, connection, to_bytes(http_get(target, server.name, agent, header)),
                      http_answer(world, server, "200 OK", body, more), random.between(1ms, 30ms));
    if (more) co_await world.pause(random.between(20ms, 400ms));
  }
  co_await connection.close(Side::server);
}

}  // namespace generate
