// Does a message name an address?
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "attribute/needles.h"
#include "attribute/said.h"
#include "message/message.h"

namespace culprit::attribute {

/// Where and how a message names the target of a flood.
struct Mention {
  std::string field;          ///< the value's name in the message
  std::string_view encoding;  ///< plain, decimal, hex, octal, reversed, percent, base64, hex-text, entities, raw,
                              ///< xor, name
  message::Place place = message::Place::query;
};

/// The most telling mention: in what the client passed on before headers, plain before encoded, address
/// before name.
std::optional<Mention> find_mention(const Said& said, const Needles& needles, bool bytes = false);
std::optional<Mention> find_mention(const message::Message& m, const Target& target);

/// How one text names the target; empty where it does not.
std::string_view mention_in(std::string_view text, const Target& target);

}  // namespace culprit::attribute
