#include "capture/reader.h"

#include <array>

#include "capture/recognise.h"

namespace culprit::capture {

extern const Format pcap, pcapng, snoop, btsnoop, netmon, netxray, sniffer, observer, iptrace, nettl,
    five_view, lanalyzer, visual, hexdump, packet_list, erf, commview, commview_ncfx;

std::span<const Format* const> formats() {
  // Those with a magic number first, then text (a dump may stand in a list), and last what has to be guessed.
  static constexpr std::array<const Format*, 18> all{
      &pcap,  &pcapng,    &snoop,     &btsnoop, &netmon,  &netxray,     &sniffer, &observer, &iptrace,
      &nettl, &five_view, &lanalyzer, &visual,  &hexdump, &packet_list, &erf,     &commview, &commview_ncfx};
  return all;
}

Result<std::unique_ptr<Reader>> open_reader(Bytes head, uint32_t file) {
  for (const Format* format : formats()) {
    if (format == &erf && is_known(head)) break;  // it and those behind it have no mark of their own
    if (head.size() >= format->need && format->sniff(head)) return format->open(file);
  }
  return std::unexpected(recognise(head));
}

}  // namespace culprit::capture
