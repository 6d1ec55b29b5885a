#include "order.h"

#include <cstdio>

namespace generate {
namespace {

constexpr Duration client_round_trip = 64ms;
constexpr Duration delayed_acknowledgement = 190ms;

std::string confession(std::uint64_t writes, int seconds) {
  char text[160];
  const double megabytes = static_cast<double>(writes) * 65 / 1024;
  std::snprintf(text, sizeof text,
                "UDP Flood<br>Completed with %llu (%.2f MB) packets averaging %.2f packets per second \n",
                static_cast<unsigned long long>(writes), megabytes,
                static_cast<double>(writes) / std::max(seconds, 1));
  return text;
}

Bytes page(const World& world, const Incident& incident) {
  return http_answer(world, incident.server, "200 OK", "<html><body>Welcome</body></html>");
}

Bytes ordinary_request(const Incident& incident, const std::string& target) {
  return to_bytes(http_get(target, incident.server.name, "Mozilla/5.0 (Windows NT 6.1) Firefox/4.0"));
}

Bytes pipelined_request(const Incident& incident) {
  return Writer()
      .bytes(ordinary_request(incident, "/index.php"))
      .bytes(incident.request)
      .bytes(ordinary_request(incident, "/favicon.ico"))
      .take();
}

// Each gives the frame of the order's first byte.
Task deliver_split(World& world, Connection& connection, const Bytes& request, std::uint64_t& frame) {
  const View all(request);
  connection.segment(Side::client, all.first(9));
  frame = connection.frame();
  co_await world.pause(3ms);
  connection.segment(Side::client, all.subspan(9, 27));
  connection.acknowledge(Side::server);
  co_await world.pause(4ms);
  connection.segment(Side::client, all.subspan(36));
}

Task send_again(World& world, Connection& connection, Bytes data, std::uint32_t back) {
  connection.segment_again(Side::client, data, back);
  co_await world.pause(60us);
  connection.acknowledge(Side::server);
}

Task deliver_disturbed(World& world, Connection& connection, const Bytes& request, std::uint64_t& frame) {
  const View all(request);
  const std::uint32_t half = 30;
  const auto size = static_cast<std::uint32_t>(request.size());
  connection.skip(Side::client, size);
  connection.segment_again(Side::client, all.subspan(half), size - half);  // overtakes the first one
  co_await world.pause(1ms);
  connection.segment_again(Side::client, all.first(half), size);
  frame = connection.frame();
  // Its acknowledgement got lost on the way: the client sends it again, the script is running already.
  const View first = all.first(half);
  world.clock.play_at(world.now() + 270ms,
                      send_again(world, connection, Bytes(first.begin(), first.end()), size));
}

Task deliver(World& world, Connection& connection, const Incident& incident, std::uint64_t& frame) {
  switch (incident.delivery) {
    case Delivery::split:
      co_await deliver_split(world, connection, incident.request, frame);
      break;
    case Delivery::disturbed:
      co_await deliver_disturbed(world, connection, incident.request, frame);
      break;
    case Delivery::whole: {
      Bytes request = incident.pipelined ? pipelined_request(incident) : incident.request;
      co_await connection.send(Side::client, std::move(request), true);
      frame = connection.frame();
    }
  }
}

Task earlier_requests(World& world, Connection& connection, const Incident& incident) {
  for (int i = 0; i < incident.requests_before; ++i) {
    const std::string target = "/forum/viewtopic.php?t=" + std::to_string(100 + i);
    co_await exchange(world, connection, ordinary_request(incident, target), page(world, incident), 2ms);
    co_await world.pause(world.random.between(5ms, 30ms));
  }
}

Task acknowledge_late(Connection& connection) {
  connection.acknowledge(Side::server);
  co_return;
}

Task hang_up(Connection& connection) { return connection.half_close(Side::client); }

// What the script has to say, once it is over, to a client that may be gone.
Task answer(World& world, Connection& connection, const Incident& incident, const std::string& text) {
  Bytes last = http_answer(world, incident.server, "200 OK", text, false);
  if (incident.patience) {
    connection.segment(Side::server, last);
    co_await world.pause(client_round_trip);
    connection.reset(Side::client);
    co_return;
  }
  if (incident.pipelined) last = Writer().bytes(last).bytes(page(world, incident)).take();
  co_await connection.send(Side::server, std::move(last));
  co_await connection.close(Side::server);
}

OrderTruth& known_order(World& world, const Incident& incident) {
  OrderTruth& order = world.truth.orders.emplace_back();
  order.client = incident.client->address.text();
  order.victim = incident.flood.victim->address.text();
  order.victim_name = incident.flood.victim_name;
  order.seconds = incident.seconds;
  order.contains = incident.contains;
  return order;
}

}  // namespace

Task play_incident(World& world, Incident incident) {
  if (incident.patience && *incident.patience >= std::chrono::seconds(incident.seconds))
    incident.patience.reset();
  OrderTruth& order = known_order(world, incident);
  Connection connection(world, *incident.client, *incident.server.host, 80, client_round_trip);
  co_await connection.open();
  co_await earlier_requests(world, connection, incident);
  const Time sent = world.now();
  co_await deliver(world, connection, incident, order.frame);
  const Time started = world.now();
  if (incident.capture_ends) {
    world.clock.stop();
    co_return;
  }
  order.effect = true;
  if (incident.pipelined)
    co_await connection.send(Side::server, page(world, incident));
  else if (incident.delivery != Delivery::disturbed)
    world.clock.play_at(sent + delayed_acknowledgement, acknowledge_late(connection));
  if (incident.patience) world.clock.play_at(sent + *incident.patience, hang_up(connection));

  co_await world.pause(world.random.between(1500us, 6ms));
  std::uint64_t writes = 0;
  const Time last_second = started / 1s * Time(1s) + std::chrono::seconds(incident.seconds);
  co_await flood(world, incident.flood, known_flood(world, incident.flood, &order), last_second, &writes);
  co_await answer(world, connection, incident, confession(writes, incident.seconds));
}

Task play_refused_order(World& world, Incident incident) {
  OrderTruth& order = known_order(world, incident);
  Connection connection(world, *incident.client, *incident.server.host, 80, client_round_trip);
  co_await connection.open();
  co_await connection.send(Side::client, incident.request, true);
  order.frame = connection.frame();
  co_await world.pause(900us);
  co_await connection.send(Side::server, http_answer(world, incident.server, "404 Not Found",
                                                     "<html><body>Object not found!</body></html>", false));
  co_await connection.close(Side::server);
}

}  // namespace generate
