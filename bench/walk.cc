// The least that reading a capture can cost: what `./run bench` measures culprit against.
//   bench-walk walk-mmap FILE   map the file, read each record header and touch the first 64 bytes of the
//   packet bench-walk walk-read FILE   the same over read() into a page-aligned buffer bench-walk pcap-next
//   FILE   the same in a loop over libpcap's pcap_next_ex()
// FILE is a classic pcap of this machine's byte order. Prints packets, bytes and a checksum, so that no work
// is dropped.
#include <fcntl.h>
#include <pcap/pcap.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

constexpr size_t kFileHeader = 24;
constexpr size_t kRecordHeader = 16;
constexpr size_t kTouched = 64;
constexpr size_t kMaxRecord = 256 * 1024;
constexpr size_t kChunk = 1024 * 1024;

struct Sum {
  uint64_t packets = 0, bytes = 0, check = 0;

  void add(const uint8_t* data, size_t captured) {
    ++packets;
    bytes += captured;
    size_t i = 0;
    const size_t end = std::min(captured, kTouched);
    for (; i + 8 <= end; i += 8) {
      uint64_t word = 0;
      std::memcpy(&word, data + i, sizeof word);
      check += word;
    }
    for (; i < end; ++i) check += data[i];
  }
};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "bench-walk: %s\n", what);
  std::exit(1);
}

void check_header(const uint8_t* data, size_t size) {
  uint32_t magic = 0;
  if (size < kFileHeader) fail("too short for a pcap");
  std::memcpy(&magic, data, sizeof magic);
  if (magic != 0xa1b2c3d4 && magic != 0xa1b23c4d) fail("not a classic pcap of this byte order");
}

/// Walks the whole records in [data, data + size) and returns how many bytes they take.
size_t walk(const uint8_t* data, size_t size, Sum& sum) {
  size_t at = 0;
  while (size - at >= kRecordHeader) {
    uint32_t captured = 0;
    std::memcpy(&captured, data + at + 8, sizeof captured);
    if (captured > kMaxRecord) fail("absurd record length");
    if (captured > size - at - kRecordHeader) break;
    sum.add(data + at + kRecordHeader, captured);
    at += kRecordHeader + captured;
  }
  return at;
}

int open_file(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail("cannot open the file");
  return fd;
}

Sum walk_mmap(const char* path) {
  const int fd = open_file(path);
  struct stat info{};
  if (fstat(fd, &info) != 0 || info.st_size <= 0) fail("cannot map the file");
  const auto size = static_cast<size_t>(info.st_size);
  void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (memory == MAP_FAILED) fail("cannot map the file");
  madvise(memory, size, MADV_SEQUENTIAL);
  const auto* data = static_cast<const uint8_t*>(memory);
  check_header(data, size);
  Sum sum;
  walk(data + kFileHeader, size - kFileHeader, sum);
  return sum;
}

/// Reads into a page-aligned chunk; the rest of a record that straddles its end is moved in front of the next
/// one.
Sum walk_read(const char* path) {
  const int fd = open_file(path);
  auto* memory = static_cast<uint8_t*>(std::aligned_alloc(4096, kMaxRecord + kChunk));
  if (memory == nullptr) fail("no memory");
  uint8_t* chunk = memory + kMaxRecord;
  Sum sum;
  size_t rest = 0;
  bool first = true;
  for (ssize_t got = 0; (got = read(fd, chunk, kChunk)) > 0;) {
    const uint8_t* from = chunk - rest;
    size_t size = rest + static_cast<size_t>(got);
    if (first) {
      check_header(from, size);
      from += kFileHeader;
      size -= kFileHeader;
      first = false;
    }
    const size_t used = walk(from, size, sum);
    rest = size - used;
    if (rest > kMaxRecord) fail("record too long");
    std::memmove(chunk - rest, from + used, rest);
  }
  std::free(memory);
  return sum;
}

Sum pcap_next(const char* path) {
  char message[PCAP_ERRBUF_SIZE];
  pcap_t* handle = pcap_open_offline(path, message);
  if (handle == nullptr) fail(message);
  Sum sum;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  while (pcap_next_ex(handle, &header, &data) == 1) sum.add(data, header->caplen);
  pcap_close(handle);
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) fail("usage: bench-walk walk-mmap|walk-read|pcap-next FILE");
  const std::string_view mode = argv[1];
  Sum sum;
  if (mode == "walk-mmap")
    sum = walk_mmap(argv[2]);
  else if (mode == "walk-read")
    sum = walk_read(argv[2]);
  else if (mode == "pcap-next")
    sum = pcap_next(argv[2]);
  else
    fail("usage: bench-walk walk-mmap|walk-read|pcap-next FILE");
  std::printf("%llu packets, %llu bytes, check %llx\n", static_cast<unsigned long long>(sum.packets),
              static_cast<unsigned long long>(sum.bytes), static_cast<unsigned long long>(sum.check));
  return 0;
}
