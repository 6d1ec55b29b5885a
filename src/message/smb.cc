// SMB over TCP (MS-SMB2 section 2.1): four bytes of length, then FF or FE "SMB".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{445, 139};

Fit probe(flow::Side, Bytes head, uint16_t) {
  if (head[0] != 0) return Fit::no;
  if (head.size() < 8) return head.size() > 4 && head[4] < 0xfd ? Fit::no : Fit::unsure;
  const Bytes magic = head.sub(4);
  return yes_if(magic.starts_with("\xffSMB") || magic.starts_with("\xfeSMB") || magic.starts_with("\xfdSMB"));
}

}  // namespace

extern const Protocol smb;
const Protocol smb{.id = "smb", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
