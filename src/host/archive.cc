// Archives are read in memory, one entry after the other; nothing is written anywhere. (libarchive)
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "host/file_tree.h"
#include "host/libarchive.h"

namespace culprit::host {
namespace {

constexpr size_t kMaxNames = 20;
constexpr uint64_t kBeginning = 64 << 10;  ///< of an entry, where more than is allowed was unpacked before it
constexpr uint64_t kAlwaysAllowed = 256ULL << 20;

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};
using ArchivePtr = std::unique_ptr<archive, FreeArchive>;

void know_formats(archive* a) {
  archive_read_support_filter_all(a);
  archive_read_support_format_tar(a);
  archive_read_support_format_zip(a);
  archive_read_support_format_7zip(a);
  archive_read_support_format_cpio(a);
  archive_read_support_format_rar(a);
  archive_read_support_format_rar5(a);
}

std::string reason_of(archive* a) {
  const char* text = archive_error_string(a);
  return text == nullptr ? "it cannot be read" : text;
}

// A name that would leave the folder it is unpacked to. "..php" would not: a part of a path is ".." only as a
// whole.
bool leaves(std::string_view name) {
  if (name.starts_with('/') || name.starts_with('\\') || (name.size() > 1 && name[1] == ':')) return true;
  while (!name.empty()) {
    const size_t end = std::min(name.find_first_of("/\\"), name.size());
    if (name.substr(0, end) == "..") return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

std::string name_of(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);
  std::string out = name == nullptr ? "?" : name;
  while (out.starts_with("./")) out.erase(0, 2);
  return out;
}

Result<TreeReport> walk_packed(Bytes packed, const std::string& path, const TreeLimits& limits,
                               const VisitFile& visit);

class Unpacking {
 public:
  Unpacking(const std::string& path, const TreeLimits& limits, const VisitFile& visit, uint64_t packed)
      : path_(path),
        limits_(limits),
        visit_(visit),
        allowed_(std::min(limits.archive_bytes, std::max(kAlwaysAllowed, packed * limits.archive_ratio))) {}

  TreeReport run(archive* a) {
    archive_entry* entry = nullptr;
    int code = ARCHIVE_OK;
    while (!report_.stopped && (code = next(a, entry)) == ARCHIVE_OK) one(a, entry);
    if (code != ARCHIVE_EOF && code != ARCHIVE_OK) damaged(a);
    const char* format = archive_format_name(a);
    report_.format = format == nullptr ? "archive" : format;
    return std::move(report_);
  }

 private:
  static int next(archive* a, archive_entry*& entry) {
    const int code = archive_read_next_header(a, &entry);
    return code == ARCHIVE_WARN ? ARCHIVE_OK : code;
  }

  void damaged(archive* a) { report_.damage = reason_of(a); }

  void one(archive* a, archive_entry* entry) {
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return;
    if (type == AE_IFLNK || archive_entry_hardlink(entry) != nullptr) return void(++report_.links);
    if (type != AE_IFREG && type != 0) return void(++report_.special);
    if (++report_.files > limits_.files) {
      report_.stopped = true;
      return;
    }
    const std::string name = name_of(entry);
    if (leaves(name)) {
      ++report_.odd_names;
      if (report_.odd_name_list.size() < kMaxNames) report_.odd_name_list.push_back(name);
    }
    if (archive_entry_is_encrypted(entry) != 0) return void(++report_.encrypted);
    content(a, name);
  }

  // Sizes in the header are only claims: what counts is what comes out. A zip tells where its next entry is,
  // so the rest of a long one is passed over; of other archives all is unpacked, and counted: to skip it the
  // library would unpack it as well.
  void content(archive* a, const std::string& name) {
    buffer_.clear();
    const bool skips =
        (archive_format(a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP && archive_filter_count(a) <= 1;
    const size_t most = static_cast<size_t>(
        unpacked() <= allowed_ ? limits_.file_bytes : std::min(limits_.file_bytes, kBeginning));
    const int64_t before = archive_filter_bytes(a, -1);
    uint64_t size = 0;
    const void* block = nullptr;
    size_t length = 0;
    la_int64_t offset = 0;
    int code = ARCHIVE_OK;
    while (!(skips && size > most) &&
           ((code = archive_read_data_block(a, &block, &length, &offset)) == ARCHIVE_OK ||
            code == ARCHIVE_WARN)) {
      size += length;
      report_.unpacked += length;
      const auto* bytes = static_cast<const uint8_t*>(block);
      buffer_.insert(buffer_.end(), bytes, bytes + std::min(length, most - buffer_.size()));
      if (unpacked() > allowed_ * (skips ? 2 : 1)) {
        report_.stopped = true;
        break;
      }
    }
    if (code < ARCHIVE_WARN && report_.damage.empty()) damaged(a);
    report_.bytes += size;
    if (size > most) ++report_.cut;
    const auto packed = static_cast<uint64_t>(std::max<int64_t>(archive_filter_bytes(a, -1) - before, 1));
    if (size > most && size / limits_.archive_ratio > packed)
      report_.note("scan-swells", path_ + ": " + name);
    visit(name, size);
  }

  void visit(const std::string& name, uint64_t size) {
    const std::string path = path_ + ": " + name;
    const Bytes bytes(buffer_.data(), buffer_.size());
    visit_({path, name, bytes, size, std::nullopt, std::nullopt, std::nullopt});
    if (!is_archive_inside(bytes, name)) return;
    if (size > bytes.size()) return report_.note("scan-nested", path);
    walk_inside(report_, path, name, limits_, visit_, [&](const TreeLimits& left, const VisitFile& visit) {
      return walk_packed(bytes, path, left, visit);
    });
  }

  uint64_t unpacked() const { return report_.unpacked; }

  const std::string& path_;
  const TreeLimits& limits_;
  const VisitFile& visit_;
  uint64_t allowed_;
  TreeReport report_;
  std::vector<uint8_t> buffer_;
};

/// `open` gives libarchive its bytes.
template <class Open>
Result<TreeReport> walk(const std::string& path, const TreeLimits& limits, const VisitFile& visit,
                        uint64_t packed, Open open) {
  if (!libarchive.open())
    return error("The library for archives (libarchive) is not installed.", path,
                 "Install it, or unpack the archive.");
  const ArchivePtr a(archive_read_new());
  if (!a) return error("There is not enough memory to read the archive.", path);
  know_formats(a.get());
  if (open(a.get()) != ARCHIVE_OK) return TreeReport{.format = "archive", .damage = reason_of(a.get())};
  return Unpacking(path, limits, visit, packed).run(a.get());
}

Result<TreeReport> walk_packed(Bytes packed, const std::string& path, const TreeLimits& limits,
                               const VisitFile& visit) {
  return walk(path, limits, visit, packed.size(),
              [&](archive* a) { return archive_read_open_memory(a, packed.data(), packed.size()); });
}

}  // namespace

bool looks_like_archive(Bytes head) {
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06") || head.starts_with("\x1f\x8b") ||
      head.starts_with("BZh"))
    return true;
  if (head.starts_with("\xfd"
                       "7zXZ") ||
      head.starts_with("\x28\xb5\x2f\xfd") || head.starts_with("7z\xbc\xaf") || head.starts_with("Rar!"))
    return true;
  return head.sub(257).starts_with("ustar");
}

bool is_archive_inside(Bytes head, std::string_view name) {
  if (!looks_like_archive(head)) return false;
  if (head.starts_with("PK") || head.starts_with("7z") || head.starts_with("Rar!")) return true;
  if (head.sub(257).starts_with("ustar")) return true;
  name.remove_prefix(name.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  return name.substr(dot).starts_with(".t") || name.substr(0, dot).ends_with(".tar");
}

Result<TreeReport> walk_archive(int fd, const std::string& path, const TreeLimits& limits,
                                const VisitFile& visit) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return error("It cannot be read.", path);
  return walk(path, limits, visit, static_cast<uint64_t>(info.st_size), [&](archive* a) {
    ::lseek(fd, 0, SEEK_SET);
    return archive_read_open_fd(a, fd, 256 * 1024);
  });
}

}  // namespace culprit::host
