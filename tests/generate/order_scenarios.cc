// The same flood, ordered in other ways: several orders, other requests, other encodings, decoys.
#include "incident.h"

namespace generate {
namespace {

Time with_request(World& world, const OrderWords& words, Bytes request, const std::string& contains) {
  Incident incident = usual_incident(world, words);
  incident.request = std::move(request);
  incident.contains = contains;
  return play_with_background(world, std::move(incident));
}

Time post_form(World& world, const Settings& settings) {
  const OrderWords words = usual_words(settings, 3);
  return with_request(world, words, order_post_form(words), "POST /webdav/..php");
}

Time post_json(World& world, const Settings& settings) {
  const OrderWords words = usual_words(settings, 3);
  return with_request(world, words, order_post_json(words), "POST /webdav/..php");
}

Time post_chunked(World& world, const Settings& settings) {
  const OrderWords words = usual_words(settings, 3);
  return with_request(world, words, order_post_chunked(words), "POST /webdav/..php");
}

Time post_gzip(World& world, const Settings& settings) {
  const OrderWords words = usual_words(settings, 3);
  return with_request(world, words, order_post_gzip(words), "POST /webdav/..php");
}

std::string percent_encoded(const std::string& text) {
  std::string out;
  for (char letter : text) {
    char code[8];
    std::snprintf(code, sizeof code, "%%%02x", static_cast<unsigned>(letter));
    out += code;
  }
  return out;
}

Time percent(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 3);
  words.victim = percent_encoded(place::victim);
  return play_with_background(world, usual_incident(world, words));
}

Time decimal_host(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 3);
  words.victim = std::to_string(Address::parse(place::victim).number());
  return play_with_background(world, usual_incident(world, words));
}

Time keepalive_late(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 3));
  incident.requests_before = 39;
  return play_with_background(world, std::move(incident), 5s);
}

Time pipelined(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 3));
  incident.pipelined = true;
  return play_with_background(world, std::move(incident));
}

Time split_segment(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 3));
  incident.delivery = Delivery::split;
  return play_with_background(world, std::move(incident));
}

Time retransmit(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 3));
  incident.delivery = Delivery::disturbed;
  return play_with_background(world, std::move(incident));
}

Task background_from(World& world, WebServer server, Pace pace, Time from, Time end) {
  co_await world.pause(from - world.now());
  play_background(world, server, pace, end);
}

// A second order of the same client, `later` after the first one, in background of its own.
Time second_order(World& world, Incident incident, Duration later) {
  const Time order = world.now() + later;
  const Time end = order + std::chrono::seconds(incident.seconds) + 3s;
  world.play(background_from(world, incident.server, {}, order - quiet_before, end - 500ms));
  world.clock.play_at(order, play_incident(world, std::move(incident)));
  return end;
}

Time two_orders(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 3);
  const Time first_end = play_with_background(world, usual_incident(world, words));
  words.victim = place::second_victim;
  words.seconds += 1;
  Incident second = usual_incident(world, words);
  second.flood.victim = &world.network.host(words.victim);
  const Time end = second_order(world, std::move(second), 5h + 24min + 7s);
  world.play(background_from(world, xampp(world), Pace{}.slower(300), first_end, end - 20s));
  return end;
}

// The demonstration capture: what the asker saw on 6 March, an address that "started it twice today".
Time strange_packages(World& world, const Settings& settings) {
  constexpr std::uint64_t frames_per_second = 820;  // as many of 1,514 bytes as a line of 10 Mbit/s carries
  OrderWords words = usual_words(settings, 60);
  Incident first = usual_incident(world, words);
  first.patience = 7s;
  first.flood.frames_per_second = frames_per_second;
  const Time first_end = play_with_background(world, std::move(first));
  words.victim = place::second_victim;
  words.seconds = 10;
  Incident second = usual_incident(world, words);
  second.patience = 7s;
  second.flood.victim = &world.network.host(words.victim);
  second.flood.frames_per_second = frames_per_second;
  const Time end = second_order(world, std::move(second), 3h + 12min + 40s);
  world.play(background_from(world, xampp(world), Pace{}.slower(200), first_end, end - 20s));
  return end;
}

Task ask_about_victim(World& world, WebServer server, Host& visitor) {
  Connection connection(world, visitor, *server.host, 80, 51ms);
  co_await connection.open();
  const std::string request = http_get(std::string("/whois.php?q=") + place::victim, server.name,
                                       "Mozilla/5.0 (X11; Linux i686) Firefox/3.6", "Connection: close\r\n");
  const std::string body = "<pre>NetRange: 198.51.100.0 - 198.51.100.255\nNetName: TEST-NET-2</pre>";
  co_await exchange(world, connection, to_bytes(request), http_answer(world, server, "200 OK", body, false),
                    20ms);
  co_await connection.close(Side::server);
}

Time decoy_whois(World& world, const Settings& settings) {
  Host& visitor = world.network.host("203.0.113.21");
  const Time asked = world.now() + quiet_before - 400ms;
  const Time end = play_with_background(world, usual_incident(world, usual_words(settings, 3)));
  world.clock.play_at(asked, ask_about_victim(world, xampp(world), visitor));
  return end;
}

Time decoy_refused(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 3);
  const Time refused_at = world.now() + quiet_before - 700ms;
  const Time end = play_with_background(world, usual_incident(world, words));
  words.path = "/webdav/sprint.php";
  world.clock.play_at(refused_at, play_refused_order(world, usual_incident(world, words)));
  return end;
}

}  // namespace

std::vector<Scenario> order_scenarios() {
  return {
      {"two-orders", "one client orders twice on one day, against two victims", two_orders},
      {"strange-packages", "the demonstration: 60 s ordered, later the same day 10 s more", strange_packages},
      {"keepalive-late", "the order is the 40th request of a connection", keepalive_late},
      {"pipelined", "the order stands between two other requests in one segment", pipelined},
      {"post-form", "the order is a form sent with POST", post_form},
      {"post-json", "the order is JSON", post_json},
      {"post-chunked", "the order's body comes in chunks that cut the address", post_chunked},
      {"post-gzip", "the order's body is compressed", post_gzip},
      {"percent-encoded", "every letter of the victim's address is percent-encoded", percent},
      {"decimal-host", "the victim's address is one decimal number", decimal_host},
      {"split-segment", "the request line comes in three segments", split_segment},
      {"retransmit", "the order's segments come out of order, one of them twice", retransmit},
      {"decoy-whois", "somebody else asks about the victim 0.4 s before the order", decoy_whois},
      {"decoy-refused", "the client first asks a script that is not there", decoy_refused},
  };
}

}  // namespace generate
