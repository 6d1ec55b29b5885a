#include "listener.h"

#include "wire.h"
#include "wrap.h"

namespace evaluate {

bool Listener::lost() {
  if (!conditions_.lost_per_mille) return false;
  constexpr unsigned longest_burst = 40, mean_burst = 20;
  if (!conditions_.lost_in_bursts) return random_.below(1000) < conditions_.lost_per_mille;
  if (!losing_ && random_.below(1000 * mean_burst) < conditions_.lost_per_mille)
    losing_ = static_cast<unsigned>(random_.between(1, longest_burst));
  if (!losing_) return false;
  --losing_;
  return true;
}

bool Listener::passes(const Frame& frame) {
  if (conditions_.ways == Ways::sent && !frame.sent_by_us) return false;
  if (conditions_.ways == Ways::received && frame.sent_by_us) return false;
  return link_carries(conditions_.file.link, frame) && wrap_carries(conditions_.wrap, frame) && !lost();
}

// The clock steps once, at an instant counted from the capture's begin.
Time Listener::stamp_of(Time time) const {
  const Time tick{conditions_.file.nanoseconds ? 1 : 1000};
  const auto& step = conditions_.step;
  const Time shown = step && time - std::max(opens_, begin_) > step->after ? time + step->by : time;
  return shown / tick * tick;
}

std::uint64_t Listener::write(const Heard& heard) {
  if (record_.packets >= conditions_.limit) return 0;
  file_.write(heard.time, heard.bytes);
  const std::uint64_t number = ++record_.packets;
  const Mark& mark = heard.mark;
  record_.note_frame(mark.flood, mark.caused, heard.by_us);
  if (mark.flood && !heard.again) mark.flood->saw(number, mark.datagram, heard.time, heard.bytes.size());
  if (mark.message) {
    const bool cut = heard.bytes.size() > conditions_.file.snap_length;
    mark.message->cut = mark.message->cut || cut;
    if (!cut) mark.message->seen.insert(mark.part);
    if (mark.part == *mark.message->sent.begin()) mark.message->frames.push_back(number);
  }
  if (record_.packets >= conditions_.limit && full_) full_();
  return number;
}

void Listener::keep(Heard heard) {
  if (conditions_.swapped && !held_ && random_.below(60) == 0) {
    held_ = std::move(heard);
    return;
  }
  write(heard);
  if (held_) {
    const Heard late = std::move(*held_);
    held_.reset();
    write(late);
  }
}

std::uint64_t Listener::hear(Time time, const Frame& frame, Mark mark) {
  if (mark.message) mark.message->sent.insert(mark.part);
  if (time < opens_ || !passes(frame)) return 0;
  Frame shown = frame;
  if (conditions_.mirror) shown.sent_by_us = false;
  Heard heard{
      .time = stamp_of(time), .bytes = wrapped(conditions_, shown), .mark = mark, .by_us = frame.sent_by_us};
  const bool again =
      conditions_.copies == Copies::all || (conditions_.copies == Copies::some && random_.below(50) == 0);
  if (again) {
    Heard copy = heard;
    keep(std::move(heard));
    copy.time += Time(random_.between(0, 9) * 1000);
    copy.again = true;  // the same packet: it is counted once
    keep(std::move(copy));
    return record_.packets;
  }
  keep(std::move(heard));
  return record_.packets;
}

void Listener::close() {
  if (held_) write(*held_);
  held_.reset();
}

}  // namespace evaluate
