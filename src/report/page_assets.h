// The style and the scripts of the HTML report (data/page, vendor/uplot), as built into the program.
#pragma once
#include <span>
#include <string_view>

namespace culprit::report {

struct Asset {
  std::string_view name;    ///< of the file
  std::string_view sha256;  ///< of `text`, in hexadecimal
  std::string_view text;
};
std::span<const Asset> page_assets();

}  // namespace culprit::report
