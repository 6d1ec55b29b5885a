#include "host/excerpts.h"

#include <algorithm>
#include <vector>

#include "evidence/cited.h"
#include "evidence/excerpt.h"

namespace culprit::host {
namespace {

constexpr size_t kMost = 24;

void read(CaptureInput& input, std::span<const FrameRef> wanted, Case& c, const std::atomic<bool>& stop) {
  for (auto frames = input.next(); !frames.empty() && !wanted.empty() && !stop; frames = input.next())
    for (const capture::Frame& f : frames) {
      if (wanted.empty() || f.ref < wanted.front()) continue;
      while (!wanted.empty() && wanted.front() < f.ref) wanted = wanted.subspan(1);
      if (wanted.empty() || wanted.front() != f.ref) continue;
      // A row of a packet list has no bytes.
      if (f.link != capture::link::listed) c.excerpts.push_back(evidence::excerpt(f, c));
      wanted = wanted.subspan(1);
    }
}

}  // namespace

Excerpts::Excerpts(std::span<const std::string> paths) {
  uint32_t index = 0;
  for (const std::string& path : paths) {
    if (path == "-") {
      ++index;
      continue;
    }
    auto opened = CaptureInput::open(path, index, false);
    if (!opened) continue;  // the first reading could not either, and said so
    for (CaptureInput& input : *opened) {
      inputs_.push_back(std::move(input));
      files_.push_back(index++);
    }
  }
}

void Excerpts::fill(Case& c, const std::atomic<bool>& stop) {
  const std::vector<FrameRef> wanted = evidence::cited(c, kMost);
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const auto mine = std::ranges::equal_range(wanted, files_[i], {}, &FrameRef::file);
    read(inputs_[i], mine, c, stop);
  }
}

}  // namespace culprit::host
