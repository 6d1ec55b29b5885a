// Every way in which controllers and their scripts write an address.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"

namespace culprit::attribute {

/// What to look for: an address (or any of a block), and the names that DNS answered with it.
struct Target {
  Address address;
  std::span<const std::string_view> names;
  int bits = 128;  ///< of a block that begins at `address`
};

/// The texts to search for, in small letters, made once for a target.
class Needles {
 public:
  explicit Needles(const Target& target);
  /// How the text names the target: "plain", "decimal", "hex", "octal", "reversed", "name"; empty where it does
  /// not.
  std::string_view in(std::string_view text) const;
  /// As the four or sixteen bytes themselves, in either order, also with one byte XOR-ed over all: "raw", "xor".
  std::string_view in_bytes(std::string_view bytes) const;

 private:
  struct Needle {
    std::string text;
    std::string_view how;
    bool number = false;  ///< letters beside it make it another number; dots do not
  };
  void add(std::string text, std::string_view how, bool number = false);
  void add_ip4(uint32_t v);
  bool in_block(std::string_view text) const;

  Target target_;
  std::vector<Needle> needles_;
};

}  // namespace culprit::attribute
