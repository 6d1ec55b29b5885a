// Requests whose answers are far larger: what reflectors are asked for in the name of their victims.
#pragma once
#include <string_view>

#include "message/message.h"

namespace culprit::message {

/// Notes such a request; `what` is the field's word for it.
inline void note_amplifier(const packet::Packet& p, const char* protocol, std::string_view what,
                           MessageSink& sink) {
  Note n = note_of(NoteKind::amplifier, protocol, p, false);
  n.text = what;
  n.number = p.payload_wire;
  sink.note(n);
}

}  // namespace culprit::message
