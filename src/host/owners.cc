#include "host/owners.h"

#include <algorithm>

#include "attribute/owner.h"
#include "host/file.h"

namespace culprit::host {
namespace {

constexpr size_t kMost = 16 << 20;

Result<std::string> read_text(const std::string& path) {
  auto source = open_file(path);
  if (!source) return std::unexpected(source.error());
  std::string out;
  for (auto piece = (*source)->next();; piece = (*source)->next()) {
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return out;
    out += piece->text();
    if (out.size() > kMost)
      return error("This is too long for a list of processes.", path, "Give the output of netstat or ss.");
  }
}

Result<capture::ProcessList> read_list(const std::string& path) {
  const auto text = read_text(path);
  if (!text) return std::unexpected(text.error());
  capture::ProcessList list = capture::read_process_list(*text);
  if (list.sockets.empty() && list.programs.empty())
    return error(
        "There is no socket and no program in it.", path,
        "Give what `netstat -abno`, `netstat -ano` and `tasklist`, `ss -tunap` or `lsof -i -n -P` print.");
  return list;
}

void join(capture::ProcessList& into, capture::ProcessList&& from) {
  into.sockets.insert(into.sockets.end(), from.sockets.begin(), from.sockets.end());
  into.programs.merge(from.programs);
  into.users.merge(from.users);
}

void name_ends(std::vector<Endpoint>& ends, const std::vector<const capture::Info*>& infos) {
  for (Endpoint& e : ends)
    for (const capture::Info* info : infos) {
      const auto named = std::ranges::find(info->names, e.ip, &capture::NameClaim::address);
      if (e.name.empty() && named != info->names.end()) e.name = named->name;
    }
}

bool has_flood_of_ours(const Case& c) {
  return std::ranges::any_of(c.findings, [](const Finding& f) {
    return f.kind.ends_with("-flood") && (f.way == Way::outbound || f.way == Way::internal);
  });
}

}  // namespace

ProcessFiles read_process_files(const std::vector<std::string>& paths) {
  ProcessFiles out;
  for (const std::string& path : paths) {
    auto list = read_list(path);
    if (!list) {
      const Error& e = list.error();
      out.warnings.push_back(
          {"unreadable",
           Sentence().text("file", path).text("why", e.next.empty() ? e.what : e.what + ' ' + e.next).params,
           {},
           0});
      continue;
    }
    join(out.list, std::move(*list));
    out.name += (out.name.empty() ? "" : ", ") + path;
    InputFile file;
    file.name = path;
    file.kind = "process-list";
    file.format = "text";
    out.files.push_back(std::move(file));
  }
  return out;
}

void name_owners(Case& c, const Engine& engine, const std::vector<const capture::Info*>& infos,
                 const ProcessFiles& given) {
  std::vector<std::vector<capture::ProcessClaim>> processes;
  for (const capture::Info* info : infos) processes.push_back(info->processes);
  attribute::own_by_notes(c, engine.processes(), processes);
  for (Finding& f : c.findings) name_ends(f.sources, infos), name_ends(f.targets, infos);
  c.files.insert(c.files.end(), given.files.begin(), given.files.end());
  c.warnings.insert(c.warnings.end(), given.warnings.begin(), given.warnings.end());
  if (given.files.empty() || attribute::own_by_sockets(c, given.list, given.name)) return;
  const char* why = has_flood_of_ours(c) ? "process-list-no-match" : "process-list-no-flood";
  c.warnings.push_back({why, Sentence().text("file", given.name).params, {}, 0});
}

}  // namespace culprit::host
