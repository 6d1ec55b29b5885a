#include "tap.h"

namespace generate {

std::uint64_t FileTap::hear(Time time, const Frame& frame, Mark mark) {
  if (time < opens_ || is_full() || !link_carries(options_.link, frame)) return 0;
  const Time tick{options_.nanoseconds ? 1 : 1000};
  const Time stamp = time / tick * tick;
  const Bytes bytes = on_link(options_.link, frame, options_.big_endian);
  file_.write(stamp, bytes);
  truth_.bytes += bytes.size();
  const std::uint64_t number = ++truth_.packets;
  if (mark.flood) mark.flood->saw(number, mark.datagram, stamp, bytes.size());
  if (is_full() && full_) full_();
  return number;
}

}  // namespace generate
