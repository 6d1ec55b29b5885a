// Translations in the format of GNU gettext (.po): msgctxt is the key, msgid the English sentence.
#pragma once
#include <string>
#include <vector>

namespace culprit::po {

struct Message {
  std::string key;                ///< msgctxt; empty = the header
  std::string one, other;         ///< msgid, msgid_plural
  std::vector<std::string> said;  ///< msgstr, or msgstr[0] and so on; empty strings = not translated yet
  bool fuzzy = false;             ///< the English sentence has changed since
  size_t line = 0;
};

/// Throws std::runtime_error with file, line and a sentence.
std::vector<Message> read(const std::string& path);

/// The header's nplurals.
size_t plural_forms(const std::string& path, const std::vector<Message>& all);

}  // namespace culprit::po
