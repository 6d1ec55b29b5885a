#include "host/spool.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "host/page_buffer.h"

namespace culprit::host {
namespace {

constexpr uint64_t kMost = uint64_t{8} << 30;

class SpoolSource final : public ByteSource {
 public:
  explicit SpoolSource(std::shared_ptr<std::FILE> file) : file_(std::move(file)) {}

  Result<Bytes> next() override {
    if (buffer_.size() == 0) return error("There is not enough memory to read the archive.");
    const auto got = ::pread(::fileno(file_.get()), buffer_.data(), buffer_.size(), at_);
    if (got < 0) return error("The temporary copy of the archive cannot be read.");
    at_ += got;
    return Bytes{buffer_.data(), static_cast<size_t>(got)};
  }

 private:
  std::shared_ptr<std::FILE> file_;
  PageBuffer buffer_;
  off_t at_ = 0;
};

std::unexpected<Error> unsaved() {
  return error("The archive came through a pipe, and could not be kept: " +
                   std::generic_category().message(errno) + ".",
               "", "Save it as a file, and give culprit that.");
}

}  // namespace

Result<Spool> Spool::fill(ByteSource& from) {
  const std::shared_ptr<std::FILE> file(std::tmpfile(), [](std::FILE* f) {
    if (f != nullptr) std::fclose(f);
  });
  if (!file) return unsaved();
  uint64_t total = 0;
  for (;;) {
    const Result<Bytes> piece = from.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    total += piece->size();
    if (total > kMost)
      return error("The archive is larger than 8 GiB, too large for a pipe.", "",
                   "Save it as a file, and give culprit that.");
    if (std::fwrite(piece->data(), 1, piece->size(), file.get()) != piece->size()) return unsaved();
  }
  if (std::fflush(file.get()) != 0) return unsaved();
  return Spool(file);
}

std::unique_ptr<ByteSource> Spool::open() const { return std::make_unique<SpoolSource>(file_); }

}  // namespace culprit::host
