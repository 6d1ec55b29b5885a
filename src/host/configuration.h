// The configuration of a system, or of a copy of it, for the checks of the room harden.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "harden/audit.h"

namespace culprit::host {

/// A system's files under their own names, wherever the copy lies. Nothing outside the copy is opened.
class Configuration {
 public:
  /// `path`: a copy of a system (or a part of it), a configuration folder, or one file; "" or "/" = this
  /// computer.
  static Result<Configuration> open(const std::string& path);

  const harden::Starts& starts() const { return starts_; }
  /// `changed`: files whose text is another than on disk.
  harden::Files files(const std::map<std::string, std::string>& changed = {}) const;
  bool is_this_computer() const { return root_.empty(); }
  /// Where a file of the system can be opened: in the copy. Its own name where it is not there.
  std::string located(const std::string& name) const;

 private:
  /// Where a file of the system lies; empty = nowhere.
  std::string place(const std::string& name) const;

  std::string root_;  ///< without a '/' at the end; empty = this computer
  harden::Starts starts_;
};

}  // namespace culprit::host
