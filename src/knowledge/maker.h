// Who made a network card, by the registry of the IEEE.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace culprit::knowledge {

/// The organisation that the address' prefix is assigned to; empty where it is unknown, assigned by the
/// device itself, or a group's.
std::string_view maker(uint64_t mac);

/// One assignment of the registry: a prefix of 24, 28 or 36 bits, and where the name begins in maker_names(),
/// up to a zero.
struct Assignment {
  uint64_t prefix;
  uint32_t name;
};
/// Sorted by prefix. Written at build time by tools/compile_makers.cc; empty where the registry was not at
/// hand.
std::span<const Assignment> assignments(int bits);
std::string_view maker_names();

}  // namespace culprit::knowledge
