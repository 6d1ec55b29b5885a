// Who is behind a flood, by what files say: notes of the capturing tool, and lists of sockets (--process).
#pragma once
#include <string>
#include <vector>

#include "capture/process_list.h"
#include "capture/reader.h"
#include "case/case.h"
#include "engine/engine.h"

namespace culprit::host {

/// The outputs of netstat, tasklist, ss or lsof that were given with --process.
struct ProcessFiles {
  capture::ProcessList list;  ///< of all files together
  std::string name;           ///< of the files, for people
  std::vector<InputFile> files;
  std::vector<Warning> warnings;
};
ProcessFiles read_process_files(const std::vector<std::string>& paths);

/// Names the programs of floods, and the hosts that have a name in the captures' own tables. `infos` = of
/// each capture.
void name_owners(Case& c, const Engine& engine, const std::vector<const capture::Info*>& infos,
                 const ProcessFiles& given);

}  // namespace culprit::host
