#include "schedule.h"

#include <algorithm>

namespace generate {

void Schedule::play_at(Time start, Task task) {
  if (tasks_.size() >= sweep_at_) sweep();
  wake(task.handle(), std::max(start, now_));
  tasks_.push_back(std::move(task));
}

void Schedule::sweep() {
  std::erase_if(tasks_, [](const Task& task) { return task.done(); });
  sweep_at_ = std::max<std::size_t>(1024, tasks_.size() * 2);
}

void Schedule::run(Time end) {
  while (!stopped_ && !events_.empty() && events_.top().time < end) {
    const Event event = events_.top();
    events_.pop();
    now_ = event.time;
    event.handle.resume();
  }
  stopped_ = false;
  events_ = {};
  tasks_.clear();
}

}  // namespace generate
