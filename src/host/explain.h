// From files to a case.
#pragma once
#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "case/frame_story.h"
#include "engine/engine.h"
#include "host/scan.h"

namespace culprit::host {

struct ExplainRequest {
  std::vector<std::string> inputs;  ///< captures: paths; "-" is standard input
  std::vector<std::string> logs;    ///< of the same days, in any order
  capture::LogOptions log_options;
  std::vector<std::string> configurations;  ///< of the web server: what files its URLs stand for
  std::vector<std::string> processes;       ///< outputs of netstat, tasklist, ss, lsof
  std::vector<std::string> keylogs;         ///< keys of TLS connections (SSLKEYLOGFILE)
  std::vector<std::string> geo;             ///< databases of the owners of addresses
  std::vector<std::string> webroots;        ///< folders and archives of the web server
  ScanOptions scan;
  std::string filter;  ///< libpcap's filter language; empty = all frames
  Options options;
  bool sha256 = false;
  bool excerpts = false;    ///< read captures again for the bytes of the packets that the case cites
  bool progress = true;     ///< where there is a terminal and the work lasts
  bool read_ahead = false;  ///< read and inflate in a second thread
};

/// Reads the captures, merged by time, then the logs, and gives one case, in order and concluded. Rights are
/// dropped once all inputs are open. An input that cannot be read becomes a warning as long as another can;
/// else an error. `stop` may become true at any time: what was read until then is the case.
Result<Case> explain(const ExplainRequest& request, const std::atomic<bool>& stop);

/// The case, and what Options::frame is. An error where the input has no such frame.
struct FrameExplained {
  Case whole;
  FrameStory frame;
};
Result<FrameExplained> explain_frame(const ExplainRequest& request, const std::atomic<bool>& stop);

using Frames = std::function<void(std::span<const capture::Frame>)>;
/// Once the case is known, and what comes before it is done: gives what takes the same frames in the same
/// order again. The labels live until all is read.
using Again = std::function<Frames(const Case& c, const explain::Labels& labels)>;
/// explain(), and then a further reading of the captures for each of `again`.
Result<Case> explain_again(const ExplainRequest& request, const std::atomic<bool>& stop,
                           const std::vector<Again>& again);

/// One case for each input, `threads` at a time; `take` gets them in the order of the inputs, never two at
/// once.
using TakeCase = std::function<void(const std::string& input, const Result<Case>& result)>;
void explain_each(const ExplainRequest& request, unsigned threads, const std::atomic<bool>& stop,
                  const TakeCase& take);

}  // namespace culprit::host
