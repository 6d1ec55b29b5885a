#include "host/memory.h"

#include <cstdint>
#include <cstdlib>  // defines __GLIBC__ where it is that

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

namespace culprit::host {

void prefer_large_pages() {
  constexpr uintptr_t kPage = uintptr_t{2} << 20;
  constexpr int kHeap = 96 << 20;  // address space; only what is touched becomes memory
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  mallopt(M_TOP_PAD, kHeap);
  void* volatile grow =
      std::malloc(256 << 10);  // makes the heap grow by kHeap; volatile, lest it is left out
  std::free(grow);
  const auto end = reinterpret_cast<uintptr_t>(sbrk(0)) & ~(kPage - 1);
  if (end > kHeap) madvise(reinterpret_cast<void*>(end - kHeap + kPage), kHeap - kPage, MADV_HUGEPAGE);
}

}  // namespace culprit::host

#else

namespace culprit::host {
void prefer_large_pages() {}
}  // namespace culprit::host

#endif
