#include "host/apart.h"

#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>

namespace culprit::host {
namespace {

using Clock = std::chrono::steady_clock;

void write_whole(int to, const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(to, text.data() + at, text.size() - at);
    if (n <= 0) ::_exit(1);
    at += static_cast<size_t>(n);
  }
}

[[noreturn]] void child(int to, const std::function<std::string()>& work, int seconds) {
  // No core, no message, and an end even if the parent is gone.
  const rlimit none{0, 0}, time{static_cast<rlim_t>(seconds) + 1, static_cast<rlim_t>(seconds) + 1};
  ::setrlimit(RLIMIT_CORE, &none);
  ::setrlimit(RLIMIT_CPU, &time);
  for (const int fatal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) ::signal(fatal, SIG_DFL);
  write_whole(to, work());
  ::_exit(0);
}

/// All that comes, until the other end is closed; false if there is too much of it or it takes too long.
bool read_all(int from, std::string& text, size_t max_bytes, Clock::time_point until) {
  std::array<char, 4096> buffer;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waiting{from, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) < 0) return false;
    if (waiting.revents == 0) continue;
    const ssize_t n = ::read(from, buffer.data(), buffer.size());
    if (n <= 0) return n == 0;
    text.append(buffer.data(), static_cast<size_t>(n));
    if (text.size() > max_bytes) return false;
  }
}

}  // namespace

std::optional<std::string> apart(const std::function<std::string()>& work, size_t max_bytes, int seconds) {
  int ends[2];
  if (::pipe(ends) != 0) return std::nullopt;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(ends[0]);
    child(ends[1], work, seconds);
  }
  ::close(ends[1]);
  std::string text;
  const bool whole =
      pid > 0 && read_all(ends[0], text, max_bytes, Clock::now() + std::chrono::seconds(seconds));
  ::close(ends[0]);
  if (pid <= 0) return std::nullopt;
  if (!whole) ::kill(pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  const bool good = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return good ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace culprit::host
