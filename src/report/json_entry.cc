#include "report/json_entry.h"

namespace culprit::report {

void write_entry(Json& out, JsonParts& parts, const Finding& f) {
  if (!f.entry) return;
  const Intrusion& e = *f.entry;
  out.key("entry").open_object();
  parts.time("time", e.time);
  parts.text("method", e.method);
  parts.text("client", e.client);
  parts.text("account", e.account);
  parts.text("path", e.path);
  parts.evidence(e.evidence);
  out.member("before_first_line", e.before_first_line).close_object();
}

void write_clock_offset(JsonParts& parts, const Case& c) {
  if (c.clock_offset_s) parts.real("clock_offset_s", *c.clock_offset_s, 3);
}

void write_log_lines(Json& out, const InputFile& f) {
  if (f.kind != "log") return;
  out.member("lines", f.lines).member("skipped_lines", f.skipped_lines).member("bad_lines", f.bad_lines);
}

}  // namespace culprit::report
