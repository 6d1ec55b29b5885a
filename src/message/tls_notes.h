// What a client's hello tells, as notes and as a name for the server: the same for TLS, DTLS and QUIC.
#pragma once
#include "message/message.h"
#include "message/tls_hello.h"

namespace culprit::message {

/// `note` has kind, text and number filled in; `crypto` may be null.
void note_hello(Note note, const ClientHello& hello, char transport, const Crypto* crypto, MessageSink& sink);

}  // namespace culprit::message
