// Any text is read as a list of processes without harm, in bounded memory.
#include <cstdlib>

#include "capture/process_list.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using culprit::capture::ProcessList;
  const ProcessList list = culprit::capture::read_process_list({reinterpret_cast<const char*>(data), size});
  if (list.sockets.size() > ProcessList::kMost || list.programs.size() > ProcessList::kMost) std::abort();
  for (const auto& socket : list.sockets)
    if (socket.protocol != 6 && socket.protocol != 17) std::abort();
  return 0;
}
