// The clock of a scene. Nothing happens between two events, so time jumps from one to the next; two events at
// the same instant come in the order in which they were asked for.
#pragma once

#include <coroutine>
#include <cstdint>
#include <queue>
#include <vector>

#include "link.h"
#include "task.h"

namespace generate {

class Schedule {
 public:
  explicit Schedule(Time start) : now_(start) {}

  Time now() const { return now_; }

  struct Pause {
    Schedule& schedule;
    Time until;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> handle) { schedule.wake(handle, until); }
    void await_resume() const {}
  };
  Pause pause(Duration duration) { return {*this, now_ + duration}; }

  // Plays `task` from `start` on; the schedule keeps it alive.
  void play_at(Time start, Task task);
  void play(Task task) { play_at(now_, std::move(task)); }

  // Until nothing is left to do, `end` is reached or stop() was called. Tasks still waiting are dropped.
  void run(Time end);
  void stop() { stopped_ = true; }

 private:
  struct Event {
    Time time;
    std::uint64_t number;
    std::coroutine_handle<> handle;
    bool operator>(const Event& other) const {
      return time != other.time ? time > other.time : number > other.number;
    }
  };

  void wake(std::coroutine_handle<> handle, Time time) { events_.push({time, next_number_++, handle}); }
  void sweep();

  Time now_;
  bool stopped_ = false;
  std::uint64_t next_number_ = 0;
  std::size_t sweep_at_ = 1024;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::vector<Task> tasks_;
};

}  // namespace generate
