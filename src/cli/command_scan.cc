#include "cli/command_scan.h"

#include <unistd.h>

#include "base/text.h"
#include "cli/command_explain.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "host/output.h"
#include "host/quarantine.h"

namespace culprit::cli {
namespace {

// What was moved is told beside the answer: with JSON on standard output, it must not stand in it.
bool tell_moves(const Result<host::QuarantineReport>& report) {
  if (!report) {
    complain(report.error());
    return false;
  }
  std::string text;
  for (const host::Moved& m : report->moved)
    text += "moved: " + escape(m.from) + " -> " + escape(m.to) + '\n';
  for (const host::NotMoved& n : report->refused)
    text += "not moved: " + escape(n.path) + ": " + escape(n.why) + '\n';
  if (text.empty()) text = "nothing was moved\n";
  (void)host::write_all(STDERR_FILENO, text);
  return report->refused.empty();
}

}  // namespace

host::ScanOptions scan_options(const ExplainOptions& o) {
  host::ScanOptions out;
  out.rules = o.rules;
  out.known = o.known;
  out.known_releases = !o.no_known;
  out.times = !o.no_times;
  return out;
}

int scan(const ExplainOptions& o) {
  if (!o.undo.empty()) return tell_moves(host::undo_quarantine(o.undo)) ? done : failed;
  if (o.inputs.empty()) {
    complain({"Which folder?", "", "Name the web server's folder, or a copy of it: culprit scan /var/www."});
    return failed;
  }
  const Result<Case> c = host::scan(o.inputs, scan_options(o));
  if (!c) {
    complain(c.error());
    return failed;
  }
  if (!deliver(o, rendered(o, *c))) return failed;
  if (!o.quarantine.empty() && !tell_moves(host::quarantine(c->scanned, o.quarantine, o.also_suspicious)))
    return failed;
  return reached(o, *c) ? found : done;
}

}  // namespace culprit::cli
