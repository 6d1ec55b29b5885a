// .htaccess, .user.ini and php.ini in a web root: what they make the server do.
#pragma once
#include <string_view>
#include <vector>

#include "audit/place.h"

namespace culprit::audit {

/// A hint with the place of its line.
struct Trick {
  Hint hint;
  size_t offset = 0;
};

bool is_server_file(std::string_view name);
std::vector<Trick> server_tricks(std::string_view name, std::string_view content);

}  // namespace culprit::audit
