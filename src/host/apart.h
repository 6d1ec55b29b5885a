// Work that may go wrong on hostile bytes, done in a process of its own.
#pragma once
#include <functional>
#include <optional>
#include <string>

namespace culprit::host {

/// Runs `work` in a child process, which sees this one's memory as it is now and can change nothing in it,
/// and gives what it returns. Nothing where the child died, said more than `max_bytes`, or took longer than
/// `seconds`.
std::optional<std::string> apart(const std::function<std::string()>& work, size_t max_bytes, int seconds);

}  // namespace culprit::host
