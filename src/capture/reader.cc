#include "capture/reader.h"

#include <array>

#include "capture/recognise.h"

namespace culprit::capture {

extern const Format pcap, pcapng, packet_list;

std::span<const Format* const> formats() {
  static constexpr std::array<const Format*, 3> all{&pcap, &pcapng, &packet_list};
  return all;
}

Result<std::unique_ptr<Reader>> open_reader(Bytes head, uint32_t file) {
  for (const Format* format : formats()) {
    if (head.size() >= format->need && format->sniff(head)) return format->open(file);
  }
  return std::unexpected(recognise(head));
}

}  // namespace culprit::capture
