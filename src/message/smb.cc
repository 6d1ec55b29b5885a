// SMB over TCP (MS-SMB2 section 2.1): four bytes of length, then FF or FE "SMB"; on port 139 behind a NetBIOS
// session request (RFC 1002 section 4.3).
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{445, 139};

// Two names of 34 bytes, called and calling.
Fit session(Bytes head) {
  if (head.size() < 5) return Fit::unsure;
  return yes_if(head.be32(0) == 0x81000044 && head[4] == 32);
}

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] == 0x81) return session(head);
  if (head[0] != 0) return Fit::no;
  if (head.size() < 8) return head.size() > 4 && head[4] < 0xfd ? Fit::no : Fit::unsure;
  const Bytes magic = head.sub(4);
  return yes_if(magic.starts_with("\xffSMB") || magic.starts_with("\xfeSMB") || magic.starts_with("\xfdSMB"));
}

}  // namespace

extern const Protocol smb;
const Protocol smb{.id = "smb", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
