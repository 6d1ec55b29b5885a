// nDPI as a second opinion on conversations that our own recognisers do not know
// (docs/notes/3-read-everything.md).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "message/ability.h"

namespace culprit::host {

/// One word for each conversation: the id of one of our own protocols, "ndpi:NAME" for one that we do not
/// have, or nothing. Only what nDPI finds in the packets' content counts, not its guesses by port or address.
/// It runs in a process of its own; where it is not installed or does not survive, the list is empty.
std::vector<std::string> ask_ndpi(std::span<const message::Unnamed> conversations);

}  // namespace culprit::host
