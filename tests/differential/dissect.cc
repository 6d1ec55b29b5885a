// What culprit makes of each frame, line by line, so that it can be compared with tshark: see README.md here.
//   culprit-dissect layers FILE    frame, innermost network and transport, tunnels
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

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
  if (p.ip) return p.src.is_ip4() ? "ip" : "ipv6";
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
  auto input = host::CaptureInput::open(path, 0, false);
  if (!input) {
    std::fprintf(stderr, "culprit-dissect: %s\n", input.error().what.c_str());
    return 2;
  }
  Packet p;
  for (auto frames = input->next(); !frames.empty(); frames = input->next()) {
    for (const capture::Frame& frame : frames) {
      packet::decode(frame, p);
      each(p);
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "layers") == 0) return for_each_packet(argv[2], layers);
  std::fputs("usage: culprit-dissect layers FILE\n", stderr);
  return 1;
}
