#include "host/file_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

namespace culprit::host {
namespace {

constexpr size_t kMaxNames = 20, kHead = 600;

/// A descriptor that closes itself.
class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// Memory for one file at a time; not cleared before it is filled.
class Buffer {
 public:
  uint8_t* at_least(size_t size) {
    if (size > size_) {
      size_ = std::max(size, size_t{1} << 20);
      data_ = std::make_unique_for_overwrite<uint8_t[]>(size_);
    }
    return data_.get();
  }

 private:
  std::unique_ptr<uint8_t[]> data_;
  size_t size_ = 0;
};

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

struct Entry {
  std::string name;
  unsigned char type = DT_UNKNOWN;
};

std::string join(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder.ends_with('/') ? folder + name : folder + '/' + name;
}

class Walk {
 public:
  Walk(std::string root, const TreeLimits& limits, const VisitFile& visit)
      : root_(std::move(root)), limits_(limits), visit_(visit) {}

  /// Takes the descriptor.
  void folder(int fd, const std::string& place, int depth) {
    const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(fd));
    if (!dir) {
      ::close(fd);
      return unreadable(place);
    }
    struct stat info{};
    if (::fstat(::dirfd(dir.get()), &info) != 0) return unreadable(place);
    // A folder mounted into itself would never end.
    const std::pair<dev_t, ino_t> self{info.st_dev, info.st_ino};
    if (std::ranges::find(above_, self) != above_.end()) {
      ++report_.links;
      return;
    }
    above_.push_back(self);
    for (const Entry& e : entries(dir.get(), place)) {
      if (report_.stopped) break;
      entry(::dirfd(dir.get()), e, join(place, e.name), depth);
    }
    above_.pop_back();
  }

  void file(int fd, const std::string& place, const std::string& path) {
    struct stat info{};
    if (::fstat(fd, &info) != 0) return unreadable(place);
    if (!S_ISREG(info.st_mode)) {
      ++report_.special;
      return;
    }
    if (report_.files >= limits_.files) {
      report_.stopped = true;
      return;
    }
    const auto size = static_cast<uint64_t>(info.st_size);
    const auto wanted = static_cast<size_t>(std::min(size, limits_.file_bytes));
    const std::optional<size_t> got = read_all(fd, wanted);
    if (!got) return unreadable(place);
    ++report_.files;
    report_.bytes += size;
    if (size > wanted) ++report_.cut;
    const Bytes content(buffer_.at_least(0), *got);
    const bool packed = is_archive_inside(content.sub(0, kHead), place);
    visit_({path, place, content, size, info.st_mtim.tv_sec, info.st_ctim.tv_sec, info.st_uid});
    if (packed)
      walk_inside(report_, path, place, limits_, visit_, [&](const TreeLimits& left, const VisitFile& visit) {
        return walk_archive(fd, path, left, visit);
      });
  }

  TreeReport& report() { return report_; }

 private:
  // In the order of their names, so that the answer does not depend on the file system.
  std::vector<Entry> entries(DIR* dir, const std::string& place) {
    std::vector<Entry> out;
    errno = 0;
    while (const dirent* e = ::readdir(dir)) {
      const std::string_view name = e->d_name;
      if (name != "." && name != "..") out.push_back({e->d_name, e->d_type});
    }
    if (errno != 0) unreadable(place);
    std::ranges::sort(out, {}, &Entry::name);
    return out;
  }

  void entry(int parent, const Entry& e, const std::string& place, int depth) {
    unsigned char type = e.type;
    if (type == DT_UNKNOWN) type = ask_type(parent, e.name);
    if (type == DT_LNK)
      ++report_.links;
    else if (type == DT_DIR)
      sub_folder(parent, e.name, place, depth);
    else if (type == DT_REG)
      regular(parent, e.name, place);
    else
      ++report_.special;
  }

  static unsigned char ask_type(int parent, const std::string& name) {
    struct stat info{};
    if (::fstatat(parent, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return DT_REG;
    return static_cast<unsigned char>(IFTODT(info.st_mode));
  }

  void sub_folder(int parent, const std::string& name, const std::string& place, int depth) {
    if (depth >= limits_.depth) {
      ++report_.too_deep;
      return;
    }
    const int fd = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return errno == ELOOP || errno == ENOTDIR ? void(++report_.links) : unreadable(place);
    folder(fd, place, depth + 1);
  }

  // Not blocking: what was a file a moment ago may be a pipe now.
  void regular(int parent, const std::string& name, const std::string& place) {
    const Fd fd(::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd) return errno == ELOOP ? void(++report_.links) : unreadable(place);
    file(fd.get(), place, join(root_, place));
  }

  std::optional<size_t> read_all(int fd, size_t wanted) {
    uint8_t* data = buffer_.at_least(wanted);
    size_t got = 0;
    while (got < wanted) {
      const ssize_t n = ::read(fd, data + got, wanted - got);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && got == 0) return std::nullopt;
      if (n <= 0) break;
      got += static_cast<size_t>(n);
    }
    return got;
  }

  void unreadable(const std::string& place) {
    ++report_.unreadable;
    if (report_.unreadable_names.size() < kMaxNames) report_.unreadable_names.push_back(join(root_, place));
  }

  std::string root_;
  const TreeLimits& limits_;
  const VisitFile& visit_;
  TreeReport report_;
  Buffer buffer_;
  std::vector<std::pair<dev_t, ino_t>> above_;
};

Result<TreeReport> refuse(const std::string& path, int code) {
  if (code == ENOENT) return error("There is no such folder or file.", path, "Check the name.");
  if (code == EACCES || code == EPERM)
    return error("You may not read this.", path, "Ask its owner, or run culprit as a user who may.");
  return error("It cannot be opened: " + std::generic_category().message(code) + ".", path);
}

Bytes head_of(int fd, std::vector<uint8_t>& into) {
  into.resize(kHead);
  const ssize_t n = ::pread(fd, into.data(), into.size(), 0);
  return {into.data(), n > 0 ? static_cast<size_t>(n) : 0};
}

void add_names(std::vector<std::string>& to, std::vector<std::string>&& from) {
  for (std::string& name : from)
    if (to.size() < kMaxNames) to.push_back(std::move(name));
}

}  // namespace

void TreeReport::note(const char* code, std::string path_, std::string detail) {
  if (notes.size() < kMaxNames)
    notes.push_back({code, std::move(path_), std::move(detail)});
  else
    ++more_notes;
}

void TreeReport::add_inside(TreeReport&& inner, const std::string& path) {
  files += inner.files, bytes += inner.bytes, unpacked += inner.unpacked;
  links += inner.links, special += inner.special, unreadable += inner.unreadable, too_deep += inner.too_deep;
  cut += inner.cut, odd_names += inner.odd_names, encrypted += inner.encrypted,
      more_notes += inner.more_notes;
  add_names(unreadable_names, std::move(inner.unreadable_names));
  add_names(odd_name_list, std::move(inner.odd_name_list));
  for (TreeNote& n : inner.notes) note(n.code, std::move(n.path), std::move(n.detail));
  if (!inner.damage.empty()) note("scan-damaged", path, inner.damage);
  if (inner.stopped) note("scan-swells", path);
}

void walk_inside(TreeReport& report, const std::string& path, const std::string& place,
                 const TreeLimits& limits, const VisitFile& visit,
                 const std::function<Result<TreeReport>(const TreeLimits&, const VisitFile&)>& open) {
  if (limits.inside == 0) return report.note("scan-nested", path);
  TreeLimits left = limits;
  --left.inside;
  left.files -= std::min(left.files, report.files);
  left.archive_bytes -= std::min(left.archive_bytes, report.unpacked);
  auto inner = open(left, [&](const TreeFile& file) {
    TreeFile deeper = file;
    deeper.place = join(place, file.place);
    visit(deeper);
  });
  if (!inner) return report.note("scan-unopened", path, inner.error().what);
  report.add_inside(std::move(*inner), path);
}

Result<TreeReport> walk_files(const std::string& path, const TreeLimits& limits, const VisitFile& visit) {
  // The root itself may be a link: the user named it.
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return refuse(path, errno);
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return refuse(path, errno);
  Walk walk(path, limits, visit);
  if (S_ISDIR(info.st_mode)) {
    walk.report().format = "folder";
    walk.folder(fd.release(), "", 0);
    return walk.report();
  }
  if (!S_ISREG(info.st_mode))
    return error("This is neither a folder nor a file.", path,
                 "Name a web root, or a zip or tar copy of one.");
  std::vector<uint8_t> head;
  if (looks_like_archive(head_of(fd.get(), head))) return walk_archive(fd.get(), path, limits, visit);
  walk.report().format = "file";
  const size_t slash = path.rfind('/');
  walk.file(fd.get(), slash == std::string::npos ? path : path.substr(slash + 1), path);
  return walk.report();
}

}  // namespace culprit::host
