#include "host/terminal.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace culprit::host {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

int width_of(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col != 0) return size.ws_col;
  const int columns = std::atoi(std::string(environment("COLUMNS")).c_str());
  return columns > 0 ? columns : 80;
}

// The process stays in the "C" locale: numbers and sorting must not depend on where it runs.
bool is_utf8() {
  const locale_t locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const bool yes = std::string_view(nl_langinfo_l(CODESET, locale)) == "UTF-8";
  freelocale(locale);
  return yes;
}

}  // namespace

Terminal look_at(int descriptor) {
  Terminal t;
  t.is_terminal = isatty(descriptor) != 0;
  t.unicode = is_utf8();
  // https://no-color.org: set and not empty.
  t.colour = t.is_terminal && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  if (t.is_terminal) t.width = width_of(descriptor);
  return t;
}

int64_t local_offset_s(Time time) {
  const std::time_t seconds = time.ns / kSecond;
  std::tm here{};
  return localtime_r(&seconds, &here) != nullptr ? here.tm_gmtoff : 0;
}

}  // namespace culprit::host
