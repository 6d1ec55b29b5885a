#include "host/saved.h"

#include <charconv>
#include <filesystem>

#include "base/json.h"
#include "host/file.h"
#include "host/peek.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;

constexpr size_t kHead = 1 << 20;  // the schema's "input" comes before all that may be long
constexpr size_t kMaxScalars = 1 << 17;
constexpr std::string_view kSchema = "culprit.report/";

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

SavedReport read(const std::vector<JsonScalar>& all) {
  SavedReport out;
  std::string name;
  bool given = false;
  for (const JsonScalar& s : all) {
    const bool of_file = s.path.starts_with("input.files.");
    if (of_file && s.path.ends_with(".name")) name = s.text;
    if (of_file && s.path.ends_with(".kind") && s.text == "capture") out.captures.push_back(name);
    if (s.path == "input.packets") std::from_chars(s.text.data(), s.text.data() + s.text.size(), out.packets);
    if (s.path.starts_with("input.local."))
      if (const auto p = Prefix::parse(s.text)) out.local.push_back(*p);
    given = given || (s.path == "input.local_how" && s.text == "given");
  }
  if (!given) out.local.clear();
  return out;
}

}  // namespace

std::optional<SavedReport> read_saved(const std::string& path) {
  if (!is_file(path)) return std::nullopt;
  auto source = open_file(path);
  if (!source) return std::nullopt;
  PeekSource peek(std::move(*source));
  if (peek.peek(1)[0] != '{') return std::nullopt;
  const Bytes head = peek.peek(kHead);
  const auto all = flatten_json(head.sub(0, kHead).text(), kMaxScalars);
  if (all.empty() || all[0].path != "schema" || !all[0].text.starts_with(kSchema)) return std::nullopt;
  return read(all);
}

Result<std::vector<std::string>> find_captures(const SavedReport& report, const std::string& path) {
  if (report.captures.empty())
    return error("The report names no capture.", path, "It was made of logs or folders only.");
  const fs::path folder = fs::path(path).parent_path();
  std::vector<std::string> out;
  for (const std::string& name : report.captures) {
    const fs::path as_named(name);
    bool found = false;
    for (const fs::path& place : {as_named, folder / as_named, folder / as_named.filename()}) {
      if (found || !is_file(place)) continue;
      out.push_back(place.string());
      found = true;
    }
    if (!found)
      return error("The capture that the report is about is not there: " + name + '.', path,
                   "Say where it is with --input.");
  }
  return out;
}

}  // namespace culprit::host
