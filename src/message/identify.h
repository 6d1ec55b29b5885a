// Which protocol a datagram or the beginning of a stream belongs to.
#pragma once
#include "flow/stream.h"
#include "message/protocol.h"

namespace culprit::message {

/// What a probe of several protocols gave. identify() in protocol.h is its `protocol` where `fit` is yes.
struct Identified {
  const Protocol* protocol = nullptr;  ///< the first that said yes; else the first that is unsure
  Fit fit = Fit::no;
};

/// Asks those that list one of the ports first, then the others in the list's order.
Identified identify_datagram(const packet::Packet& packet);
/// The same for the first bytes that `side` sent on a connection.
Identified identify_stream(flow::Side side, Bytes head, uint16_t server_port);

}  // namespace culprit::message
