// Walking over the files of a folder or of an archive: only reading, never leaving the folder, never
// following a link.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace culprit::host {

struct TreeLimits {
  int depth = 64;
  uint64_t files = 5'000'000;
  uint64_t file_bytes = 32ULL << 20;    ///< more of one file is not read
  uint64_t archive_bytes = 8ULL << 30;  ///< more is not unpacked from one archive
  uint64_t archive_ratio = 200;         ///< ... nor more than this times its size, beyond 256 MiB
  int inside = 1;                       ///< archives found on the way are opened so deep inside one another
};

/// One ordinary file. Everything in it is valid during the visit only.
struct TreeFile {
  std::string path;   ///< as one would name it: the given root, and the place in it
  std::string place;  ///< below the root, '/' between folders; exact bytes
  Bytes content;
  uint64_t size = 0;
  std::optional<int64_t> modified_s, changed_s;
  std::optional<uint32_t> owner;  ///< number of its user
};

/// Something that is worth saying of one file or archive.
struct TreeNote {
  const char* code;  ///< of the warning: scan-damaged, scan-swells, scan-nested, scan-unopened
  std::string path, detail;
};

/// What was not read, and why. Names are kept of the first ones only.
struct TreeReport {
  std::string format;  ///< "folder", "file", or the archive's
  uint64_t files = 0, bytes = 0;
  uint64_t links = 0, special = 0, unreadable = 0, too_deep = 0, cut = 0, odd_names = 0, encrypted = 0;
  uint64_t unpacked = 0;  ///< bytes that came out of archives
  bool stopped = false;   ///< a limit of the whole was met
  std::string damage;     ///< an archive that ends too early or is no archive inside
  std::vector<std::string> unreadable_names, odd_name_list;
  std::vector<TreeNote> notes;  ///< of what lies inside
  uint64_t more_notes = 0;      ///< beyond those

  void note(const char* code, std::string path_, std::string detail = {});
  /// Of an archive at `path`, found on the way.
  void add_inside(TreeReport&& inner, const std::string& path);
};

using VisitFile = std::function<void(const TreeFile&)>;

/// A folder, an archive (zip, tar, compressed or not, 7z, ...; told by content) or one file.
Result<TreeReport> walk_files(const std::string& path, const TreeLimits& limits, const VisitFile& visit);

/// Does it begin like an archive that can be read?
bool looks_like_archive(Bytes head);
/// The same of a file on the way: of compressed ones only those that are called like an archive.
bool is_archive_inside(Bytes head, std::string_view name);
Result<TreeReport> walk_archive(int fd, const std::string& path, const TreeLimits& limits,
                                const VisitFile& visit);
/// Opens one that was found on the way, with what is left of the limits, and adds to `report` what it tells.
/// `open` walks it.
void walk_inside(TreeReport& report, const std::string& path, const std::string& place,
                 const TreeLimits& limits, const VisitFile& visit,
                 const std::function<Result<TreeReport>(const TreeLimits&, const VisitFile&)>& open);

}  // namespace culprit::host
