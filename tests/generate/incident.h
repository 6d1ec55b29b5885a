// The usual incident, ready to be changed in one or two points by a scenario.
#pragma once

#include "background.h"
#include "order.h"
#include "scenario.h"

namespace generate {

namespace place {
inline constexpr const char* victim = "198.51.100.77";
inline constexpr const char* second_victim = "198.51.100.88";
inline constexpr const char* client = "203.0.113.66";
}  // namespace place

// The time of the order after the start of the capture.
inline constexpr Duration quiet_before = 2300ms;

WebServer xampp(World& world);

OrderWords usual_words(const Settings& settings, int seconds);

// An order in `words` by the usual client against the usual victim.
Incident usual_incident(World& world, const OrderWords& words);

// Background, then `incident` in it; gives the capture's end, which is `longer` later than usual.
Time play_with_background(World& world, Incident incident, Duration longer = 0s);

}  // namespace generate
