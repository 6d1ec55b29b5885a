// XMPP (RFC 6120 section 4.2): a stream header in XML.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{5222, 5269};

Fit probe(flow::Side, Bytes head, uint16_t) {
  const Fit start = either(begins(head, "<?xml "), begins(head, "<stream:stream "));
  if (start != Fit::yes || head.starts_with("<s")) return start;
  if (holds(head, "<stream:stream")) return Fit::yes;
  return head.size() < 64 ? Fit::unsure : Fit::no;
}

}  // namespace

extern const Protocol jabber;
const Protocol jabber{.id = "jabber", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
