#include "host/progress.h"

#include <algorithm>

#include "base/text.h"
#include "host/output.h"
#include "host/terminal.h"

namespace culprit::host {
namespace {

constexpr auto kFirst = std::chrono::milliseconds(500), kStep = std::chrono::milliseconds(100);
constexpr int kError = 2;

std::string bar(double share) {
  constexpr size_t width = 24;
  const auto full = static_cast<size_t>(share * width);
  return '[' + std::string(full, '#') + std::string(width - full, '.') + "] " + human_share(share);
}

}  // namespace

Progress::Progress(bool wanted, uint64_t total_bytes)
    : on_(wanted && look_at(kError).is_terminal), total_(total_bytes), next_(Clock::now() + kFirst) {}

Progress::~Progress() {
  if (shown_) show("");
}

void Progress::show(const std::string& text) { (void)write_all(kError, "\r\x1b[K" + text); }

void Progress::at(uint64_t bytes, uint64_t packets) {
  if (!on_ || Clock::now() < next_) return;
  next_ = Clock::now() + kStep;
  shown_ = true;
  std::string text = human_count(packets) + " packets, " + human_bytes(static_cast<double>(bytes));
  if (total_ != 0)
    text = bar(std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total_))) + "  " + text;
  show(text);
}

}  // namespace culprit::host
