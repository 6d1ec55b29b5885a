// Takes out of a text what tells who somebody is.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "case/case.h"
#include "wording/words.h"

namespace culprit::report {

/// Gives every address, card and name of a case a number, the same in the whole text: "[your computer 1]",
/// "[address 2]", "[card 1]", "[name 1]".
class Anonymous {
 public:
  Anonymous(const Case& c, const Words& words) : case_(c), words_(words) {}
  std::string without(std::string_view text);

 private:
  std::string token(std::string_view word);
  std::string called(const char* key, const std::string& what);
  bool is_own(const Address& a) const;

  const Case& case_;
  const Words& words_;
  std::map<std::string, std::string, std::less<>> given_;
  std::map<std::string, unsigned, std::less<>> counts_;
};

}  // namespace culprit::report
