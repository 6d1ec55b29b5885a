#include "report/json_files.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::report {
namespace {

void file(Json& out, JsonParts& parts, const ScannedFile& f) {
  out.open_object().member("path", escape(f.path)).member("verdict", f.verdict);
  parts.text("sha256", f.sha256);
  parts.real("score", f.score, 4);
  if (!f.capabilities.empty()) parts.texts("capabilities", f.capabilities);
  // "evidence" is there even where it is empty: the schema asks for it.
  if (f.evidence.empty())
    out.key("evidence").open_array().close_array();
  else
    parts.evidence(f.evidence);
  out.close_object();
}

}  // namespace

void write_files(Json& out, JsonParts& parts, const Case& c) {
  const bool scanned = std::ranges::any_of(c.files, [](const InputFile& f) { return f.kind == "webroot"; });
  if (!scanned && c.scanned.empty()) return;
  out.key("files").open_array();
  for (const ScannedFile& f : c.scanned) file(out, parts, f);
  out.close_array();
}

}  // namespace culprit::report
