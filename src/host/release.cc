#include "host/release.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "host/hash.h"

namespace culprit::host {
namespace {

constexpr size_t kMaxList = 256 << 20;
// The file that the package manager's lists and most others hash with MD5; one that has the same hash and
// other content would have to be made together with the known one.
constexpr size_t kMd5 = 32, kSha1 = 40, kSha256 = 64;

bool is_hash(std::string_view word) {
  const bool size = word.size() == kMd5 || word.size() == kSha1 || word.size() == kSha256;
  return size && std::ranges::all_of(word, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

}  // namespace

void Releases::add_line(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
  if (!is_hash(word)) return;
  sizes_.insert(word.size());
  add(lower(word));
}

void Releases::add_dpkg(const std::string& root) {
  std::error_code failed;
  const std::filesystem::path info = std::filesystem::path(root) / "var/lib/dpkg/info";
  for (std::filesystem::directory_iterator at(info, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->path().extension() != ".md5sums") continue;
    std::ifstream in(at->path());
    for (std::string line; std::getline(in, line);) add_line(line);
  }
}

Result<void> Releases::add_list(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return error("The list of known files cannot be opened.", path,
                 "Check the name and the permissions of the file.");
  std::string text;
  std::ostringstream all;
  all << in.rdbuf();
  text = all.str();
  if (text.size() > kMaxList) return error("The list of known files is too long.", path);
  const size_t before = hashes_.size();
  if (trim(text).starts_with('{')) {
    for (const JsonScalar& s : flatten_json(text, 2'000'000))
      if (s.is_string) add_line(s.text);
  } else {
    for (std::string_view rest = text; !rest.empty();
         rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1))
      add_line(rest);
  }
  if (hashes_.size() == before)
    return error("There are no checksums in this list.", path,
                 "md5sum, sha1sum and sha256sum write such lists.");
  return {};
}

std::optional<std::string> Releases::find(Bytes content) const {
  if (hashes_.empty()) return std::nullopt;
  for (const auto& [digits, hash] : {std::pair{kMd5, &md5}, {kSha1, &sha1}, {kSha256, &sha256}})
    if (has_size(digits))
      if (std::string of = hash(content); hashes_.contains(of)) return of;
  return std::nullopt;
}

}  // namespace culprit::host
