// The knowledge base of orders: how a message looks that makes a machine send a flood. Data:
// data/trigger/*.toml.
#pragma once
#include <span>
#include <string_view>

namespace culprit::knowledge {

/// What a named value of an order means. Names are compared case-insensitively.
struct Role {
  std::string_view role;  ///< victim, port, seconds, size, count, method
  std::span<const std::string_view> names;
};

/// A named value that tells by itself, wherever the message carries it: act=phptools.
struct Mark {
  std::string_view name, value;
};

/// One family of orders that a channel carries.
struct Trigger {
  std::string_view id;       ///< kebab-case
  std::string_view channel;  ///< http, irc, telnet, text, binary, dns
  std::string_view family;   ///< what such programs are called
  std::string_view source;   ///< where this is known from
  std::span<const Role> roles;
  /// A message fits when it names every role of `requires_all` and one of `requires_any` (where there are
  /// any), or carries a mark.
  std::span<const std::string_view> requires_all, requires_any;
  std::span<const Mark> marks;
  /// Endings of a path (HTTP) that a server executes; supports a match, is not required.
  std::span<const std::string_view> suffixes;
  /// Names and folders that were seen with the family; weak, as they are chosen to blend in.
  std::span<const std::string_view> paths;
  /// Beginnings of words in the answer that confess the flood.
  std::span<const std::string_view> confessions;
  /// First words of orders that are lines of words (IRC, text); small letters.
  std::span<const std::string_view> verbs;
};
std::span<const Trigger> triggers();

}  // namespace culprit::knowledge
