// Trying a configuration with a real Apache: does it take a script, and run it?
#pragma once
#include <vector>

#include "harden/audit.h"
#include "harden/audit_case.h"

namespace culprit::host {

/// For each folder that takes files over WebDAV: Apache is started on this computer's own address
/// (127.0.0.1), with the folders' directives as they are and as they would be, over folders made for it; an
/// inert script that prints a product is put there, and one that lies there is called. All of it ends within seconds and leaves
/// nothing behind. Nothing where Apache is not installed, or no folder takes files.
std::vector<harden::Proof> try_with_apache(const harden::Starts& starts, const harden::Result& found,
                                           const harden::Files& before, const harden::Files& after);

}  // namespace culprit::host
