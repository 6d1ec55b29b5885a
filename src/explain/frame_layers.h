// The layers of one packet in sentences.
#pragma once
#include <vector>

#include "case/sentence.h"
#include "packet/packet.h"

namespace culprit::explain {

/// From the outside to the inside: link, tunnel, IP, transport, content, and what is odd about it.
std::vector<Sentence> layers(const packet::Packet& p);

}  // namespace culprit::explain
