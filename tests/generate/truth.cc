#include "truth.h"

#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>

namespace generate {
namespace {

// Every text here is plain ASCII of our own making, except that a request may hold quotes.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + '"';
}

std::string field(const std::string& name, const std::string& json) { return quoted(name) + ": " + json; }
std::string frame_or_null(std::uint64_t frame) { return frame ? std::to_string(frame) : "null"; }
std::string text_or_null(const std::string& text) { return text.empty() ? "null" : quoted(text); }

std::string seconds_between(Time start, Time end) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", static_cast<double>((end - start).count()) / 1e9);
  return text;
}

template <typename Items, typename ToJson>
std::string list(const Items& items, ToJson to_json) {
  std::string out = "[";
  for (const auto& item : items) out += (out.size() > 1 ? ",\n  " : "\n  ") + to_json(item);
  return out + (out.size() > 1 ? "\n ]" : "]");
}

std::string to_json(const OrderTruth& o) {
  return "{" + field("frame", frame_or_null(o.frame)) + ", " + field("client", quoted(o.client)) + ", " +
         field("victim", quoted(o.victim)) + ", " + field("victim_name", text_or_null(o.victim_name)) + ", " +
         field("seconds", std::to_string(o.seconds)) + ", " + field("effect", o.effect ? "true" : "false") +
         ", " + field("contains", quoted(o.contains)) + "}";
}

std::string to_json(const FloodTruth& f) {
  // An order that was given before the capture began is not in it: nobody can be asked to find it.
  const OrderTruth* order = f.order && f.order->frame ? f.order : nullptr;
  return "{" + field("kind", quoted(f.kind)) + ", " + field("direction", quoted(f.direction)) + ", " +
         field("role", quoted(f.role)) + ", " + field("source", quoted(f.source)) + ", " +
         field("victim", quoted(f.victim)) + ", " +
         field("ports", f.port ? "[" + std::to_string(*f.port) + "]" : "\"random\"") + ",\n   " +
         field("first_frame", std::to_string(f.first_frame)) + ", " +
         field("last_frame", std::to_string(f.last_frame)) + ", " +
         field("packets", std::to_string(f.packets)) + ", " + field("bytes", std::to_string(f.bytes)) + ", " +
         field("datagrams", std::to_string(f.datagrams)) + ",\n   " +
         field("start", quoted(rfc3339(f.start))) + ", " + field("end", quoted(rfc3339(f.end))) + ", " +
         field("duration_s", seconds_between(f.start, f.end)) + ",\n   " +
         field("order_frame", order ? std::to_string(order->frame) : "null") + ", " +
         field("order_client", order ? quoted(order->client) : "null") + ", " +
         field("order_request_contains", order ? quoted(order->contains) : "null") + "}";
}

}  // namespace

void FloodTruth::saw(std::uint64_t frame, std::uint64_t datagram, Time time, std::size_t length) {
  if (!packets) first_frame = frame, start = time;
  if (!packets || datagram != last_datagram) ++datagrams;
  last_frame = frame;
  last_datagram = datagram;
  end = time;
  ++packets;
  bytes += length;
}

std::string rfc3339(Time time) {
  const std::int64_t nanos = time.count();
  const std::time_t seconds = nanos / 1'000'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char day[32], text[48];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text, sizeof text, "%s.%09lldZ", day, static_cast<long long>(nanos % 1'000'000'000));
  return text;
}

void Truth::write(const std::string& path) const {
  std::vector<const FloodTruth*> seen_floods;
  for (const auto& flood : floods)
    if (flood.packets) seen_floods.push_back(&flood);
  std::vector<const OrderTruth*> seen_orders;
  for (const auto& order : orders)
    if (order.frame) seen_orders.push_back(&order);

  std::ofstream out(path);
  out << "{" << field("scenario", quoted(scenario)) << ",\n "
      << field("attack", seen_floods.empty() && seen_orders.empty() ? "false" : "true") << ",\n "
      << field("packets", std::to_string(packets)) << ",\n " << field("bytes", std::to_string(bytes))
      << ",\n " << field("floods", list(seen_floods, [](const auto* flood) { return to_json(*flood); }))
      << ",\n " << field("orders", list(seen_orders, [](const auto* order) { return to_json(*order); }))
      << "\n}\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace generate
