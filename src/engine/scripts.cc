#include "engine/scripts.h"

#include <algorithm>
#include <string_view>

#include "attribute/script_place.h"

namespace culprit {
namespace {

/// How many names, counted from the last one, the two paths share. A file of an archive is "ARCHIVE: PLACE".
size_t shared_names(std::string_view path, std::string_view url) {
  size_t names = 0;
  while (!path.empty() && !url.empty()) {
    const size_t from = path.find_last_of("/\\ ") + 1, of = url.rfind('/') + 1;
    if (path.substr(from) != url.substr(of) || of == url.size()) break;
    ++names;
    path = path.substr(0, from == 0 ? 0 : from - 1);
    url = url.substr(0, of == 0 ? 0 : of - 1);
  }
  return names;
}

bool is_bad(const ScannedFile& f) { return f.verdict == "malicious" || f.verdict == "suspicious"; }

/// The one file that fits best; null where none does, or several as well.
const ScannedFile* file_of(const Case& c, std::string_view url) {
  const ScannedFile* best = nullptr;
  size_t most = 0;
  bool tie = false;
  for (const ScannedFile& f : c.scanned) {
    const size_t names = is_bad(f) ? shared_names(f.path, url) : 0;
    tie = names == most ? tie || names != 0 : names < most && tie;
    if (names <= most) continue;
    most = names;
    best = &f;
  }
  return tie ? nullptr : best;
}

/// Where the configuration tells the place, the file there; else the one that fits best.
const ScannedFile* file_of(const Case& c, const Order& o) {
  const bool told = std::ranges::find(o.evidence, "config", &Evidence::kind) != o.evidence.end();
  const auto there = std::ranges::find(c.scanned, o.script, &ScannedFile::path);
  if (told && there != c.scanned.end()) return &*there;
  return file_of(c, attribute::script_of_request(o.request));
}

bool join(const Case& c, Order& o) {
  const ScannedFile* file = file_of(c, o);
  if (file == nullptr) return false;
  o.script = file->path;
  const bool there = std::ranges::any_of(o.evidence, [](const Evidence& e) { return e.kind == "file"; });
  if (!there)
    o.evidence.push_back({.kind = "file", .path = file->path, .reason = Sentence("reason.script-file")});
  return true;
}

}  // namespace

void join_scripts(Case& c) {
  for (Finding& f : c.findings) {
    bool joined = f.trigger && join(c, *f.trigger);
    for (Order& o : f.orders) joined = join(c, o) || joined;
    if (!joined || f.kind == "webshell-file") continue;
    const Order& o = f.trigger ? *f.trigger : f.orders.front();
    const auto at = std::ranges::find(o.evidence, "file", &Evidence::kind);
    if (at != o.evidence.end()) f.evidence.push_back(*at);
  }
}

}  // namespace culprit
