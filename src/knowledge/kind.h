// The knowledge base of traffic: what each kind is, told from facts about a conversation. Data:
// data/traffic/*.toml.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/address.h"

namespace culprit::knowledge {

/// One term of a recogniser: a field and the values any of which it may have. All terms of a kind must hold.
struct Term {
  enum class Field : uint8_t {
    protocol,   ///< IP protocol number, ethertype, or packet::proto value
    port,       ///< the conversation's service port (UDP, TCP), ICMP type, ARP operation, LLC DSAP
    content,    ///< id of the protocol recognised by content
    scope,      ///< "multicast", "broadcast", "private", "loopback", ... of the destination or answering side
    group,      ///< a destination address, e.g. "224.0.0.251"
    name,       ///< of the server that is asked for: its end, or with a dot at the end its beginning
    condition,  ///< a fact that code found: "unanswered", "reset", "no-payload", "no-first-fragment", ...
  };
  Field field;
  std::span<const uint32_t> numbers;  ///< protocol, port (single values; ranges as low<<16|high in `ranges`)
  std::span<const uint32_t> ranges;
  std::span<const std::string_view> words;
};

/// Does the term have this number, singly or in a range?
bool has_number(const Term& term, uint32_t value);

/// One kind of traffic. Its sentences are in the catalogue under "kind.<id>.title", ".what", ".why",
/// ".worry", ".do".
struct Kind {
  std::string_view id;      ///< kebab-case
  std::string_view filter;  ///< Wireshark display filter; {a} and {b} stand for the hosts
  bool filter_exact;
  uint16_t exact_port;  ///< exact only for what is UDP on this port, where Wireshark expects it; 0 = always
  bool ordinary;
  std::string_view basis;   ///< content, port, address, condition
  std::string_view source;  ///< RFC, page
  uint16_t rank;            ///< of several that match, the highest is taken: more telling first
  std::span<const Term> terms;
  std::span<const std::string_view> also;  ///< what others call it, or a part of it; kebab-case
};
std::span<const Kind> kinds();

/// Facts about a share of traffic, as code found them.
struct Facts {
  uint16_t protocol = 0;
  uint16_t port = 0;
  std::string_view content;
  std::string_view name;  ///< of the server, in small letters
  Address destination;    ///< where a group or broadcast address takes part
  Scope destination_scope = Scope::global;
  std::span<const std::string_view> conditions;
};

/// The kind that fits best; null = none.
const Kind* recognise(const Facts& facts);
const Kind* find(std::string_view id);
/// The same, also by what others call it.
const Kind* find_called(std::string_view id);

}  // namespace culprit::knowledge
