// Does a message look like an order to flood, and what does it name?
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "knowledge/trigger.h"
#include "message/message.h"

namespace culprit::message {

/// The roles that a trigger of the knowledge base finds in a message.
struct OrderForm {
  const knowledge::Trigger* trigger = nullptr;
  bool marked = false;  ///< carries a mark such as act=phptools
  bool script = false;  ///< the path ends like something that a server executes
  bool known_path = false;
  std::vector<std::pair<std::string, std::string>> roles;  ///< role -> value, in the trigger's order

  const std::string* role(std::string_view name) const;
  std::optional<uint64_t> number(std::string_view name) const;
};

/// The best fit among the triggers; nothing where a message fits none. The victim's value must look like an
/// address, a host name or a URL, and the seconds like a time a flood could last (1 s to a day).
std::optional<OrderForm> read_order(const Message& m);

/// Does the text look like an address, a number that is one, or a host name with a dot?
bool looks_like_host(std::string_view value);

}  // namespace culprit::message
