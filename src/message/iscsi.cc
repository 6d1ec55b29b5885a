// iSCSI (RFC 7143 section 11.12): a login request whose text names the initiator.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3260};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server || head[0] != 0x43) return Fit::no;
  if (head.size() < 58)
    return head.size() > 4 && (head[2] != 0 || head[3] != 0 || head[4] != 0) ? Fit::no : Fit::unsure;
  return yes_if(head.sub(48).starts_with("InitiatorN") || head.sub(48).starts_with("SessionTyp") ||
                head.sub(48).starts_with("AuthMethod"));
}

}  // namespace

extern const Protocol iscsi;
const Protocol iscsi{.id = "iscsi", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
