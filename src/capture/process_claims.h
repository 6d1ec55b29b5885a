// What capturing tools note of the program behind a packet.
#pragma once
#include <cstdint>
#include <string_view>

#include "capture/reader.h"

namespace culprit::capture {

/// Remembers a program, once. Gives its number for Frame::process: its place in Info::processes and one; 0
/// where there is no more room.
uint16_t claim_process(Info& info, ProcessClaim claim);

/// A comment of etl2pcapng ("PID=4711"), or of ptcpdump ("PID: 4711\nCmd: /usr/sbin/apache2\nArgs: ..."); 0
/// where it is another one.
uint16_t process_in_comment(Info& info, std::string_view comment);

/// Apple's LINKTYPE_PKTAP: a header before the link's own one that names card, direction and program. Takes
/// it off.
void unwrap_pktap(Info& info, Frame& frame);

}  // namespace culprit::capture
