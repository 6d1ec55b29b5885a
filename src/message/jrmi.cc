// Java RMI (JRMP, RMI specification 10.2): magic, version, one of three protocols.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1099};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return Fit::no;
  const Fit magic = begins(head.sub(0, 5), std::string_view("JRMI\0", 5));
  if (magic != Fit::yes || head.size() < 7) return magic == Fit::no ? Fit::no : Fit::unsure;
  return yes_if(head[5] >= 1 && head[5] <= 2 && head[6] >= 'K' && head[6] <= 'M');
}

}  // namespace

extern const Protocol jrmi;
const Protocol jrmi{.id = "jrmi", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
