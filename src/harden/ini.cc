#include "harden/ini.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::harden {

const IniLine* Ini::find(std::string_view name, std::string_view section) const {
  const IniLine* out = nullptr;
  for (const IniLine& l : lines)
    if (l.name == name && (section.empty() || l.section == section)) out = &l;
  return out;
}

bool is_on(std::string_view value) {
  return iequals(value, "on") || iequals(value, "yes") || iequals(value, "true") || value == "1" ||
         iequals(value, "stdout");
}

Ini read_ini(const std::string& file, std::string_view text) {
  Ini out{file, {}};
  std::string section;
  uint32_t number = 0;
  while (!text.empty() && out.lines.size() < 100'000) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view raw = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (raw.empty() || raw[0] == ';' || raw[0] == '#') continue;
    if (raw[0] == '[') {
      section = raw.substr(1, raw.find(']') - 1);
      continue;
    }
    const size_t equals = raw.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view value = trim(raw.substr(equals + 1));
    if (!value.empty() && value[0] == '"')
      value = value.substr(1, std::min(value.find('"', 1), value.size()) - 1);
    else
      value = trim(value.substr(0, value.find(';')));
    out.lines.push_back(
        {section, lower(trim(raw.substr(0, equals))), std::string(value), file, std::string(raw), number});
  }
  return out;
}

}  // namespace culprit::harden
