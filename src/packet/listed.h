// Rows of packet lists, as packets.
#pragma once
#include "packet/packet.h"

namespace culprit::packet {

/// Fills `out` from a frame of link type link::listed (capture/listed.h). There is no payload: what the list
/// says of the content stays in `listed`.
void decode_listed(const capture::Frame& frame, Packet& out);

/// The two texts in Packet::listed.
struct ListedTexts {
  std::string_view protocol;  ///< as the list's tool calls it
  std::string_view info;
};
ListedTexts listed_texts(const Packet& packet);

}  // namespace culprit::packet
