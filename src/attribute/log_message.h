// A line of a log, as the message that the server read.
#pragma once
#include "capture/log_line.h"
#include "message/message.h"

namespace culprit::attribute {

/// `start` and `end` bound the moment of its arrival, by the log's own clock. What a log does not tell (body,
/// headers but a few) is not there.
message::Message message_of(const capture::LogLine& line, const capture::LogMore& more);

}  // namespace culprit::attribute
