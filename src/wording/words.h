// Sentences from keys and parameters, in the asked language.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"
#include "case/sentence.h"

namespace culprit {

/// One language's catalogue, compiled from data/text/en, data/text/po/<lang>.po and the knowledge base.
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
  /// "775,961", "775.961", "775 961"
  std::string count(uint64_t value) const;
  /// 0.9973 as "99.7 %", "99,7 %"
  std::string share(double value) const;

 private:
  std::string lang_;
};

/// The compiled catalogue of a language: sorted by key. Plural forms are in gettext's order; null where there
/// is no further one.
struct Entry {
  const char* key;
  std::array<const char*, 4> forms;
};
std::span<const Entry> catalogue(std::string_view lang);
/// Which plural form a number takes (gettext's Plural-Forms).
size_t plural_form(std::string_view lang, uint64_t n);

}  // namespace culprit
