// For the tests of this room: captures made in memory, and what a reader makes of them.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "capture/reader.h"

namespace culprit::capture::test {

/// Writes numbers in one byte order.
struct Writer {
  bool big = false;
  std::string out;

  Writer& number(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i));
    return *this;
  }
  Writer& u16(uint64_t value) { return number(value, 2); }
  Writer& u32(uint64_t value) { return number(value, 4); }
  Writer& u64(uint64_t value) { return number(value, 8); }
  Writer& text(std::string_view bytes) {
    out += bytes;
    return *this;
  }
  Writer& pad() {
    out.resize((out.size() + 3) & ~size_t{3});
    return *this;
  }
};

/// A frame as it was when the reader gave it.
struct Seen {
  int64_t ns;
  std::string data;
  uint32_t wire;
  uint16_t link, interface;
  Direction direction;
  uint64_t number;
  uint16_t process = 0;
  bool operator==(const Seen&) const = default;
};

struct Reading {
  std::vector<Seen> frames;
  Info info;
  bool stuck = false;

  size_t damage(std::string_view code) const {
    size_t count = 0;
    for (const Damage& d : info.damage) count += d.code == code ? d.count : 0;
    return count;
  }
  /// Everything that must not depend on how the bytes were cut.
  auto summary() const {
    std::string damage;
    for (const Damage& d : info.damage) {
      damage += d.code + ' ' + std::to_string(d.offset) + ' ' + std::to_string(d.frame) + ' ' +
                std::to_string(d.count) + '\n';
    }
    return std::tuple(frames, damage, info.truncated, info.packets, info.wire_bytes, info.dropped,
                      info.comments.size(), info.processes.size(), info.names.size(), info.tool,
                      info.interfaces.size());
  }
};

inline Seen copy(const Frame& f) {
  return {f.time.ns, std::string(f.data.text()), f.wire, f.link, f.interface, f.direction, f.ref.frame,
          f.process};
}

/// Gives the bytes to a reader in pieces, each in memory of its own that dies with the next one.
inline Reading read(Reader& reader, std::string_view bytes, size_t piece = SIZE_MAX, size_t batch = 64) {
  Reading out;
  std::vector<Frame> frames(batch);
  std::unique_ptr<std::string> held;
  while (!bytes.empty()) {
    held = std::make_unique<std::string>(bytes.substr(0, piece));
    bytes.remove_prefix(held->size());
    reader.push(Bytes{*held});
    while (const size_t count = reader.pull(frames)) {
      for (size_t i = 0; i < count; ++i) out.frames.push_back(copy(frames[i]));
    }
  }
  reader.finish();
  held.reset();
  while (const size_t count = reader.pull(frames)) {
    for (size_t i = 0; i < count; ++i) out.frames.push_back(copy(frames[i]));
  }
  out.info = reader.info();
  out.stuck = reader.stuck();
  return out;
}

inline Reading read(std::string_view bytes, size_t piece = SIZE_MAX, size_t batch = 64) {
  Result<std::unique_ptr<Reader>> reader = open_reader(Bytes{bytes}, 0);
  return reader ? read(**reader, bytes, piece, batch) : Reading{};
}

}  // namespace culprit::capture::test
