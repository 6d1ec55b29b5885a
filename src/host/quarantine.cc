#include "host/quarantine.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "host/hash.h"

namespace culprit::host {
namespace {

constexpr const char* kManifest = "manifest.json";
constexpr size_t kMaxFile = 1ULL << 31;

std::string reason(int code) { return std::generic_category().message(code); }

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&&) = delete;
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

Fd open_folder(const std::string& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// A folder and a name in it: renaming by descriptor cannot be led elsewhere by a link put in between.
struct Spot {
  std::string folder, name;
};
Spot spot_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

// The system call: glibc has no name for it where only POSIX is asked for.
int rename_new(int from, const std::string& name, int to, const std::string& new_name) {
  return static_cast<int>(
      ::syscall(SYS_renameat2, from, name.c_str(), to, new_name.c_str(), RENAME_NOREPLACE));
}

std::optional<std::string> read_all(int fd) {
  std::string out;
  char piece[65536];
  for (ssize_t n = 0; (n = ::read(fd, piece, sizeof piece)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || out.size() > kMaxFile) return std::nullopt;
    out.append(piece, static_cast<size_t>(n));
  }
  return out;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<size_t>(n));
  }
  return ::fsync(fd) == 0;
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const unsigned char c : bytes) (out += digits[c >> 4]) += digits[c & 15];
  return out;
}

std::string unhex(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    unsigned byte = 0;
    if (std::from_chars(text.data() + i, text.data() + i + 2, byte, 16).ec != std::errc()) return {};
    out += static_cast<char>(byte);
  }
  return out;
}

struct Item {
  std::string from;  ///< absolute, raw bytes
  std::string to;    ///< name in the folder
  std::string sha256;
  std::string state;  ///< planned, moved, restored
  unsigned mode = 0;
};

/// The manifest, rewritten as a whole before and after each move.
class Manifest {
 public:
  explicit Manifest(int folder) : folder_(folder) {}
  std::vector<Item> items;

  bool save() const {
    Json out;
    out.open_object().member("schema", "culprit.quarantine/1").key("files").open_array();
    for (const Item& i : items) {
      out.open_object().member("from", escape(i.from)).member("from_hex", hex(i.from)).member("to", i.to);
      out.member("sha256", i.sha256).member("mode", i.mode).member("state", i.state).close_object();
    }
    out.close_array().close_object();
    {
      const Fd fd(
          ::openat(folder_, "manifest.new", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
      if (!fd || !write_all(fd.get(), out.text() + '\n')) return false;
    }
    return ::renameat(folder_, "manifest.new", folder_, kManifest) == 0 && ::fsync(folder_) == 0;
  }

  bool load() {
    const Fd fd(::openat(folder_, kManifest, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) return false;
    const auto text = read_all(fd.get());
    bool complete = false;
    if (!text) return false;
    for (const JsonScalar& s : flatten_json(*text, 10'000'000, &complete)) enter(s);
    return complete;
  }

 private:
  void enter(const JsonScalar& s) {
    const size_t begin = s.path.find('.') + 1, end = s.path.find('.', begin);
    size_t index = 0;
    if (!s.path.starts_with("files.") || end == std::string::npos) return;
    std::from_chars(s.path.data() + begin, s.path.data() + end, index);
    if (index >= 1'000'000) return;
    if (index >= items.size()) items.resize(index + 1);
    const std::string_view name = std::string_view(s.path).substr(end + 1);
    if (name == "from_hex")
      items[index].from = unhex(s.text);
    else if (name == "to")
      items[index].to = s.text;
    else if (name == "sha256")
      items[index].sha256 = s.text;
    else if (name == "state")
      items[index].state = s.text;
    else if (name == "mode")
      std::from_chars(s.text.data(), s.text.data() + s.text.size(), items[index].mode);
  }

  int folder_;
};

/// Moves one file if it still is what `sha256` says; "" or why not.
class Mover {
 public:
  static std::string move(int from, const std::string& name, int to, const std::string& new_name,
                          const std::string& wanted, unsigned* mode) {
    const Fd fd(::openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!fd && errno == ENOENT) return "It is not there (files inside an archive cannot be moved).";
    if (!fd) return errno == ELOOP ? "It is a link now." : "It cannot be opened: " + reason(errno) + ".";
    struct stat before{};
    if (::fstat(fd.get(), &before) != 0 || !S_ISREG(before.st_mode)) return "It is no ordinary file.";
    const auto content = read_all(fd.get());
    if (!content) return "It cannot be read.";
    if (sha256(Bytes(*content)) != wanted) return "It changed since it was looked at.";
    if (mode) *mode = static_cast<unsigned>(before.st_mode & 07777);
    if (rename_new(from, name, to, new_name) == 0) {
      if (same(to, new_name, before)) return {};
      rename_new(to, new_name, from, name);
      return "Another file took its place in this moment.";
    }
    if (errno == EEXIST) return "Something with its name is already there.";
    if (errno != EXDEV) return "It cannot be moved: " + reason(errno) + ".";
    return copy(from, name, to, new_name, *content, before);
  }

 private:
  static bool same(int folder, const std::string& name, const struct stat& before) {
    struct stat now{};
    return ::fstatat(folder, name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == before.st_ino &&
           now.st_dev == before.st_dev;
  }

  // To another file system: the copy is complete and on disk before the original goes.
  static std::string copy(int from, const std::string& name, int to, const std::string& new_name,
                          const std::string& content, const struct stat& before) {
    const Fd out(::openat(to, new_name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!out) return "It cannot be copied: " + reason(errno) + ".";
    const struct timespec times[2] = {before.st_atim, before.st_mtim};
    if (!write_all(out.get(), content) || ::futimens(out.get(), times) != 0 || !same(from, name, before)) {
      ::unlinkat(to, new_name.c_str(), 0);
      return "It cannot be copied.";
    }
    static_cast<void>(::fchown(out.get(), before.st_uid, before.st_gid) == 0);
    if (::unlinkat(from, name.c_str(), 0) == 0) return {};
    const std::string why = "It cannot be removed: " + reason(errno) + ".";
    ::unlinkat(to, new_name.c_str(), 0);
    return why;
  }
};

std::string absolute(const std::string& path) {
  std::error_code failed;
  const Spot spot = spot_of(path);
  const auto folder = std::filesystem::canonical(spot.folder, failed);
  return failed ? std::string{} : (folder / spot.name).string();
}

std::string plain_name(size_t number) {
  std::string digits = std::to_string(number);
  return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits + ".quarantined";
}

class Quarantine {
 public:
  explicit Quarantine(Fd folder) : folder_(std::move(folder)), manifest_(folder_.get()) {}

  Result<QuarantineReport> run(const std::vector<ScannedFile>& files, bool suspicious) {
    if (!manifest_.save()) return error("The manifest cannot be written.", kManifest);
    for (const ScannedFile& f : files) {
      if (f.verdict != "malicious" && !(suspicious && f.verdict == "suspicious")) continue;
      if (!one(f))
        return error("The manifest cannot be written any more. What was moved until now is in it.",
                     kManifest);
    }
    return std::move(report_);
  }

 private:
  // False: the manifest cannot be kept.
  bool one(const ScannedFile& f) {
    Item item{absolute(f.path), plain_name(manifest_.items.size() + 1), f.sha256, "planned"};
    const Spot spot = spot_of(item.from);
    const Fd parent = open_folder(spot.folder);
    if (item.from.empty() || !parent)
      return refuse(f.path, "It is not there (files inside an archive cannot be moved).");
    manifest_.items.push_back(item);
    if (!manifest_.save()) return false;
    unsigned mode = 0;
    const std::string why = Mover::move(parent.get(), spot.name, folder_.get(), item.to, item.sha256, &mode);
    if (!why.empty()) {
      manifest_.items.pop_back();
      return refuse(f.path, why) && manifest_.save();
    }
    manifest_.items.back().state = "moved";
    manifest_.items.back().mode = mode;
    // Nobody runs it here by accident.
    static_cast<void>(::fchmodat(folder_.get(), item.to.c_str(), 0400, 0) == 0);
    report_.moved.push_back({f.path, item.to});
    return manifest_.save();
  }

  bool refuse(const std::string& path, std::string why) {
    report_.refused.push_back({path, std::move(why)});
    return true;
  }

  Fd folder_;
  Manifest manifest_;
  QuarantineReport report_;
};

void restore(Item& item, int folder, QuarantineReport& report) {
  const Spot spot = spot_of(item.from);
  const Fd parent = open_folder(spot.folder);
  std::string why = "Its folder is not there any more.";
  if (parent && item.to.find('/') == std::string::npos)
    why = Mover::move(folder, item.to, parent.get(), spot.name, item.sha256, nullptr);
  if (!why.empty()) return report.refused.push_back({item.from, std::move(why)});
  static_cast<void>(::fchmodat(parent.get(), spot.name.c_str(), item.mode & 07777, 0) == 0);
  item.state = "restored";
  report.moved.push_back({item.to, item.from});
}

}  // namespace

Result<QuarantineReport> quarantine(const std::vector<ScannedFile>& files, const std::string& folder,
                                    bool suspicious) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return error("The folder cannot be made: " + reason(errno) + ".", folder);
  Fd fd = open_folder(folder);
  if (!fd)
    return error("This is no folder that can be used.", folder,
                 "Name an empty folder, or one that does not exist yet.");
  if (::faccessat(fd.get(), kManifest, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return error("This folder holds a quarantine already.", folder, "Name another folder.");
  return Quarantine(std::move(fd)).run(files, suspicious);
}

Result<QuarantineReport> undo_quarantine(const std::string& folder) {
  const Fd fd = open_folder(folder);
  if (!fd) return error("There is no such folder.", folder);
  Manifest manifest(fd.get());
  if (!manifest.load()) return error("There is no manifest that can be read.", folder + '/' + kManifest);
  QuarantineReport report;
  for (Item& item : manifest.items)
    if (item.state != "restored") restore(item, fd.get(), report);
  if (!manifest.save()) return error("The manifest cannot be written.", folder);
  return report;
}

}  // namespace culprit::host
