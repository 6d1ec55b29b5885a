#include "audit/place.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"

namespace culprit::audit {
namespace {

using Names = std::initializer_list<std::string_view>;

bool any_end(std::string_view text, Names ends) {
  return std::ranges::any_of(ends, [&](std::string_view e) { return text.ends_with(e); });
}
bool any_same(std::string_view text, Names names) {
  return std::ranges::any_of(names, [&](std::string_view n) { return text == n; });
}

// Folders that hold what visitors or programs put there.
double weight_of_folder(std::string_view name) {
  if (any_same(name, {"webdav", "dav", "uploads", "upload", ".well-known", "upfile", "uploadfile",
                      "userfiles", "user_uploads"}))
    return 3;
  if (any_same(name, {"attachments", "avatars", "avatar", "tmp", "temp", "incoming", "dropbox"})) return 2;
  if (any_same(name, {"images", "image", "img", "pics", "css", "fonts", "media", "files", "cache", "pictures",
                      "icons"}))
    return 1;
  return 0;
}

void folder_hint(std::string_view path, std::vector<Hint>& out) {
  Hint best;
  for (size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', end + 1)) {
    const size_t begin = end == 0 ? std::string_view::npos : path.rfind('/', end - 1);
    const std::string name = lower(path.substr(begin + 1, end - begin - 1));
    if (const double w = weight_of_folder(name); w > best.weight) best = {"place.folder", w, name};
  }
  if (best.weight > 0) out.push_back(best);
}

bool only_dots_before_ending(std::string_view name) {
  const size_t first = name.find_first_not_of('.');
  return name[0] == '.' && first != std::string_view::npos && is_script_name(name) &&
         name.find('.', first) == std::string_view::npos && name.size() - first <= 5;
}

// "x.php.jpg" runs where a server maps every ending; "x.jpg.php" passes for a picture in a list.
bool has_double_ending(std::string_view name) {
  const size_t last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return false;
  const size_t before = name.rfind('.', last - 1);
  if (before == std::string_view::npos || before == 0) return false;
  const std::string_view inner = name.substr(0, last);
  return (is_picture_name(name) && is_script_name(inner)) ||
         (is_script_name(name) && (is_picture_name(inner) || any_end(inner, {".txt", ".pdf", ".zip"})));
}

bool is_disguised(std::string_view name) {
  if (name.front() == ' ' || name.back() == ' ' || name.back() == '.') return true;
  for (size_t i = 0; i < name.size();) {
    const Utf8 c = utf8_front(name.substr(i));
    if (c.valid && (is_deceptive(c.point) || c.point < ' ' || c.point == 0xa0 ||
                    (c.point >= 0x2000 && c.point <= 0x200f)))
      return true;
    i += c.length;
  }
  return false;
}

}  // namespace

std::string_view file_name(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_script_name(std::string_view name) {
  const std::string n = lower(trim(name));
  return any_end(n,
                 {".php", ".phtml", ".pht",  ".phar", ".php3", ".php4", ".php5",  ".php7", ".php8", ".phps",
                  ".inc", ".jsp",   ".jspx", ".jspf", ".asp",  ".aspx", ".asa",   ".cer",  ".ashx", ".asmx",
                  ".cgi", ".pl",    ".py",   ".sh",   ".rb",   ".cfm",  ".shtml", ".war"});
}

bool is_inert_name(std::string_view name) {
  const std::string n = lower(name);
  return any_end(n, {".md",  ".txt", ".rst",  ".html",  ".htm",  ".po",   ".pot", ".js",    ".css", ".json",
                     ".xml", ".yml", ".yaml", ".patch", ".diff", ".twig", ".tpl", ".svg",   ".csv", ".sql",
                     ".map", ".ts",  ".scss", ".less",  ".gz",   ".zip",  ".log", ".sample"});
}

bool is_picture_name(std::string_view name) {
  const std::string n = lower(name);
  return any_end(n, {".jpg", ".jpeg", ".png", ".gif", ".ico", ".bmp", ".webp", ".svg", ".tif", ".tiff",
                     ".mp3", ".mp4", ".woff"});
}

std::vector<Hint> hints_of_place(std::string_view path) {
  std::vector<Hint> out;
  const std::string_view name = file_name(path);
  if (name.empty()) return out;
  folder_hint(path, out);
  if (only_dots_before_ending(name))
    out.push_back({"place.dots", 4.5, {}});
  else if (name[0] == '.' && is_script_name(name))
    out.push_back({"place.hidden", 2, {}});
  if (has_double_ending(name)) out.push_back({"place.double-ending", 3.5, {}});
  if (is_disguised(name)) out.push_back({"place.disguised", 3.5, {}});
  return out;
}

}  // namespace culprit::audit
