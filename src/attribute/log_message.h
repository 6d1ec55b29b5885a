// A line of a log, as the message that the server read.
#pragma once
#include "capture/log_line.h"
#include "message/message.h"

namespace culprit::attribute {

/// `start` and `end` bound the moment of its arrival, by the log's own clock. What a log does not tell (body,
/// headers but a few) is not there.
message::Message message_of(const capture::LogLine& line, const capture::LogMore& more);

/// Who asked: behind a proxy of our own, the last address of X-Forwarded-For, which that proxy saw itself.
std::string_view real_client(const capture::LogLine& line, const capture::LogMore& more);

}  // namespace culprit::attribute
