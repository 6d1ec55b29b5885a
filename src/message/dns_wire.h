// DNS messages on the wire (RFC 1035 section 4), as DNS, mDNS and LLMNR use them.
#pragma once
#include <optional>
#include <string>

#include "base/bytes.h"
#include "message/message.h"
#include "message/names.h"
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

/// Who sent a message to whom.
struct DnsWay {
  const char* protocol;
  NameSource source;
  Address from, to;
  uint16_t from_port = 0, to_port = 0;
  Time time;
  FrameRef ref;
};
DnsWay way_of(const packet::Packet& packet, const char* protocol, NameSource source);

/// A question becomes a note (and one of kind amplifier where it asks for all there is, RFC 8482), an answer
/// too; its address and pointer records become names: for each address the name asked for and each alias on
/// the way. A device's services (RFC 6763) become notes.
void read_dns(Bytes dns, const DnsWay& way, MessageSink& sink);

/// The part of a name that somebody registered, about: its last two labels, three under such as "co.uk".
std::string_view zone_of(std::string_view name);

}  // namespace culprit::message
