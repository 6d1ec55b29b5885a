// Sun RPC (RFC 5531 section 9): calls and replies; over TCP behind a record mark.
#pragma once
#include "message/probe.h"

namespace culprit::message {

/// The program that a call is for; 0 = it is no call.
inline uint32_t rpc_program(Bytes b) {
  const bool call =
      b.size() >= 40 && b.be32(4) == 0 && b.be32(8) == 2 && b.be32(24) <= 6 && b.be32(28) <= 400;
  return call && b.be32(12) >= 100000 && b.be32(16) <= 32 ? b.be32(12) : 0;
}

/// An accepted reply. It does not say of which program.
inline bool is_rpc_reply(Bytes b) {
  return b.size() >= 24 && b.be32(0) != 0 && b.be32(4) == 1 && b.be32(8) == 0 && b.be32(12) <= 6 &&
         b.be32(16) <= 400 && b.be32(20) <= 5;
}

/// Calls of certain programs; replies from the program's usual port (0 = none).
template <class Wanted>
Fit probe_rpc(const packet::Packet& p, uint16_t port, Wanted wanted) {
  const uint32_t program = rpc_program(p.payload);
  if (program != 0) return yes_if(wanted(program));
  return yes_if(port != 0 && p.src_port == port && is_rpc_reply(p.payload));
}

template <class Wanted>
Fit probe_rpc(flow::Side side, Bytes head, bool usual, Wanted wanted) {
  if (head[0] != 0x80 || (head.size() > 1 && head[1] > 0x20)) return Fit::no;
  const Bytes b = head.sub(4);
  if (side == flow::from_server) return b.size() < 24 ? Fit::unsure : yes_if(usual && is_rpc_reply(b));
  if (b.size() < 40) return b.size() >= 12 && (b.be32(4) != 0 || b.be32(8) != 2) ? Fit::no : Fit::unsure;
  const uint32_t program = rpc_program(b);
  return yes_if(program != 0 && wanted(program));
}

}  // namespace culprit::message
