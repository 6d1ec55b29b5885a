// One capture in the making: the place, the hosts, the clock, and the truth as it grows.
#pragma once

#include <memory>

#include "listener.h"
#include "world.h"

namespace evaluate {

enum class System { windows, linux, bsd, device };

struct Site {
  System system = System::linux;
  std::string server_name;      // of our web server
  std::string server_software;  // as its answers say
  std::string script_language;  // X-Powered-By, if it says so
  std::uint16_t web_port = 80;
  bool home = false;  // a home or office network instead of a rack
};

struct Scene {
  Scene(Network network, Listener& listener, Record& truth, Truth& unused, Conditions& how, Time start,
        std::uint64_t seed)
      : world(start, std::move(network), listener, unused, seed),
        tap(listener),
        record(truth),
        conditions(how),
        random(Random(seed).fork("scene")),
        begin(start) {}

  World world;
  Listener& tap;
  Record& record;
  Conditions& conditions;
  Random random;
  Time begin, end{};                        // stop() ends it earlier
  std::vector<std::shared_ptr<void>> kept;  // what tasks refer to
  Site site;
  Host* own = nullptr;
  Host* own6 = nullptr;  // our own IPv6 address, if we have one
  Host* resolver = nullptr;

  // Somebody out there whom we have not met; over IPv6 where asked and possible.
  Host& outside(Random& chance, bool v6 = false);
  Host& outside(const Address& address, Random& chance);
  // A host of our own network.
  Host& neighbour(Random& chance);
  Host& neighbour(Random& chance, std::uint32_t number);
  Host& group(const std::string& address) { return world.network.host(address); }
  Host& our_end(const Host& far) { return far.address.v6 ? *own6 : *own; }

  void stop() { world.clock.stop(); }
  Time now() const { return world.now(); }
  Random fork(const std::string& name) const { return random.fork(name); }
};

void dress(Host& host, System system);
System any_system(Random& random);
// A network with us in it, and what our server is like.
Network draw_network(Random random, Site& site);
void furnish(Scene& scene);
Duration round_trip(const Host& host, Random& random);

}  // namespace evaluate
