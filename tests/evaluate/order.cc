#include "order.h"

#include <algorithm>

namespace evaluate {

std::string victim_key(Random& random) {
  return pick<std::string>(random, {"host", "host", "host", "ip", "ip", "target", "victim", "dst", "url",
                                    "addr", "h", "i", "u", "server", "site", "to", "a", "d"});
}
std::string seconds_key(Random& random) {
  return pick<std::string>(random, {"time", "time", "time", "secs", "sec", "seconds", "duration", "length",
                                    "exTime", "t", "s", "dur", "timer", "end", "b", "n"});
}
std::string port_key(Random& random) {
  return pick<std::string>(random, {"port", "port", "p", "dport", "dst_port", "c"});
}

std::string script_path(Random& random) {
  const std::string folder = pick<std::string>(
      random, {"/webdav/", "/webdav/", "/images/", "/config/", "/css/", "/tmp/", "/upfile/", "/test/",
               "/wp-content/uploads/2011/03/", "/wp-content/plugins/" + any_word(random) + "/", "/",
               "/cgi-bin/", "/api/", "/" + any_word(random) + "/"});
  const std::string file = pick<std::string>(
      random,
      {"..php", "uxampp.php", "sprint.php", "config.php", "function.php", "help.php", "udp.php", "dos.php",
       "shell.php", "index.php", "error.php.html", "send.php", "attack", "api.php", "x.aspx", "cmd.jsp",
       any_word(random) + ".php", any_word(random, 1, 3) + ".php", "." + any_word(random) + ".php"});
  return folder + file;
}

namespace {

using Parameters = std::vector<std::pair<std::string, std::string>>;

std::string number_text(Random& random, std::uint64_t number) {
  return random.percent(4) ? std::to_string(number) + ".0" : std::to_string(number);
}

// All that the order says, in any sequence, with parameters that mean nothing among them.
Parameters parameters(const Command& c, Encoding encoding, Random& random, const std::string& victim) {
  Parameters out = {{victim_key(random), victim}};
  const bool twice = encoding == Encoding::plain && random.percent(6);
  if (twice) out.emplace_back(out.front().first == "ip" ? "host" : "ip", victim);
  if (c.seconds)
    out.emplace_back(seconds_key(random), number_text(random, static_cast<std::uint64_t>(c.seconds)));
  if (c.count)
    out.emplace_back(pick<std::string>(random, {"packets", "count", "num"}), std::to_string(c.count));
  if (c.port) out.emplace_back(port_key(random), std::to_string(*c.port));
  if (c.size && random.percent(60))
    out.emplace_back(pick<std::string>(random, {"size", "len", "pktsize"}), std::to_string(c.size));
  if (random.percent(40))
    out.emplace_back(pick<std::string>(random, {"type", "method", "mode", "m"}), c.method);
  if (random.percent(20)) out.emplace_back("key", hex_digits(random, 16));
  if (random.percent(10)) out.emplace_back("user", any_word(random));
  if (random.percent(10)) out.emplace_back("threads", std::to_string(random.between(1, 200)));
  if (random.percent(50))
    std::ranges::rotate(out, out.begin() + static_cast<std::ptrdiff_t>(random.below(out.size())));
  if (random.percent(35))
    out.insert(out.begin(), {"act", random.percent(70) ? "phptools" : any_word(random)});
  // A key twice would say two things.
  std::vector<std::string> seen;
  std::erase_if(out, [&](const auto& item) {
    const bool again = std::ranges::find(seen, item.first) != seen.end();
    seen.push_back(item.first);
    return again && item.second != victim;
  });
  return out;
}

std::string as_query(const Parameters& list, bool encode) {
  std::string out;
  for (const auto& [key, value] : list)
    out += (out.empty() ? "" : "&") + key + "=" + (encode ? percent_encoded(value, false) : value);
  return out;
}

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string as_json(const Parameters& list, Random& random) {
  const bool quoted_numbers = random.percent(20), spaced = random.percent(50);
  std::string out = "{";
  for (const auto& [key, value] : list) {
    if (out.size() > 1) out += spaced ? ", " : ",";
    const bool bare = is_number(value) && value.size() < 10 && !quoted_numbers;
    out += "\"" + key + (spaced ? "\": " : "\":") + (bare ? value : "\"" + value + "\"");
  }
  out += "}";
  if (random.percent(20)) return "{\"cmd\":\"attack\",\"args\":" + out + "}";
  if (random.percent(10)) return "[" + out + "]";
  return out;
}

std::string as_xml(const Parameters& list, Random& random) {
  const std::string root = pick<std::string>(random, {"request", "cmd", "attack", "soap:Envelope"});
  const bool attributes = random.percent(30);
  std::string out = "<?xml version=\"1.0\"?>\n<" + root;
  if (attributes) {
    for (const auto& [key, value] : list) out += " " + key + "=\"" + value + "\"";
    return out + "/>";
  }
  out += ">";
  for (const auto& [key, value] : list) out += "<" + key + ">" + value + "</" + key + ">";
  return out + "</" + root + ">";
}

std::string as_parts(const Parameters& list, const std::string& boundary) {
  std::string out;
  for (const auto& [key, value] : list)
    out +=
        "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + key + "\"\r\n\r\n" + value + "\r\n";
  return out + "--" + boundary + "--\r\n";
}

// Words in a row, as a command line has them.
std::string as_words(const Command& c, const std::string& victim, const char* between, Random& random) {
  std::string out = c.method + between + victim;
  if (c.port) out += between + std::to_string(*c.port);
  if (c.seconds) out += between + std::to_string(c.seconds);
  if (c.count) out += between + std::to_string(c.count);
  if (c.size && random.percent(50)) out += between + std::to_string(c.size);
  return out;
}

// The parameters as one text, which the request then carries somewhere.
std::string as_text(const Parameters& list, const Command& c, const std::string& victim, Random& random) {
  switch (random.below(3)) {
    case 0:
      return as_json(list, random);
    case 1:
      return as_words(c, victim, pick<const char*>(random, {" ", "|", ";", ","}), random);
    default:
      return as_query(list, false);
  }
}

struct Draft {
  Scene& scene;
  const Command& command;
  Random& random;
  HttpOrder out = {};

  Encoding encode(bool json = false) {
    const Encoding encoding = draw_encoding(random, command, json);
    out.encoding = id_of(encoding);
    return encoding;
  }
  std::string victim(Encoding encoding) { return victim_text(command, encoding); }
  Parameters list(Encoding encoding) { return parameters(command, encoding, random, victim(encoding)); }
  bool packed(Encoding encoding) const { return encoding == Encoding::base64_of_json; }
  std::string package() { return base64(as_json(list(Encoding::plain), random), random.percent(20)); }

  void query() {
    const Encoding e = encode();
    const bool ready = e == Encoding::percent || e == Encoding::percent_twice;
    Request& r = out.request;
    if (packed(e))
      r.target += "?" + pick<std::string>(random, {"d", "data", "q", "p", "cmd"}) + "=" +
                  percent_encoded(package(), false);
    else if (command.victim.v6)
      r.target += "?" + as_query(list(e), e != Encoding::percent && random.percent(50));
    else
      r.target += "?" + as_query(list(e), !ready);
    out.channel = "http-query";
  }
  void path() {
    const Encoding e = encode();
    const std::string text =
        packed(e) ? percent_encoded(package(), false) : as_words(command, victim(e), "/", random);
    out.request.target = (random.percent(50) ? "/api/" : "/" + any_word(random) + "/") + text;
    out.channel = "http-path";
  }
  void form() {
    const Encoding e = encode();
    const bool ready = e == Encoding::percent || e == Encoding::percent_twice;
    out.request.method = "POST";
    out.request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    out.request.body = packed(e) ? "data=" + percent_encoded(package(), false) : as_query(list(e), !ready);
    out.channel = "http-form";
  }
  void json() {
    const Encoding e = encode(true);
    out.request.method = "POST";
    out.request.headers.emplace_back("Content-Type", "application/json");
    out.request.body = packed(e) ? "{\"data\":\"" + package() + "\"}" : as_json(list(e), random);
    out.channel = "http-json";
  }
  void xml() {
    const Encoding e = encode();
    out.request.method = "POST";
    out.request.headers.emplace_back("Content-Type", random.percent(50) ? "text/xml" : "application/xml");
    out.request.body = packed(e) ? "<d>" + package() + "</d>" : as_xml(list(e), random);
    out.channel = "http-xml";
  }
  void multipart() {
    const Encoding e = encode();
    const std::string boundary = "----WebKitFormBoundary" + letters(random, 16);
    out.request.method = "POST";
    out.request.headers.emplace_back("Content-Type", "multipart/form-data; boundary=" + boundary);
    const Parameters fields = packed(e) ? Parameters{{"data", package()}} : list(e);
    out.request.body = as_parts(fields, boundary);
    out.channel = "http-multipart";
  }
  void cookie() {
    const Encoding e = encode();
    std::string text;
    if (packed(e))
      text = "session=" + package();
    else
      for (const auto& [key, value] : list(e))
        text += (text.empty() ? "" : "; ") + key + "=" + percent_encoded(value, false);
    out.request.headers.emplace_back("Cookie", text);
    out.channel = "http-cookie";
  }
  void header() {
    const Encoding e = encode();
    const std::string name =
        pick<std::string>(random, {"X-Cmd", "X-Data", "X-Token", "X-Forwarded-Host", "Accept-Language",
                                   "User-Agent", "X-" + any_word(random), "Referer", "X-Api-Version"});
    const std::string text = packed(e) ? package() : as_text(list(e), command, victim(e), random);
    if (name == "User-Agent")
      out.request.agent = text;
    else
      out.request.headers.emplace_back(name, text);
    out.channel = "http-header";
  }
  void raw_body() {
    const Encoding e = encode();
    out.request.method = "POST";
    if (random.percent(60))
      out.request.headers.emplace_back("Content-Type",
                                       random.percent(50) ? "text/plain" : "application/octet-stream");
    out.request.body = packed(e) ? package() : as_text(list(e), command, victim(e), random);
    out.channel = "http-body";
  }
};

}  // namespace

HttpOrder draw_order(Scene& scene, const Command& command, Random& random) {
  Draft draft{scene, command, random};
  Request& request = draft.out.request;
  draft.out.script = request.target = script_path(random);
  request.host = random.percent(70) ? scene.site.server_name : scene.own->address.text();
  if (random.percent(85)) request.agent = any_agent(random);
  if (random.percent(70)) request.headers.emplace_back("Accept", "*/*");
  static constexpr std::array<void (Draft::*)(), 9> ways = {&Draft::query,  &Draft::form,   &Draft::json,
                                                            &Draft::path,   &Draft::xml,    &Draft::multipart,
                                                            &Draft::cookie, &Draft::header, &Draft::raw_body};
  (draft.*ways[weighted(random, {40, 18, 12, 6, 4, 5, 5, 5, 5})])();
  if (request.method == "POST") {
    request.chunked = random.percent(12);
    request.gzip = random.percent(10);
    if (request.gzip) draft.out.encoding += "+gzip";
    if (request.chunked) draft.out.encoding += "+chunked";
  }
  if (request.method == "GET" && random.percent(5)) request.version = "HTTP/1.0";
  return std::move(draft.out);
}

}  // namespace evaluate
