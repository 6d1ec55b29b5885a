// The command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capture_file.h"
#include "scenario.h"

namespace generate {

struct Options {
  bool list = false;
  std::string scenario, out, truth;
  FileOptions file;
  Settings settings;
  std::uint64_t seed = 2669;  // the question's number
};

inline constexpr const char* usage =
    "culprit-generate SCENARIO OUT [--truth FILE.json] [--format pcap|pcapng] [--endian little|big] [--time "
    "us|ns]\n"
    "                 [--link ethernet|vlan|sll|sll2|raw|null|loop] [--compress none|gzip|zstd] [--level N]\n"
    "                 [--seed N] [--packets N] [--seconds N]\n"
    "culprit-generate --list\n";

// None: not understood; what is wrong is on standard error.
std::optional<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace generate
