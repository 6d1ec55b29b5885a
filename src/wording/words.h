// Sentences from keys and parameters, in the asked language.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "case/sentence.h"

namespace culprit {

/// One language's catalogue, compiled from data/text/<lang>.toml and the knowledge base.
class Words {
 public:
  /// English where `lang` (BCP 47, or a POSIX locale name) has no catalogue.
  explicit Words(std::string_view lang = "en");

  const std::string& lang() const { return lang_; }
  bool has(std::string_view key) const;
  /// The sentence with its placeholders filled. Bytes from the wire are escaped here (base/text). A key that
  /// the catalogue lacks is shown as itself, in angle brackets; a test keeps that from happening.
  std::string say(const Sentence& sentence) const;
  std::string say(std::string_view key, std::span<const Param> params = {}) const;
  /// One parameter, worded by its unit.
  std::string word(const Param& param) const;

 private:
  std::string lang_;
};

/// The compiled catalogue: sorted by key. `many` is the plural form, null where there is only one.
struct Entry {
  const char* key;
  const char* one;
  const char* many;
};
std::span<const Entry> catalogue(std::string_view lang);

}  // namespace culprit
