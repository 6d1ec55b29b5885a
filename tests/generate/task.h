// A coroutine that plays one part of a scene: a visitor, a flood, a clock. It can wait for another one.
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace generate {

// With g++ 12, name what is passed to a task in a co_await expression if it is chosen with ?: or written as
// {...} (the temporary is destroyed twice otherwise).
class [[nodiscard]] Task {
 public:
  struct promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  struct Finish {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(Handle self) noexcept {
      return self.promise().waiting ? self.promise().waiting : std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };

  struct promise_type {
    std::coroutine_handle<> waiting;

    Task get_return_object() { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    Finish final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  std::coroutine_handle<> handle() const { return handle_; }
  bool done() const { return handle_.done(); }

  // co_await: run it now, go on when it is done.
  bool await_ready() const { return handle_.done(); }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) {
    handle_.promise().waiting = waiting;
    return handle_;
  }
  void await_resume() {}

 private:
  Handle handle_;
};

}  // namespace generate
