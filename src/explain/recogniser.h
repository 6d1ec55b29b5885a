// Which kind of the knowledge base a conversation is.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flow/conversation.h"
#include "knowledge/kind.h"
#include "message/names.h"

namespace culprit::explain {

/// The kind's own answer where the knowledge base has none: it has one for every transport, a test sees to
/// it.
inline constexpr std::string_view kUnknown = "unknown";
/// What only nDPI knows: "ndpi:Viber".
inline constexpr std::string_view kForeign = "ndpi:";

/// A computer that talks with itself has one way only: what is granted or confirmed there is an answer.
bool answers_itself(const flow::Conversation& c);
/// Is the group named after the protocol, because the kind stands for several?
bool is_named(const knowledge::Kind* kind, const flow::Conversation& c);
/// The group's id: one for each kind; for each protocol where a kind stands for several; and what a second
/// opinion named stands apart from what was recognised here.
std::string id_of(const knowledge::Kind* kind, const flow::Conversation& c);

/// Remembers what it recognised: thousands of conversations differ in nothing but addresses.
class Recogniser {
 public:
  explicit Recogniser(const message::Names& names);
  const knowledge::Kind* operator()(const flow::Conversation& c);

 private:
  /// What tells one kind from another. Words are known by where they stand: the same word elsewhere is merely
  /// looked up again.
  struct Traits {
    uint16_t protocol = 0, port = 0, conditions = 0;
    Scope scope = Scope::global;
    const char *content = nullptr, *name = nullptr;
    Address group;
    friend bool operator==(const Traits&, const Traits&) = default;
  };
  struct Hash {
    size_t operator()(const Traits& t) const;
  };
  const knowledge::Kind* recall(const knowledge::Facts& facts, uint16_t conditions);
  const knowledge::Kind* by_name(const flow::Conversation& c, knowledge::Facts& facts, uint16_t conditions,
                                 const knowledge::Kind* otherwise);

  /// The names that clients asked each address for (TLS, QUIC, HTTP), or else that it has.
  std::map<Address, std::vector<std::string_view>> called_;
  std::unordered_map<Traits, const knowledge::Kind*, Hash> known_;
};

}  // namespace culprit::explain
