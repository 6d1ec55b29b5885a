// ISO transport over TCP (RFC 1006, X.224): what lies under RDP, S7 and MMS.
#pragma once
#include "message/probe.h"

namespace culprit::message {

/// A connection request or confirm with TSAPs (C0, C1, C2), as automation sends it; RDP's has none.
inline bool is_cotp_opening(Bytes b) {
  const uint8_t kind = b[5];
  return b[0] == 3 && b[1] == 0 && (kind == 0xe0 || kind == 0xd0) && b[4] + 5 == b.be16(2) && b[11] >= 0xc0 &&
         b[11] <= 0xc2;
}

/// The first data packet says which protocol it is: its byte behind the data header (02 F0 80) is `mark`.
/// Openings that may come before it are passed over.
inline Fit probe_cotp(Bytes head, uint8_t mark) {
  if (head[0] != 3 || (head.size() > 1 && head[1] != 0)) return Fit::no;
  if (head.size() < 12) return head.size() >= 8 && head[5] == 0xf0 && head[7] != mark ? Fit::no : Fit::unsure;
  if (is_cotp_opening(head)) {
    head = head.sub(head.be16(2));
    if (head.size() < 8) return Fit::unsure;
  }
  return yes_if(head[0] == 3 && head[4] == 2 && head[5] == 0xf0 && (head[6] & 0x80) != 0 && head[7] == mark);
}

}  // namespace culprit::message
