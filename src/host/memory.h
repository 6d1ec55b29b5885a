// How the process gets its memory from the system.
#pragma once

namespace culprit::host {

/// Asks for large pages and for memory that is kept until the end. A capture with many conversations touches
/// tens of MiB once, and thousands of page faults cost more than the work on them. Call it before anything
/// big is allocated; it does nothing where the system does not offer it.
void prefer_large_pages();

}  // namespace culprit::host
