// A line on the terminal that says how far reading has come.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace culprit::host {

/// Shows nothing unless standard error is a terminal and the work lasts longer than half a second. Takes its
/// line away when it ends.
class Progress {
 public:
  explicit Progress(bool wanted, uint64_t total_bytes = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void at(uint64_t bytes, uint64_t packets);

 private:
  using Clock = std::chrono::steady_clock;
  void show(const std::string& text);

  bool on_;
  uint64_t total_;
  bool shown_ = false;
  Clock::time_point next_;
};

}  // namespace culprit::host
