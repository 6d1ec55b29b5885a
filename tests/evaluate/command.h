// What an order says, and how it writes the victim down.
#pragma once

#include <optional>

#include "chance.h"

namespace evaluate {

struct Command {
  Address victim;
  std::string name;  // given instead of the address; DNS in the capture tells which address it is
  std::optional<std::uint16_t> port;
  int seconds = 0;          // 0: not said
  std::uint64_t count = 0;  // of datagrams, 0: not said
  std::size_t size = 0;     // of a datagram, 0: not said
  std::string method;       // what the family calls the kind of flood
};

enum class Encoding {
  plain,
  decimal,
  hex,
  octal,
  percent,
  percent_twice,
  base64,
  base64_of_json,
  reversed,
  mapped,
  name,
  escapes,
  hex_text,
  html,
};
inline constexpr std::size_t encodings = 14;
const char* id_of(Encoding encoding);

// One that fits the victim; an order over IPv6 knows fewer. `json`: the message is JSON.
Encoding draw_encoding(Random& random, const Command& command, bool json);
// The victim as the order writes it.
std::string victim_text(const Command& command, Encoding encoding);

std::string base64(std::string_view text, bool url_safe = false);
std::string percent_encoded(std::string_view text, bool all);

}  // namespace evaluate
