// A second reading of captures, for the bytes of the packets that a case cites.
#pragma once
#include <atomic>
#include <deque>
#include <span>
#include <string>

#include "case/case.h"
#include "host/capture_input.h"

namespace culprit::host {

/// Opened before rights are dropped, read when the case is known, and no further than to the last frame
/// cited.
class Excerpts {
 public:
  Excerpts() = default;
  /// Standard input cannot be read again; neither can what could not be opened.
  explicit Excerpts(std::span<const std::string> paths);
  /// Fills Case::excerpts.
  void fill(Case& c, const std::atomic<bool>& stop);

 private:
  std::deque<CaptureInput> inputs_;
  std::deque<uint32_t> files_;  ///< index in the case of each
};

}  // namespace culprit::host
