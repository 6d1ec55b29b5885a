// One frame explained, in words or as JSON.
#pragma once
#include <string>

#include "case/frame_story.h"
#include "report/exporter.h"

namespace culprit::report {

std::string frame_text(const FrameStory& s, const Case& c, const Words& words, const Style& style);
std::string frame_json(const FrameStory& s, const Case& c, const Words& words);

}  // namespace culprit::report
