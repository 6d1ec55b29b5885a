// A sentence before it is words: a key of the wording room and its parameters.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace culprit {

/// How a parameter is to be worded.
enum class Unit : uint8_t {
  text,      ///< bytes from anywhere, escaped when worded
  path,      ///< the same for a place on disk: the backslashes between folders stay single
  count,     ///< 775,961
  number,    ///< 12.9
  bytes,     ///< 1.18 GB
  bit_rate,  ///< bits per second
  duration,  ///< nanoseconds
  share,     ///< 0..1
  time,      ///< a moment, UTC
  sentence,  ///< the key of another entry of the catalogue, worded in its place
};

struct Param {
  std::string name;
  Unit unit = Unit::text;
  std::string text;     ///< Unit::text, Unit::path, Unit::sentence
  int64_t integer = 0;  ///< count, bytes, duration (ns), time (ns)
  double real = 0;      ///< number, bit_rate, share
};

/// One sentence (or a few) of the catalogue data/text: `key`, with its named placeholders filled.
struct Sentence {
  std::string key;
  std::vector<Param> params;

  Sentence() = default;
  explicit Sentence(std::string k) : key(std::move(k)) {}
  bool empty() const { return key.empty(); }

  Sentence& text(std::string name, std::string value) {
    return add({std::move(name), Unit::text, std::move(value), 0, 0});
  }
  Sentence& path(std::string name, std::string value) {
    return add({std::move(name), Unit::path, std::move(value), 0, 0});
  }
  Sentence& address(std::string name, const Address& a) { return text(std::move(name), a.text()); }
  Sentence& phrase(std::string name, std::string k) {
    return add({std::move(name), Unit::sentence, std::move(k), 0, 0});
  }
  Sentence& count(std::string name, uint64_t v) {
    return add({std::move(name), Unit::count, {}, static_cast<int64_t>(v), 0});
  }
  Sentence& bytes(std::string name, uint64_t v) {
    return add({std::move(name), Unit::bytes, {}, static_cast<int64_t>(v), 0});
  }
  Sentence& duration(std::string name, int64_t ns) {
    return add({std::move(name), Unit::duration, {}, ns, 0});
  }
  Sentence& time(std::string name, Time t) { return add({std::move(name), Unit::time, {}, t.ns, 0}); }
  Sentence& number(std::string name, double v) { return add({std::move(name), Unit::number, {}, 0, v}); }
  Sentence& bit_rate(std::string name, double v) { return add({std::move(name), Unit::bit_rate, {}, 0, v}); }
  Sentence& share(std::string name, double v) { return add({std::move(name), Unit::share, {}, 0, v}); }

 private:
  Sentence& add(Param p) {
    params.push_back(std::move(p));
    return *this;
  }
};

}  // namespace culprit
