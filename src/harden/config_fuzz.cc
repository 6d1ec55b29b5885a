#include <cstddef>
#include <cstdint>
#include <string>

#include "harden/audit.h"
#include "harden/patch.h"

// One text as every kind of configuration at once; what is found is patched and read again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit::harden;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Files files;
  files.read = [&](const std::string& path) { return path.size() < 64 ? std::optional(text) : std::nullopt; };
  files.glob = [](const std::string& pattern) { return std::vector<std::string>{pattern.substr(0, 32)}; };
  files.look = [](const std::string& path) {
    return std::optional(Node{path.size() % 2 == 0, path.size() % 3 == 0, false});
  };
  files.list = [](const std::string& folder) {
    return folder.size() < 24 ? std::vector<std::string>{"uploads/", "a.php", ".git/"}
                              : std::vector<std::string>{};
  };
  files.fits = [](auto, auto, auto, auto) { return true; };
  const Starts starts{{"/a.conf"}, {"/n.conf"}, {"/php.ini"}, {"/pool.conf"}};
  const Result found = audit(starts, files);
  for (const auto& [name, after] : changed_files(found.problems, files))
    (void)unified_diff(name, text, after);
  return 0;
}
