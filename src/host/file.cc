#include "host/file.h"

#include <fcntl.h>
#ifdef _WIN32
#include <io.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>

#include "host/page_buffer.h"

namespace culprit::host {
namespace {

#ifdef _WIN32
// The C library of Windows would turn line ends otherwise.
constexpr int kOpenFlags = O_RDONLY | O_BINARY;
int read_some(int fd, uint8_t* data, size_t size) { return ::read(fd, data, static_cast<unsigned>(size)); }
void prepare_stdin() { ::setmode(STDIN_FILENO, O_BINARY); }
void expect_sequential(int) {}
bool is_socket(const struct stat&) { return false; }
#else
constexpr int kOpenFlags = O_RDONLY | O_CLOEXEC | O_NOCTTY;
ssize_t read_some(int fd, uint8_t* data, size_t size) { return ::read(fd, data, size); }
void prepare_stdin() {}
void expect_sequential(int fd) { ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL); }
bool is_socket(const struct stat& info) { return S_ISSOCK(info.st_mode); }
#endif

std::string reason(int code) { return std::generic_category().message(code); }

/// Reads one descriptor to its end.
class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) ::close(fd_);
  }

  Result<Bytes> next() override {
    if (buffer_.size() == 0) return error("There is not enough memory to read the file.", name_);
    std::ptrdiff_t got = 0;
    do {
      got = read_some(fd_, buffer_.data(), buffer_.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return error("Reading stopped: " + reason(errno) + ".", name_);
    return Bytes{buffer_.data(), static_cast<size_t>(got)};
  }

 private:
  int fd_;
  std::string name_;
  PageBuffer buffer_;
};

Result<std::unique_ptr<ByteSource>> refuse(int code, const std::string& path) {
  switch (code) {
    case ENOENT:
      return error("There is no such file.", path, "Check the name and the folder.");
    case ENOTDIR:
      return error("A part of this path is not a folder.", path, "Check the path.");
    case EACCES:
    case EPERM:
      return error("You may not read this file.", path, "Ask its owner, or change its permissions.");
    default:
      return error("The file cannot be opened: " + reason(code) + ".", path);
  }
}

Result<std::unique_ptr<ByteSource>> open_stdin() {
  if (::isatty(STDIN_FILENO) != 0) {
    return error("Standard input is the keyboard, not a capture.", "-",
                 "Pipe a capture into culprit, or name a file.");
  }
  prepare_stdin();
  return std::make_unique<FileSource>(STDIN_FILENO, "standard input");
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path) {
  if (path == "-") return open_stdin();
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return refuse(errno, path);
  if (S_ISDIR(info.st_mode))
    return error("This is a folder, not a file.", path, "Name a file inside it.");
  if (is_socket(info)) return error("This is a socket, not a file.", path, "Name a capture file.");
  const int fd = ::open(path.c_str(), kOpenFlags);
  if (fd < 0) return refuse(errno, path);
  expect_sequential(fd);
  return std::make_unique<FileSource>(fd, path);
}

}  // namespace culprit::host
