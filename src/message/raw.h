// Connections whose protocol nobody knows: lines of text and small pieces of bytes, as they come.
#pragma once
#include <memory>

#include "flow/stream.h"
#include "message/message.h"

namespace culprit::message {

/// Gives each line of text, and each segment of other bytes that is no longer than kMost, as a message: orders
/// to bots have any form. Bulk is passed over; a connection that is nothing but bulk is given up.
std::unique_ptr<flow::StreamReader> open_raw(const flow::Endpoints& ends, MessageSink& sink);

}  // namespace culprit::message
