// Forms in which one and the same order is written.
#include <zlib.h>

#include <stdexcept>

#include "order.h"

namespace generate {
namespace {

Bytes post(const OrderWords& words, const std::string& type, const std::string& more_headers, View body) {
  const std::string head = "POST " + words.path + " HTTP/1.1\r\nHost: " + words.host_header +
                           "\r\nAccept: */*\r\nContent-Type: " + type + "\r\n" + more_headers + "\r\n";
  return Writer().text(head).bytes(body).take();
}

std::string length_header(std::size_t length) { return "Content-Length: " + std::to_string(length) + "\r\n"; }

const std::string form_type = "application/x-www-form-urlencoded";

Bytes gzip(View plain) {
  z_stream stream{};
  constexpr int gzip_wrapper = 15 + 16;
  if (deflateInit2(&stream, 9, Z_DEFLATED, gzip_wrapper, 8, Z_DEFAULT_STRATEGY))
    throw std::runtime_error("cannot start gzip");
  Bytes out(plain.size() + 64);
  stream.next_in = const_cast<Bytef*>(plain.data());  // zlib only reads it
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace

std::string OrderWords::parameters() const {
  return "act=phptools&host=" + victim + "&time=" + std::to_string(seconds) + more;
}

// As PHP's cURL writes it when it is told nothing else: no user agent.
Bytes order_get(const OrderWords& words) {
  return to_bytes("GET " + words.path + "?" + words.parameters() + " HTTP/1.1\r\nHost: " + words.host_header +
                  "\r\nAccept: */*\r\n\r\n");
}

Bytes order_post_form(const OrderWords& words) {
  const std::string body =
      "ip=" + words.victim + "&host=" + words.victim + "&time=" + std::to_string(words.seconds) + words.more;
  return post(words, form_type, length_header(body.size()), to_bytes(body));
}

Bytes order_post_json(const OrderWords& words) {
  const std::string body = "{\"method\":\"udp\",\"host\":\"" + words.victim +
                           "\",\"time\":" + std::to_string(words.seconds) + ",\"threads\":1}";
  return post(words, "application/json", length_header(body.size()), to_bytes(body));
}

Bytes order_post_chunked(const OrderWords& words) {
  const std::string form = words.parameters();
  const std::size_t cut = form.find(words.victim) + 4;  // inside the address: no chunk holds it whole
  std::string body;
  for (const std::string& chunk : {form.substr(0, cut), form.substr(cut)}) {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    body += size + chunk + "\r\n";
  }
  body += "0\r\n\r\n";
  return post(words, form_type, "Transfer-Encoding: chunked\r\n", to_bytes(body));
}

Bytes order_post_gzip(const OrderWords& words) {
  const Bytes body = gzip(to_bytes(words.parameters()));
  return post(words, form_type, "Content-Encoding: gzip\r\n" + length_header(body.size()), body);
}

}  // namespace generate
