// php.ini and PHP-FPM's pools: sections, names, values.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harden/problem.h"

namespace culprit::harden {

struct IniLine {
  std::string section, name, value;  ///< name in small letters; quotes are off
  std::string file, raw;
  uint32_t line = 0;
  Spot spot() const { return {file, line, raw}; }
};

struct Ini {
  std::string file;
  std::vector<IniLine> lines;
  /// The last line of a name; null where there is none.
  const IniLine* find(std::string_view name, std::string_view section = {}) const;
};

Ini read_ini(const std::string& file, std::string_view text);
bool is_on(std::string_view value);

}  // namespace culprit::harden
