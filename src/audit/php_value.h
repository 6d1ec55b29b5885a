// What is known of a value: where it comes from, and its text as far as it stands in the source.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace culprit::audit {

// Where a value comes from; several may be true.
constexpr uint32_t kRequest = 1u << 0;  ///< what the client sends
constexpr uint32_t kIndirect =
    1u
    << 1;  ///< only perhaps: over extract(), an object's property, a server variable that a client can colour
constexpr uint32_t kArgument = 1u << 2;    ///< the command line
constexpr uint32_t kNetwork = 1u << 3;     ///< read from a socket
constexpr uint32_t kRemote = 1u << 4;      ///< fetched from an address
constexpr uint32_t kDecoded = 1u << 5;     ///< went through a decoder
constexpr uint32_t kBuilt = 1u << 6;       ///< known text that does not stand in the source as it is
constexpr uint32_t kPartial = 1u << 7;     ///< joined with fixed text
constexpr uint32_t kUpload = 1u << 8;      ///< an uploaded file: its name or its temporary place
constexpr uint32_t kSelf = 1u << 9;        ///< this file, or data read from it or from an image
constexpr uint32_t kUdp = 1u << 10;        ///< a UDP socket
constexpr uint32_t kTcp = 1u << 11;        ///< a TCP socket
constexpr uint32_t kHandle = 1u << 12;     ///< an open file; `text` and `tail` are of its path
constexpr uint32_t kWritable = 1u << 13;   ///< ... open for writing
constexpr uint32_t kChecked = 1u << 14;    ///< looked up in a list of what is allowed
constexpr uint32_t kClosure = 1u << 15;    ///< a function written on the spot
constexpr uint32_t kParameter = 1u << 16;  ///< the first of eight: the parameters of the function being read
constexpr uint32_t kParameters = 0xffu << 16;
constexpr uint32_t kHashed = 1u << 24;   ///< the hash of what the client sends
constexpr uint32_t kServer = 1u << 25;   ///< $_SERVER as a whole
constexpr uint32_t kGlobals = 1u << 26;  ///< $GLOBALS as a whole
constexpr uint32_t kOwnName = 1u << 27;  ///< the name of this file
constexpr uint32_t kCode = 1u << 28;     ///< the number of a character of something followed
constexpr uint32_t kObject = 1u << 29;   ///< an object of a class
constexpr uint32_t kForeign = 1u << 30;  ///< functions of a library outside of PHP (FFI)
constexpr uint32_t kJoined = 1u << 31;   ///< joined with something that is not known
constexpr uint32_t kSockets = kUdp | kTcp;
constexpr uint32_t kHandles = kSockets | kHandle | kWritable;

struct Value;
using Items = std::vector<std::pair<std::string, Value>>;

struct Value {
  uint32_t from = 0;
  bool known = false;
  std::string text;                    ///< all of it where known, else its fixed beginning
  std::string tail;                    ///< where not known: its fixed end
  std::shared_ptr<const Items> items;  ///< of an array that stands in the source

  static Value of(std::string text, uint32_t from = 0) { return {from, true, std::move(text), {}, nullptr}; }
  static Value made(uint32_t from) { return {from, false, {}, {}, nullptr}; }
  bool is(uint32_t any) const { return (from & any) != 0; }
  std::string_view end() const { return known ? std::string_view(text) : std::string_view(tail); }
};

constexpr size_t kMaxText = 1 << 20;

Value joined(const Value& a, const Value& b);
/// Either of two.
Value either(const Value& a, const Value& b);
/// All the elements of an array as one value.
Value elements(const Value& array);
Value element(const Value& array, const Value& index);
/// a ^ b, a | b, a & b, where both are known.
Value bitwise(char op, const Value& a, const Value& b);
Value inverted(const Value& a);
/// "Az"++ is "Ba", as PHP counts.
Value incremented(const Value& a);
Value compared(bool equal, const Value& a, const Value& b);
/// a + b and the like; "l" and "r" shift.
Value computed(char op, const Value& a, const Value& b);
/// a < b and the like, of numbers.
Value ordered(std::string_view sign, const Value& a, const Value& b);
/// Is it true, as far as that is known?
std::optional<bool> truth_of(const Value& v);

/// The bytes of a literal in double quotes; `built` tells that most of them were escapes.
std::string unescape(std::string_view literal, bool& built);
std::string unescape_single(std::string_view literal);

bool number_of(std::string_view text, int64_t& out);

}  // namespace culprit::audit
