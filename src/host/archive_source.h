// What zlib and zstd do not read: xz, bzip2, lz4, compress and lzip, and captures inside zip, tar and 7z.
// (libarchive, opened only when such a file comes)
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/source.h"

namespace culprit::host {

/// "xz", "bzip2", "lz4", "compress", "lzip"; "zip", "tar", "7z"; or "" for anything else. Looks at 512 bytes.
std::string packed_with(Bytes head);
bool is_archive(const std::string& packing);  ///< one that has members

/// The unpacked bytes. Of a stream that is cut or damaged all that can be unpacked comes first, then the
/// error.
Result<std::unique_ptr<ByteSource>> unpack_stream(std::unique_ptr<ByteSource> packed,
                                                  const std::string& packing);

/// A member of an archive.
struct Member {
  size_t index = 0;  ///< among all members
  std::string name;
};
/// The members that are captures, judged by their beginnings; at most kMostMembers. `more` counts what is
/// beyond.
inline constexpr size_t kMostMembers = 64;
struct Members {
  std::vector<Member> captures;
  uint64_t others = 0, more = 0, locked = 0;  ///< not captures; too many; encrypted
};
Result<Members> list_members(std::unique_ptr<ByteSource> archive);
/// The bytes of one of them.
Result<std::unique_ptr<ByteSource>> open_member(std::unique_ptr<ByteSource> archive, const Member& member);

}  // namespace culprit::host
