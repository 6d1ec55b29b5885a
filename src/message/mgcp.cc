// MGCP (RFC 3435 section 3.2): a verb of four letters, transaction, endpoint, version.
#include <algorithm>
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{2427, 2727};

constexpr std::array<std::string_view, 9> kVerbs{"AUEP ", "AUCX ", "CRCX ", "DLCX ", "EPCF ",
                                                 "MDCX ", "NTFY ", "RQNT ", "RSIP "};

Fit probe(const packet::Packet& p) {
  const Bytes line = p.payload.sub(0, p.payload.text().find('\n'));
  return yes_if(std::ranges::any_of(kVerbs, [&](std::string_view v) { return line.starts_with(v); }) &&
                holds(line, " MGCP "));
}

}  // namespace

extern const Protocol mgcp;
const Protocol mgcp{.id = "mgcp", .probe_datagram = probe, .ports = kPorts};

}  // namespace culprit::message
