#include "scene.h"

namespace evaluate {

System any_system(Random& random) {
  return std::array{System::windows, System::linux, System::bsd,
                    System::device}[weighted(random, {30, 55, 8, 7})];
}

void dress(Host& host, System system) {
  using Ids = Stack::Ids;
  switch (system) {
    case System::windows:
      host.ttl = 128;
      host.stack = {.ids = Ids::counted, .window = 64240, .window_scale = 8, .timestamps = false};
      break;
    case System::linux:
      host.ttl = 64;
      host.stack = {.ids = Ids::counted, .window = 29200, .window_scale = 7, .timestamps = true};
      break;
    case System::bsd:
      host.ttl = 64;
      host.stack = {.ids = Ids::random, .window = 65535, .window_scale = 6, .timestamps = true};
      break;
    case System::device:
      host.ttl = 255;
      host.stack = {.ids = Ids::zero_if_unfragmented, .window = 5840, .window_scale = 0, .timestamps = false};
      break;
  }
}

namespace {

std::string any_private_prefix(Random& random) {
  const auto number = [&] { return std::to_string(random.below(255)); };
  switch (random.below(4)) {
    case 0:
      return "10." + number() + "." + number() + ".";
    case 1:
      return "172." + std::to_string(random.between(16, 31)) + "." + number() + ".";
    case 2:
      return "192.168.0.";
    default:
      return "192.168." + number() + ".";
  }
}

void draw_server(Random& random, Site& site) {
  static const std::vector<std::string> windows = {
      "Apache/2.2.14 (Win32) DAV/2 mod_ssl/2.2.14 OpenSSL/0.9.8l PHP/5.3.1", "Microsoft-IIS/7.5",
      "Microsoft-IIS/10.0", "Apache/2.4.54 (Win64) OpenSSL/1.1.1p PHP/7.4.33"};
  static const std::vector<std::string> unix_like = {"Apache/2.2.16 (Debian)",
                                                     "Apache/2.4.62 (Debian)",
                                                     "nginx/1.22.1",
                                                     "nginx",
                                                     "Apache",
                                                     "LiteSpeed",
                                                     "lighttpd/1.4.69",
                                                     "openresty"};
  site.server_software = pick(random, site.system == System::windows ? windows : unix_like);
  if (random.percent(50))
    site.script_language =
        pick<std::string>(random, {"PHP/5.3.1", "PHP/5.6.40", "PHP/7.4.33", "PHP/8.1.12", "ASP.NET"});
  site.server_name = any_name(random);
  site.web_port = std::array<std::uint16_t, 4>{80, 8080, 8000, 81}[weighted(random, {88, 8, 2, 2})];
}

}  // namespace

Network draw_network(Random random, Site& site) {
  site.system = any_system(random);
  if (site.system == System::device && random.percent(70)) site.system = System::linux;
  site.home = random.percent(35);
  draw_server(random, site);
  const bool hidden = site.home || random.percent(45);
  const std::string text = any_address(random).text();
  const std::string prefix = hidden ? any_private_prefix(random) : text.substr(0, text.rfind('.') + 1);
  const unsigned gateway = random.percent(80) ? 1 : 254;
  const auto own = random.between(2, 250);
  Network out(prefix + std::to_string(own), prefix + std::to_string(gateway), 64);
  dress(out.own(), site.system);
  out.own().mac = any_mac(random);
  out.gateway().mac = any_mac(random);
  dress(out.gateway(), pick<System>(random, {System::linux, System::device}));
  return out;
}

void furnish(Scene& scene) {
  Random random = scene.fork("furnish");
  scene.own = &scene.world.network.own();
  if (random.percent(50)) {
    const Address six = any_address6(random);
    scene.own6 = &scene.world.network.also_own(six.text());
    scene.own6->stack = scene.own->stack;
    scene.world.network.add_local(six.text(), 8);
  }
  switch (scene.site.home ? 0 : random.below(3)) {
    case 0:
      scene.resolver = &scene.world.network.gateway();
      break;
    case 1:
      scene.resolver = &scene.neighbour(random, 53);
      break;
    default:
      scene.resolver = &scene.outside(random);
  }
}

Host& Scene::outside(const Address& address, Random& chance) {
  Host& host = world.network.host(address);
  dress(host, any_system(chance));
  host.ttl = static_cast<std::uint8_t>(host.ttl - chance.between(4, 24));
  host.port = static_cast<std::uint16_t>(chance.between(1025, 64000));
  host.ip_id = static_cast<std::uint32_t>(chance.below(65000));
  return host;
}

Host& Scene::outside(Random& chance, bool v6) {
  return outside(v6 && own6 ? any_address6(chance) : any_address(chance), chance);
}

Host& Scene::neighbour(Random& chance) {
  return neighbour(chance, static_cast<std::uint32_t>(chance.between(3, 40)));
}

Host& Scene::neighbour(Random& chance, std::uint32_t number) {
  Address address = own->address;
  address.octets[3] = static_cast<std::uint8_t>(number);
  if (address == own->address || address == world.network.gateway().address) address.octets[3] = 251;
  Host& host = world.network.host(address);
  if (host.mac[0] == 0x02) {  // not met before
    dress(host, any_system(chance));
    host.mac = any_mac(chance);
  }
  return host;
}

Duration round_trip(const Host& host, Random& random) {
  return host.place == Place::outside ? log_time(random, 4ms, 250ms) : log_time(random, 150us, 800us);
}

}  // namespace evaluate
