// The shapes of the flood and of its victim: what the incident of 2011 and its relatives look like.
#include "incident.h"

namespace generate {

WebServer xampp(World& world) { return {.host = &world.network.own()}; }

OrderWords usual_words(const Settings& settings, int seconds) {
  OrderWords out;
  out.victim = place::victim;
  out.seconds = settings.seconds.value_or(seconds);
  return out;
}

Incident usual_incident(World& world, const OrderWords& words) {
  Incident out;
  out.server = xampp(world);
  out.client = &world.network.host(place::client);
  out.request = order_get(words);
  out.contains = words.path + "?act=phptools";
  out.seconds = words.seconds;
  out.flood.source = out.server.host;
  out.flood.victim = &world.network.host(place::victim);
  return out;
}

Time play_with_background(World& world, Incident incident, Duration longer) {
  const Time order = world.now() + quiet_before;
  const Time end = order + std::chrono::seconds(incident.seconds) + 3s + longer;
  WebServer visited = incident.server;
  visited.host = &world.network.own();  // visitors come over IPv4, whatever the order came over
  play_background(world, visited, {}, end - 500ms);
  world.clock.play_at(order, play_incident(world, std::move(incident)));
  return end;
}

namespace {

Time incident_php5(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 8));
  incident.patience = incident.seconds > 20 ? 15s : 7s;  // two time limits that controllers were seen to use
  return play_with_background(world, std::move(incident));
}

Time incident_php8(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 4);
  words.path = "/images/config.php";
  Incident incident = usual_incident(world, words);
  incident.server.software = "Apache/2.4.54 (Debian)";
  incident.server.php = "PHP/8.1.12";
  incident.flood.shape = shape::php8;
  return play_with_background(world, std::move(incident));
}

Time incident_small(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 4));
  incident.flood.shape = shape::small;
  incident.flood.fill = 'x';
  incident.flood.frames_per_second = 1600;
  return play_with_background(world, std::move(incident));
}

Time incident_name(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 4);
  words.victim = "victim.example.net";
  Incident incident = usual_incident(world, words);
  incident.flood.victim_name = words.victim;
  return play_with_background(world, std::move(incident));
}

Time incident_port(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 4);
  words.more = "&port=80";
  Incident incident = usual_incident(world, words);
  incident.flood.port = 80;
  return play_with_background(world, std::move(incident));
}

Time incident_ipv6(World& world, const Settings& settings) {
  OrderWords words = usual_words(settings, 4);
  words.victim = "2001:db8:bad::77";
  words.host_header = "[2001:db8:20::20]";
  Incident incident = usual_incident(world, words);
  WebServer over_ipv6 = incident.server;
  over_ipv6.host = &world.network.also_own("2001:db8:20::20");
  incident.server = over_ipv6;
  incident.client = &world.network.host("2001:db8:66::66");
  incident.flood.source = over_ipv6.host;
  incident.flood.victim = &world.network.host(words.victim);
  incident.flood.shape = shape::php8;
  return play_with_background(world, std::move(incident));
}

Time fragments_reversed(World& world, const Settings& settings) {
  Incident incident = usual_incident(world, usual_words(settings, 3));
  incident.flood.fragments_reversed = true;
  return play_with_background(world, std::move(incident));
}

}  // namespace

std::vector<Scenario> incident_scenarios() {
  constexpr Site linux_site{.ttl = 64};
  return {
      {"incident-php5", "the incident of 2011: 48 frames for each write; the client hangs up after 7 s",
       incident_php5},
      {"incident-php8", "the same script on PHP 8: 44 frames for each write; the script's answer arrives",
       incident_php8, 0, linux_site},
      {"incident-small", "datagrams of 18 bytes to random ports", incident_small},
      {"incident-name", "the victim is given as a host name and looked up again and again", incident_name},
      {"incident-port", "the order names the port", incident_port},
      {"incident-ipv6", "order and flood over IPv6, with fragment headers", incident_ipv6},
      {"fragments-reversed", "the last fragment of each datagram is sent first, as some systems do",
       fragments_reversed},
  };
}

}  // namespace generate
