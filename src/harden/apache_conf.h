// Apache's configuration as a list of directives with the sections they stand in.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harden/files.h"
#include "harden/problem.h"

namespace culprit::harden {

/// <Directory "/var/www"> and the like. Names are small letters.
struct Section {
  std::string name, argument;
  int parent = -1;  ///< index; -1 = none
  std::string file;
  uint32_t line = 0, end = 0;
};

struct Directive {
  std::string name;  ///< small letters
  std::vector<std::string> words;
  int section = -1;
  std::string file;
  uint32_t line = 0;
  std::string raw;

  /// The n-th argument, or nothing.
  std::string_view word(size_t n) const {
    return n < words.size() ? std::string_view(words[n]) : std::string_view{};
  }
  Spot spot() const { return {file, line, raw}; }
};

struct ApacheConf {
  std::string main;  ///< the file that it begins with
  std::string server_root;
  std::vector<Section> sections;
  std::vector<Directive> directives;
  std::set<std::string> modules;   ///< as LoadModule names them: dav_module
  std::vector<std::string> files;  ///< all that were read
  std::vector<Spot> unclear;       ///< lines that could not be read: sections that do not end, missing files

  bool has_module(std::string_view front) const;
  /// Does the section, or one round it, have this name? Gives its index, or -1.
  int around(int section, std::string_view name) const;
};

/// Reads a main file and all that it includes. Limits: 10,000 files, 2 million lines, 32 levels; Include
/// loops end.
ApacheConf read_apache(const std::string& main, const Files& files);
/// A .htaccess: its directives stand in a section <Directory "folder">.
void read_htaccess(ApacheConf& conf, const std::string& path, std::string_view folder, const Files& files);

}  // namespace culprit::harden
