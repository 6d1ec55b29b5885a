// Could a line of a log be an order? A question for millions of lines, answered from the names that triggers
// know.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace culprit::attribute {

/// The names under which the knowledge base's HTTP triggers pass a victim, and those of their marks.
class OrderWords {
 public:
  OrderWords();
  /// Has the query, still percent-encoded, a parameter of such a name (or one whose name is itself encoded)?
  bool in_query(std::string_view query) const;

 private:
  bool knows(std::string_view name) const;
  std::vector<std::string_view> names_;
  std::array<uint32_t, 256> lengths_{};  ///< by first letter: a bit for each length that a name has
};

/// Does a path, as logged, end like something that a server executes (also before a further "/...")?
class ScriptSuffixes {
 public:
  ScriptSuffixes();
  /// How much of the path names the script: "/x.php/y" is /x.php, asked for with an extra path. 0 = it is
  /// none.
  size_t script_length(std::string_view path) const { return script_length(path, path.find('.')); }
  /// The same, where the first dot's place is known (the size or more = none).
  size_t script_length(std::string_view path, size_t dot) const;

 private:
  bool is_suffix(std::string_view text) const;
  size_t odd_script_length(std::string_view path) const;
  std::vector<uint64_t> suffixes_;  ///< packed
};

}  // namespace culprit::attribute
