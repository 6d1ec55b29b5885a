// SIP (RFC 3261 section 7): request "METHOD sip:..." or status line "SIP/2.0 ...", over UDP or TCP.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5060};

constexpr std::array<std::string_view, 14> kMethods{"INVITE", "REGISTER",  "OPTIONS", "ACK",     "BYE",
                                                    "CANCEL", "SUBSCRIBE", "NOTIFY",  "MESSAGE", "INFO",
                                                    "UPDATE", "PRACK",     "REFER",   "PUBLISH"};

Fit probe_text(Bytes head) {
  Fit best = begins(head, "SIP/2.0 ");
  for (const std::string_view method : kMethods) {
    if (!head.starts_with(method) || head[method.size()] != ' ') continue;
    const Bytes target = head.sub(method.size() + 1);
    best =
        either(best, either(begins(target, "sip:"), either(begins(target, "sips:"), begins(target, "tel:"))));
  }
  return best;
}
Fit probe_stream(flow::Side, Bytes head, uint16_t) { return probe_text(head); }
Fit probe_datagram(const packet::Packet& p) { return yes_if(probe_text(p.payload) == Fit::yes); }

}  // namespace

extern const Protocol sip;
const Protocol sip{
    .id = "sip", .probe_stream = probe_stream, .probe_datagram = probe_datagram, .ports = kPorts};

}  // namespace culprit::message
