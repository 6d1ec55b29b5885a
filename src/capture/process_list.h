// Lists of sockets and programs, as netstat, tasklist, ss and lsof print them.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"

namespace culprit::capture {

/// A socket and the program that has it, at the moment when the list was made.
struct Socket {
  uint16_t protocol = 0;  ///< 6 or 17
  Address local, remote;  ///< none = any
  uint16_t local_port = 0, remote_port = 0;
  uint64_t pid = 0;  ///< 0 = not told
};

struct ProcessList {
  static constexpr size_t kMost = 16384;
  std::vector<Socket> sockets;               ///< at most kMost
  std::map<uint64_t, std::string> programs;  ///< names by process number, at most kMost; raw bytes
  std::map<uint64_t, std::string> users;

  /// "" where it is not known.
  std::string_view name_of(uint64_t pid) const;
};

/// Reads all lines that are a socket or a program in one of these: Windows' `netstat -abno` and `netstat
/// -ano`, `tasklist` (also with /fo csv), Linux' `netstat -tunap` and `ss -tunap`, `lsof -i -n -P`. Other
/// lines are passed over, so the outputs of several may stand in one file. Any bytes are read without harm.
ProcessList read_process_list(std::string_view text);

}  // namespace culprit::capture
