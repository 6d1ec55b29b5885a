#include "host/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace culprit::host {
namespace {

Error failed(const std::string& where, int code) {
  return {"Writing failed: " + std::generic_category().message(code) + ".", where,
          "Is there space, and may you write there?"};
}

// Rights of a new file as the shell would give them; mkstemp gives none to others.
mode_t usual_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

bool is_special(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode);
}

std::optional<Error> write_special(const std::string& path, std::string_view text) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor < 0) return failed(path, errno);
  auto problem = write_all(descriptor, text);
  if (close(descriptor) != 0 && !problem) problem = failed(path, errno);
  return problem;
}

}  // namespace

std::optional<Error> write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return std::nullopt;
    if (written < 0) return failed("", errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return std::nullopt;
}

std::optional<Error> write_file(const std::string& path, std::string_view text) {
  if (is_special(path)) return write_special(path, text);
  std::string temporary = path + ".XXXXXX";
  const int descriptor = mkstemp(temporary.data());
  if (descriptor < 0) return failed(path, errno);
  auto problem = write_all(descriptor, text);
  if (!problem && fchmod(descriptor, usual_mode()) != 0) problem = failed(path, errno);
  if (close(descriptor) != 0 && !problem) problem = failed(path, errno);
  if (!problem && std::rename(temporary.c_str(), path.c_str()) != 0) problem = failed(path, errno);
  if (problem) {
    unlink(temporary.c_str());
    problem->where = path;
  }
  return problem;
}

}  // namespace culprit::host
