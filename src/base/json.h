// JSON out, in the order it is written; JSON in, flat and bounded.
#pragma once
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace culprit {

/// Writes one JSON value, indented by one space a level. Strings must be UTF-8; what is not becomes U+FFFD.
class Json {
 public:
  explicit Json(bool pretty = true) : pretty_(pretty) {}
  Json& open_object();
  Json& close_object();
  Json& open_array();
  Json& close_array();
  Json& key(std::string_view name);
  Json& value(std::string_view text);
  Json& value(const char* text) { return value(std::string_view(text)); }
  Json& value(bool flag);
  Json& value(double number);
  template <std::integral T>
  Json& value(T number) {
    if constexpr (std::is_signed_v<T>)
      return integer(number < 0,
                     number < 0 ? ~static_cast<uint64_t>(number) + 1 : static_cast<uint64_t>(number));
    else
      return integer(false, number);
  }
  Json& null();
  template <class T>
  Json& member(std::string_view name, const T& v) {
    return key(name).value(v);
  }
  const std::string& text() const { return out_; }

 private:
  Json& integer(bool negative, uint64_t magnitude);
  void separate();
  void newline();
  std::string out_;
  std::vector<bool> filled_;
  bool after_key_ = false;
  bool pretty_;
};

/// One scalar of a JSON text with the path of names that leads to it: {"a":[{"b":1}]} gives {"a.0.b", "1"}.
struct JsonScalar {
  std::string path;
  std::string text;
  bool is_string = false;
};
/// Reads hostile JSON: at most `max_scalars` scalars and 32 levels; what came before an error is kept.
/// `complete` tells whether the whole text was one valid value.
std::vector<JsonScalar> flatten_json(std::string_view text, size_t max_scalars, bool* complete = nullptr);

}  // namespace culprit
