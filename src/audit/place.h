// What the name of a file and the folder it lies in say of it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace culprit::audit {

/// Something that speaks for or against a file, before it is worded: "scan.<key>".
struct Hint {
  std::string key;
  double weight = 0;
  std::string detail;
};

/// Is it a name that web servers commonly run as a script (".php", ".phtml", ".jsp", ...)?
bool is_script_name(std::string_view name);
/// Text, pictures and data: nothing that is run by its name.
bool is_inert_name(std::string_view name);
bool is_picture_name(std::string_view name);
std::string_view file_name(std::string_view path);

/// Hints from the path below the web root. "..php" is an ordinary file name here: a dot, and the ending
/// ".php".
std::vector<Hint> hints_of_place(std::string_view path);

}  // namespace culprit::audit
