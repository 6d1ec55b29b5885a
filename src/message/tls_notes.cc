#include "message/tls_notes.h"

#include "message/probe.h"

namespace culprit::message {

void note_hello(Note n, const ClientHello& hello, char transport, const Crypto* crypto, MessageSink& sink) {
  n.kind = NoteKind::server_name;
  n.text = hello.server_name.substr(0, 253);
  n.number = hello.version;
  sink.note(n);
  if (is_text(Bytes(n.text)))
    sink.name({std::string(n.text), n.server, NameSource::server_name, n.time, n.ref});
  n.number = 0;
  if (!hello.alpn.empty()) {
    n.kind = NoteKind::offered;
    n.text = hello.alpn.substr(0, 64);
    sink.note(n);
  }
  if (crypto == nullptr) return;
  const std::string fingerprint = ja4(hello, transport, *crypto);
  n.kind = NoteKind::client_hello;
  n.text = fingerprint;
  sink.note(n);
}

}  // namespace culprit::message
