// What goes on around a small web server on any day: visitors, name lookups, ARP, time, printers that
// announce themselves.
#pragma once

#include "http.h"
#include "scenario.h"

namespace generate {

struct Pace {
  Duration visits = 300ms;  // mean time between two visitors
  Duration lookups = 1500ms;
  Duration arp = 2s;
  Duration mdns = 3s;
  Duration ntp = 64s;

  Pace slower(int factor) const {
    return {visits * factor, lookups * factor, arp * factor, mdns * factor, ntp * factor};
  }
};

// Lasts from now until `end`.
void play_background(World& world, const WebServer& server, Pace pace, Time end);

// The same around our own host, for scenes in which the server plays no part.
void play_around(World& world, Time end);

// The end of a scene that lasts `seconds` unless the command line says otherwise.
Time end_of_scene(const World& world, const Settings& settings, int seconds);

// The parts, for scenes that need only some of them.
Task visitors(World& world, WebServer server, Duration mean, Time end, Random random);
Task ntp_client(World& world, Host& client, Duration interval, Time end);

// An outside host with a documentation address that no scene uses for another role.
Host& any_visitor(World& world, Random& random);

}  // namespace generate
