// What culprit makes of each frame, line by line, so that it can be compared with tshark: see README.md here.
//
//   culprit-dissect layers FILE     frame, innermost network and transport, tunnels, oddities
//
//   culprit-dissect streams FILE    each TCP connection with payload: its ends, bytes and CRC of each side
//
//   culprit-dissect tcp FILE        frame, and what it says about its TCP connection (flow/tcp_watch.h)
//
//   culprit-dissect groups FILE N   frame and its group, of N frames spread over the capture
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>

#include <zlib.h>

#include "engine/engine.h"
#include "flow/reassembly.h"
#include "flow/streams.h"
#include "host/abilities.h"
#include "host/capture_input.h"
#include "packet/packet.h"

namespace {

using namespace culprit;
using packet::Packet;

std::string hex(uint16_t number) {
  char text[8];
  std::snprintf(text, sizeof text, "%04x", number);
  return text;
}

std::string network(const Packet& p) {
  if (p.ip) return p.datagram_bytes.u8(0) >> 4 == 4 ? "ip" : "ipv6";
  return hex(p.protocol);
}

std::string transport(const Packet& p) {
  if (!p.ip) return std::to_string(p.src_port);
  return p.is_later_fragment() ? "piece" : std::to_string(p.protocol);
}

void layers(const Packet& p) {
  std::printf("%llu\t%s\t%s\t%x\t%x\n", static_cast<unsigned long long>(p.ref.frame), network(p).c_str(),
              transport(p).c_str(), p.tunnel == packet::Tunnel::none ? 0u : p.outer.all, p.oddities);
}

template <class Each>
int for_each_packet(const char* path, Each each) {
  auto inputs = host::CaptureInput::open(path, 0, false);
  if (!inputs) {
    std::fprintf(stderr, "culprit-dissect: %s\n", inputs.error().what.c_str());
    return 2;
  }
  Packet p;
  host::CaptureInput& input = inputs->front();  // tshark reads no archives either
  for (auto frames = input.next(); !frames.empty(); frames = input.next()) {
    for (const capture::Frame& frame : frames) {
      packet::decode(frame, p);
      each(p);
    }
  }
  return 0;
}

/// What one side said, with gaps as tshark writes them.
struct Said {
  uint64_t bytes = 0, gaps = 0;
  uLong crc = crc32(0, nullptr, 0);
  void add(const uint8_t* data, size_t size) {
    bytes += size;
    crc = crc32(crc, data, static_cast<uInt>(size));
  }
};
struct Spoken {
  flow::Endpoints ends;
  Said side[2];
};

class Listener final : public flow::StreamReader {
 public:
  explicit Listener(Spoken& spoken) : spoken_(spoken) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp&) override {
    spoken_.side[side].add(bytes.data(), bytes.size());
  }
  void gap(flow::Side side, uint64_t missing, const flow::Stamp&) override {
    const std::string text = '[' + std::to_string(missing) + " bytes missing in capture file]";
    spoken_.side[side].add(reinterpret_cast<const uint8_t*>(text.c_str()), text.size() + 1);
    ++spoken_.side[side].gaps;
  }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return true; }

 private:
  Spoken& spoken_;
};

class Listeners final : public flow::StreamReaders {
 public:
  std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, uint32_t) override {
    spoken_.push_back({.ends = ends});
    return std::make_unique<Listener>(spoken_.back());
  }
  void print() const {
    for (const Spoken& s : spoken_) {
      std::printf("%s\t%u\t%s\t%u", s.ends.client.text().c_str(), s.ends.client_port,
                  s.ends.server.text().c_str(), s.ends.server_port);
      for (const Said& side : s.side)
        std::printf("\t%llu\t%08lx\t%llu", static_cast<unsigned long long>(side.bytes), side.crc,
                    static_cast<unsigned long long>(side.gaps));
      std::putchar('\n');
    }
  }

 private:
  std::deque<Spoken> spoken_;
};

int streams(const char* path, bool packets) {
  Listeners listeners;
  flow::Streams all(listeners);
  flow::Reassembly pieces;
  const int status = for_each_packet(path, [&](const Packet& piece) {
    Packet p = piece;
    if (piece.is_fragment()) {
      const Bytes whole = pieces.add(piece, true);
      if (whole.empty()) return;
      packet::decode_whole(piece, whole, p);
    }
    if (p.protocol != packet::proto::tcp) return;
    const uint32_t seen = all.feed(p, 0);
    if (packets) std::printf("%llu\t%x\n", static_cast<unsigned long long>(p.ref.frame), seen);
  });
  all.close();
  const flow::StreamStats& stats = all.stats();
  if (!packets) listeners.print();
  std::fprintf(stderr, "differing %llu, evicted %llu\n", static_cast<unsigned long long>(stats.differing),
               static_cast<unsigned long long>(stats.evicted));
  return status;
}

/// The whole capture is read for each frame: its group depends on what came before and after.
int groups(const char* path, uint64_t most) {
  uint64_t last = 0;
  const int status = for_each_packet(path, [&](const Packet& p) { last = p.ref.frame; });
  const uint64_t step = std::max<uint64_t>(1, last / std::max<uint64_t>(1, most));
  for (uint64_t wanted = 1; status == 0 && wanted <= last; wanted += step) {
    Options options;
    options.abilities = host::abilities();
    options.timeline = false;
    options.frame.frame = static_cast<decltype(options.frame.frame)>(wanted);
    Engine engine(options);
    auto inputs = host::CaptureInput::open(path, 0, false);
    for (auto frames = inputs->front().next(); !frames.empty(); frames = inputs->front().next())
      engine.feed(frames);
    engine.close();
    const auto story = engine.frame_story();
    if (story) std::printf("%llu\t%s\n", static_cast<unsigned long long>(wanted), story->group.id.c_str());
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "layers") == 0) return for_each_packet(argv[2], layers);
  if (argc == 3 && std::strcmp(argv[1], "streams") == 0) return streams(argv[2], false);
  if (argc == 3 && std::strcmp(argv[1], "tcp") == 0) return streams(argv[2], true);
  if (argc == 4 && std::strcmp(argv[1], "groups") == 0)
    return groups(argv[2], std::strtoull(argv[3], nullptr, 10));
  std::fputs("usage: culprit-dissect layers|streams|tcp FILE, or groups FILE N\n", stderr);
  return 1;
}
