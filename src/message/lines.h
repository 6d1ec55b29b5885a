// Text streams cut into lines.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace culprit::message {

/// Holds the beginning of one line until its end comes. A line longer than `kMax` is given cut.
class Lines {
 public:
  static constexpr size_t kMax = 4096;

  /// Calls `use(line)` for each line that `bytes` complete, without CR and LF.
  template <class Use>
  void feed(Bytes bytes, Use use) {
    std::string_view rest = bytes.text();
    for (size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      hold(rest.substr(0, end));
      use(without_cr());
      held_.clear();
      rest.remove_prefix(end + 1);
    }
    hold(rest);
  }
  void drop() { held_.clear(); }
  bool empty() const { return held_.empty(); }

 private:
  void hold(std::string_view part) { held_ += part.substr(0, kMax - held_.size()); }
  std::string_view without_cr() const {
    const std::string_view line = held_;
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
  }
  std::string held_;
};

}  // namespace culprit::message
