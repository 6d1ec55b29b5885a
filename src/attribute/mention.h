// Does a message name an address? In every way of writing one that controllers and their scripts use.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/address.h"
#include "message/message.h"

namespace culprit::attribute {

/// Where and how a message names the target of a flood.
struct Mention {
  std::string_view field;     ///< the value's name in the message
  std::string_view encoding;  ///< plain, decimal, hex, percent, base64, name
  message::Place place = message::Place::query;
};

/// What to look for: an address, and the names that DNS answered with it.
struct Target {
  Address address;
  std::span<const std::string_view> names;
};

/// The most telling mention: in what the client passed on before headers, plain before encoded, address
/// before name. Headers that name hosts as a matter of course (Host, Forwarded) do not count. Decoding goes
/// three levels deep, over at most 64 KiB of values.
std::optional<Mention> find_mention(const message::Message& m, const Target& target);

/// How one text names the target; empty where it does not.
std::string_view mention_in(std::string_view text, const Target& target, int depth = 0);

}  // namespace culprit::attribute
