// Break-ins that a capture shows by itself: scripts brought to a server, commands that were answered or had an
// effect, files that no page shows.
#pragma once
#include "attribute/link.h"
#include "flow/traffic.h"

namespace culprit::attribute {

/// Adds findings webshell-upload, webshell-request, command-injection, file-disclosure, ftp-bounce, and, where
/// nothing came of it, web-attack. A request that made the server connect somewhere is that finding's trigger.
void find_intrusions(const Witness& witness, const flow::Traffic& traffic, Case& c);

}  // namespace culprit::attribute
