// Giving up what a reader of hostile files never needs.
#pragma once

namespace culprit::host {

/// For this process, all its threads and all that it starts, for good: no new rights, no other program, no
/// network, no look into other processes. Forbidden calls fail with EPERM. True where the system took it;
/// reading goes on without it elsewhere (an old kernel, another system).
bool drop_privileges();

}  // namespace culprit::host
