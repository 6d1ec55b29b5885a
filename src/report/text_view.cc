#include "report/text_view.h"

namespace culprit::report {

std::string View::time(Time t) const {
  std::string out = readable(t) + " UTC";
  const int64_t offset = page.style().local_offset_s;
  if (offset == 0) return out;
  const std::string here = readable(t, offset);
  const bool same_day = here.substr(0, 10) == out.substr(0, 10);
  return out + " (" +
         words.say("text.here", Sentence().text("time", same_day ? here.substr(11) : here).params) + ')';
}

}  // namespace culprit::report
