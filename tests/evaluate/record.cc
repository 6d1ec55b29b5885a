#include "record.h"

#include <algorithm>
#include <cstdio>

namespace evaluate {

using namespace std::chrono_literals;

namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (code < 0x20 || code > 0x7e) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(code));
      out += escape;
    } else {
      out += letter;
    }
  }
  return out + '"';
}

std::string member(const std::string& name, const std::string& json) { return quoted(name) + ": " + json; }
std::string member(const std::string& name, std::uint64_t number) {
  return member(name, std::to_string(number));
}

template <typename Items, typename ToJson>
std::string list(const Items& items, ToJson to_json) {
  std::string out = "[";
  for (const auto& item : items) out += (out.size() > 1 ? ", " : "") + to_json(item);
  return out + "]";
}

// Each text once.
std::string texts(std::vector<std::string> items) {
  std::ranges::sort(items);
  const auto again = std::ranges::unique(items);
  items.erase(again.begin(), again.end());
  return list(items, quoted);
}

std::string milliseconds(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1e6);
  return text;
}

// If the clock stepped between the two, nobody can say how far apart they were.
bool torn_apart(const Order& order, Time onset) {
  constexpr Duration longest_lag = 10s;
  return onset.count() && (onset < order.at - 1s || onset > order.at + longest_lag);
}

const char* state_of(const Order& order, Time onset) {
  if (!order.seen()) return "absent";
  if (torn_apart(order, onset)) return "partial";
  const bool whole = std::ranges::any_of(order.copies, &MessageTruth::whole);
  return whole && !order.opaque ? "visible" : "partial";
}

std::string to_json(const Order& order, Time onset) {
  std::vector<std::uint64_t> frames;
  for (const MessageTruth& copy : order.copies)
    frames.insert(frames.end(), copy.frames.begin(), copy.frames.end());
  frames.insert(frames.end(), order.asked.frames.begin(), order.asked.frames.end());
  std::string out = "{" + member("state", quoted(state_of(order, onset))) + ", ";
  out += member("frames", list(frames, [](std::uint64_t frame) { return std::to_string(frame); })) + ", ";
  out += member("clients", texts(order.clients)) + ", " + member("channel", quoted(order.channel)) + ", ";
  out +=
      member("encoding", quoted(order.encoding)) + ", " + member("text", quoted(order.text.substr(0, 200)));
  if (onset.count()) out += ", " + member("lag_ms", milliseconds(onset - order.at));
  return out + "}";
}

std::string to_json(const Deed& deed) {
  const bool enough = deed.seen.packets >= deed.least_packets;
  std::string out =
      "{" + member("kinds", texts(deed.kinds)) + ", " + member("directions", texts(deed.directions)) + ", ";
  out += member("roles", texts(deed.roles)) + ", " + member("sources", texts(deed.sources)) + ", ";
  out += member("victims", texts(deed.victims)) + ", ";
  out += member("required", deed.required && enough ? "true" : "false") + ", ";
  out +=
      member("first_frame", deed.seen.first_frame) + ", " + member("last_frame", deed.seen.last_frame) + ", ";
  out += member("packets", deed.seen.packets) + ", " + member("datagrams", deed.seen.datagrams) + ", ";
  out += member("start", quoted(rfc3339(deed.seen.start))) + ", " +
         member("end", quoted(rfc3339(deed.seen.end))) + ", ";
  out += member("orders",
                list(deed.orders, [&](const Order* order) { return to_json(*order, deed.seen.start); }));
  return out + "}";
}

}  // namespace

bool Order::seen() const {
  return std::ranges::any_of(copies, [](const MessageTruth& copy) { return copy.cut || !copy.seen.empty(); });
}

// The other side's share of a connection that is part of a flood was caused by it.
void Record::note_frame(const FloodTruth* seen, bool caused, bool by_us) {
  char letter = caused ? '-' : '.';
  for (std::size_t i = 0; seen && i < deeds.size(); ++i) {
    if (seen != &deeds[i].seen) continue;
    const std::string way = deeds[i].directions.empty() ? "" : deeds[i].directions.front();
    const bool answer = (way == "inbound" && by_us) || (way == "outbound" && !by_us);
    letter = answer ? '-' : static_cast<char>('a' + std::min<std::size_t>(i, 25));
  }
  frames += letter;
}

Deed& Record::deed(std::vector<std::string> kinds, std::string direction, std::string role) {
  Deed& out = deeds.emplace_back();
  out.kinds = std::move(kinds);
  out.directions = {std::move(direction)};
  out.roles = {std::move(role)};
  return out;
}

Order& Record::order(std::string channel, std::string encoding) {
  Order& out = orders.emplace_back();
  out.channel = std::move(channel);
  out.encoding = std::move(encoding);
  return out;
}

std::string Record::json() const {
  std::vector<const Deed*> seen;
  for (const Deed& deed : deeds)
    if (deed.seen.packets) seen.push_back(&deed);
  std::vector<const Order*> given;
  for (const Order& order : orders)
    if (order.seen()) given.push_back(&order);
  std::string out = "{" + member("id", quoted(id)) + ", " + member("class", quoted(class_id)) + ", ";
  out += member("variant", quoted(variant)) + ", " + member("file", quoted(file)) + ", " +
         member("packets", packets) + ", ";
  out += member("benign", benign.empty() ? "null" : quoted(benign)) + ", " +
         member("tolerated", texts(tolerated)) + ", ";
  out += member("tags", "{");
  bool first = true;
  for (const auto& [name, value] : tags)
    out += (std::exchange(first, false) ? "" : ", ") + member(name, quoted(value));
  out += "}, " + member("deeds", list(seen, [](const Deed* deed) { return to_json(*deed); })) + ", ";
  return out + member("orders", list(given, [](const Order* order) { return to_json(*order, {}); })) + "}";
}

}  // namespace evaluate
