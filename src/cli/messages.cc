#include "cli/messages.h"

#include <unistd.h>

#include <string>

#include "base/text.h"
#include "host/output.h"

namespace culprit::cli {

void complain(const Error& error) {
  std::string line = "culprit: ";
  if (!error.where.empty()) line += escape(error.where) + ": ";
  line += escape(error.what);
  if (!error.next.empty()) line += ' ' + escape(error.next);
  (void)host::write_all(STDERR_FILENO, line + '\n');
}

}  // namespace culprit::cli
