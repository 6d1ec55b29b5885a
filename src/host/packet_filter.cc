#include "host/packet_filter.h"

#include <algorithm>
#include <array>

#include "host/libpcap.h"

namespace culprit::host {
namespace {

constexpr int kSnaplen = 262144;

// The numbers in files (LINKTYPE_) are those of libpcap (DLT_) but for these.
int dlt_of(uint16_t link) {
  switch (link) {
    case 100:
      return DLT_ATM_RFC1483;
    case 101:
    case 12:
    case 14:
      return DLT_RAW;
    default:
      return link;
  }
}

}  // namespace

/// One link type's program; `why` where the expression cannot be compiled for it.
struct PacketFilter::Program {
  bpf_program code{};
  bool good = false;
  std::string why;

  Program(const std::string& expression, uint16_t link) {
    pcap_t* dead = pcap_open_dead(dlt_of(link), kSnaplen);
    if (dead == nullptr) return;
    good = pcap_compile(dead, &code, expression.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!good) why = pcap_geterr(dead);
    pcap_close(dead);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (good) pcap_freecode(&code);
  }
};

PacketFilter::PacketFilter(std::string expression) : expression_(std::move(expression)) {}
PacketFilter::~PacketFilter() = default;
PacketFilter::PacketFilter(PacketFilter&&) noexcept = default;
PacketFilter& PacketFilter::operator=(PacketFilter&&) noexcept = default;

Result<PacketFilter> PacketFilter::compile(const std::string& expression) {
  if (!libpcap.open())
    return error("Filters need the library libpcap, which is not installed.", "--filter",
                 "Install libpcap0.8 (Debian, Ubuntu) or libpcap.");
  PacketFilter out(expression);
  // Some words fit other link types only ("wlan"): the expression counts as good if any of these takes it.
  constexpr std::array<uint16_t, 3> tried{capture::link::ethernet, 127, capture::link::linux_sll};
  const auto good = [&](uint16_t link) { return out.program(link).good; };
  if (std::ranges::any_of(tried, good)) return out;
  return error("\"" + expression + "\" is not a filter that libpcap understands: " +
                   out.program(capture::link::ethernet).why + '.',
               "--filter",
               "The language is that of tcpdump, such as: udp and host 192.0.2.7; it is not Wireshark's "
               "display filter.");
}

const PacketFilter::Program& PacketFilter::program(uint16_t link) {
  std::unique_ptr<Program>& p = programs_[link];
  if (!p) p = std::make_unique<Program>(expression_, link);
  return *p;
}

bool PacketFilter::keeps(const capture::Frame& frame) {
  const bool listed = frame.link == capture::link::listed;
  const Program* p = listed ? nullptr : &program(frame.link);
  bool keep = false;
  if (p != nullptr && p->good) {
    pcap_pkthdr header{};
    header.caplen = static_cast<bpf_u_int32>(frame.data.size());
    header.len = std::max(frame.wire, header.caplen);
    keep = pcap_offline_filter(&p->code, &header, frame.data.data()) != 0;
  } else {
    ++meaningless_;
  }
  left_out_ += keep ? 0 : 1;
  return keep;
}

}  // namespace culprit::host
