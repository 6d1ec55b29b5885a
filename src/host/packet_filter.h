// Which frames are looked at: an expression in libpcap's filter language (pcap-filter(7)), as tcpdump takes
// it.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "capture/frame.h"

namespace culprit::host {

/// Compiled once for each link type that the capture has. Call after drop_privileges(): then a host's name in
/// the expression cannot be looked up over the network.
class PacketFilter {
 public:
  /// The expression as it would be for Ethernet; an error tells what libpcap says.
  static Result<PacketFilter> compile(const std::string& expression);
  ~PacketFilter();
  PacketFilter(PacketFilter&&) noexcept;
  PacketFilter& operator=(PacketFilter&&) noexcept;

  /// False, too, where the expression has no meaning for the frame's link type.
  bool keeps(const capture::Frame& frame);
  /// How many frames keeps() refused; and how many of them because of their link type.
  uint64_t left_out() const { return left_out_; }
  uint64_t meaningless() const { return meaningless_; }
  const std::string& expression() const { return expression_; }

 private:
  struct Program;
  explicit PacketFilter(std::string expression);
  const Program& program(uint16_t link);

  std::string expression_;
  std::map<uint16_t, std::unique_ptr<Program>> programs_;
  uint64_t left_out_ = 0, meaningless_ = 0;
};

}  // namespace culprit::host
