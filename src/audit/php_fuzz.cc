// Any bytes as a file of a web root: read as PHP, followed, judged. Nothing may be executed, run forever or
// crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/server_tricks.h"
#include "audit/webroot.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  using namespace culprit::audit;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Tokens tokens;
  read_php(text, tokens, true, 100'000);
  for (const Token& t : tokens.all)
    if (t.begin > size || t.size > size - t.begin) std::abort();
  for (const Fact& f : php_reach(tokens).facts)
    if (f.offset > size) std::abort();
  for (const char* name : {".htaccess", ".user.ini"})
    for (const Trick& t : server_tricks(name, text))
      if (t.offset > size) std::abort();
  WebFile file;
  file.path = "uploads/x.php";
  file.place = file.path;
  file.content = Bytes(data, size);
  file.size = size;
  Judge({}).judge(file);
  return 0;
}
