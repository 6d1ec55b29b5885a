// DNSCrypt (protocol version 2): encrypted DNS; answers start with a fixed word.
#include "message/probe.h"

namespace culprit::message {
namespace {

Fit probe(const packet::Packet& p) {
  return yes_if(p.payload.size() >= 48 &&
                (p.payload.starts_with("r6fnvWj8") || p.payload.starts_with("r6fnvWJ8")));
}

}  // namespace

extern const Protocol dnscrypt;
const Protocol dnscrypt{.id = "dnscrypt", .probe_datagram = probe};

}  // namespace culprit::message
