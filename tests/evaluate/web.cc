#include "web.h"

#include <zlib.h>

#include <ctime>
#include <stdexcept>

namespace evaluate {
namespace {

std::string http_date(Time time) {
  const std::time_t when = time.count() / 1'000'000'000;
  std::tm parts{};
  gmtime_r(&when, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text;
}

std::string hex(std::size_t number) {
  char text[20];
  std::snprintf(text, sizeof text, "%zx", number);
  return text;
}

std::string in_chunks(const std::string& body, Random& random) {
  std::string out;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t length = std::min<std::size_t>(random.between(1, 700), body.size() - at);
    out += hex(length) + "\r\n" + body.substr(at, length) + "\r\n";
    at += length;
  }
  return out + "0\r\n\r\n";
}

std::string text_of(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
  return out;
}

// The end of a header block, and the body as it is sent.
std::string framed(std::string body, bool chunked, bool gzip, bool always, Random& random) {
  std::string out;
  if (gzip) {
    body = gzipped(body);
    out += "Content-Encoding: gzip\r\n";
  }
  if (chunked) return out + "Transfer-Encoding: chunked\r\n\r\n" + in_chunks(body, random);
  if (always || !body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return out + "\r\n" + body;
}

const char* reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 401:
      return "Unauthorized";
    case 500:
      return "Internal Server Error";
    default:
      return "Status";
  }
}

}  // namespace

std::string gzipped(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("gzip");
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string any_agent(Random& random) {
  static const std::string chrome =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ";
  static const std::string phone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 ";
  static const std::vector<std::string> list = {
      chrome + "Chrome/126.0.0.0 Safari/537.36",
      phone + "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:2.0) Gecko/20100101 Firefox/4.0",
      "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
      "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)",
      "Opera/9.80 (Windows NT 6.1; U; ru) Presto/2.7.62 Version/11.01",
      "curl/7.88.1",
      "python-requests/2.31.0",
      "Go-http-client/1.1",
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.example/bot.html)",
      "Wget/1.21.3",
      "okhttp/4.12.0"};
  return pick(random, list);
}

std::string page(Random& random, std::size_t length) {
  return "<html><body>" + random.words(length) + "</body></html>";
}

Bytes bytes_of(const Request& request, Random& random) {
  std::string out = request.method + " " + request.target + " " + request.version + "\r\n";
  if (!request.host.empty()) out += "Host: " + request.host + "\r\n";
  if (!request.agent.empty()) out += "User-Agent: " + request.agent + "\r\n";
  out += text_of(request.headers);
  out += framed(request.body, request.chunked, request.gzip, request.method == "POST", random);
  return to_bytes(out);
}

Bytes bytes_of(const Scene& scene, const Answer& answer, Random& random) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " " + reason(answer.status) + "\r\n";
  out += "Date: " + http_date(scene.now()) + "\r\nServer: " + scene.site.server_software + "\r\n";
  if (!scene.site.script_language.empty()) out += "X-Powered-By: " + scene.site.script_language + "\r\n";
  out += text_of(answer.headers);
  out += std::string("Connection: ") + (answer.keep_alive ? "keep-alive" : "close") + "\r\n";
  const bool none = answer.status == 304;
  out += framed(none ? "" : answer.body, answer.chunked && !none, answer.gzip && !none, !none, random);
  return to_bytes(out);
}

}  // namespace evaluate
