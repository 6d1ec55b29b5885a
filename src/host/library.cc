#include "host/library.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace culprit::host {

// Opened twice by two threads at once it is the same handle; it is never closed.
bool Library::open() {
  if (handle_.load(std::memory_order_acquire) != nullptr) return true;
  void* opened = ::dlopen(name_, RTLD_NOW | RTLD_LOCAL);
  if (opened != nullptr) handle_.store(opened, std::memory_order_release);
  return opened != nullptr;
}

void* Library::find(const char* function) {
  void* found = open() ? ::dlsym(handle_, function) : nullptr;
  if (found == nullptr) {
    std::fprintf(stderr, "culprit: %s is missing, or has no %s. Install it again.\n", name_, function);
    std::abort();
  }
  return found;
}

}  // namespace culprit::host
