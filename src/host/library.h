// Shared libraries that most runs do without: each is opened when first needed. Loading them all at the start
// takes longer than explaining a small capture.
#pragma once
#include <atomic>

namespace culprit::host {

/// One shared library, under the name that all its compatible versions bear (its soname, found by
/// cmake/Libraries.cmake). Safe to use from several threads.
class Library {
 public:
  constexpr explicit Library(const char* name) : name_(name) {}
  /// False where it is not installed. To be asked before any of its functions is called.
  bool open();
  /// Ends the program if there is no such function, as the dynamic linker would have done at the start.
  void* find(const char* function);

 private:
  const char* name_;
  std::atomic<void*> handle_ = nullptr;
};

/// A function of a library, called like the function whose name it bears.
template <class F>
class Borrowed;
template <class R, class... A>
class Borrowed<R(A...)> {
 public:
  constexpr Borrowed(Library& library, const char* name) : library_(library), name_(name) {}
  R operator()(A... arguments) {
    R (*function)(A...) = known_.load(std::memory_order_acquire);
    if (function == nullptr) {
      function = reinterpret_cast<R (*)(A...)>(library_.find(name_));
      known_.store(function, std::memory_order_release);
    }
    return function(arguments...);
  }

 private:
  Library& library_;
  const char* name_;
  std::atomic<R (*)(A...)> known_ = nullptr;
};
template <class R, class... A>
class Borrowed<R(A...) noexcept> : public Borrowed<R(A...)> {
  using Borrowed<R(A...)>::Borrowed;
};

/// Inside this namespace the name then stands for the borrowed function, so that code reads as in the
/// library's own manual.
#define CULPRIT_BORROW(library, function) \
  inline constinit Borrowed<decltype(::function)> function { library, #function }

}  // namespace culprit::host
