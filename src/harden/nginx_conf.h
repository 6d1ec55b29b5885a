// nginx' configuration: directives, with the blocks they stand in.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "harden/files.h"
#include "harden/problem.h"

namespace culprit::harden {

struct NginxLine {
  std::string name;
  std::vector<std::string> words;
  int block = -1;      ///< index of the directive that opened the block round it; -1 = none
  bool opens = false;  ///< has a block of its own
  std::string file, raw;
  uint32_t line = 0;
  std::string_view word(size_t n) const {
    return n < words.size() ? std::string_view(words[n]) : std::string_view{};
  }
  Spot spot() const { return {file, line, raw}; }
};

struct NginxConf {
  std::string main;
  std::vector<NginxLine> lines;
  std::vector<std::string> files;
  std::vector<Spot> unclear;
  /// The nearest line of a name that holds in a block: in it, or in one round it. Null where there is none.
  const NginxLine* holding(int block, std::string_view name) const;
  /// In this block only.
  const NginxLine* in(int block, std::string_view name) const;
};

NginxConf read_nginx(const std::string& main, const Files& files);

}  // namespace culprit::harden
