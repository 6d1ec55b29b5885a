// DNS messages on the wire (RFC 1035 section 4), as DNS, mDNS and LLMNR use them.
#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"
#include "message/message.h"
#include "message/protocol.h"

namespace culprit::message {

/// A name at `at`, dotted and lower case, "." for the root; `at` is moved behind it. Nothing where it is
/// malformed. Compression pointers must go backwards (RFC 1035 section 4.1.4 means "a prior occurrence"),
/// which also ends loops.
std::optional<std::string> read_name(Bytes dns, size_t& at);

/// Is it plausible as a whole: counts that fit its size, a question that parses, known opcode? `multicast`:
/// mDNS messages may have no question at all (RFC 6762 section 6).
bool looks_like_dns(Bytes dns, bool multicast);

/// Fit of a datagram. One question exactly, a clear reserved bit and a name that parses: chance passes one in
/// 10^6.
Fit probe_dns(const packet::Packet& packet, bool multicast);

/// An answer that holds addresses becomes a dns_answer: field "name" for the name asked for and each alias on
/// the way, "address" for each A and AAAA record. Questions and other answers give no message.
void read_dns(const packet::Packet& packet, MessageSink& sink);

}  // namespace culprit::message
