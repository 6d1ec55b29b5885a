// Reading (and inflating) in a second thread.
#pragma once
#include <memory>

#include "base/source.h"

namespace culprit::host {

/// Gives what `inner` gives, in the same order, errors included; the next piece is made while the present one
/// is used. Two pieces at most wait. Destroying it early waits until the inner source has given the piece it
/// is working on: not for a source that may never answer, such as an idle pipe. Without a thread to be had,
/// gives back `inner`.
std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> inner);

}  // namespace culprit::host
