// What link types are called.
#pragma once
#include <cstdint>
#include <string>

namespace culprit::capture {

/// "ethernet", "ieee802.11-radiotap"; "link-type-N" for a number that the LINKTYPE_ registry of tcpdump.org
/// did not have.
std::string link_name(uint16_t number);

}  // namespace culprit::capture
