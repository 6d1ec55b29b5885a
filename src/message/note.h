// What applications did that comes too often for a message of its own: questions, logins, mails.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/address.h"
#include "base/ref.h"
#include "base/time.h"
#include "flow/stream.h"
#include "packet/packet.h"

namespace culprit::message {

/// What `Note::subject`, `text` and `number` mean. Passwords are never noted.
enum class NoteKind : uint8_t {
  question,        ///< DNS and its kin: subject = zone (the last labels), text = name, number = record type
  answer,          ///< to a question: subject = zone, text = name, number = response code (3 = no such name)
  login,           ///< an attempt: text = account
  login_refused,   ///< number = the protocol's code where it has one
  login_accepted,  ///< text = account where it is known
  mail,            ///< SMTP transaction: text = sender, number = 1 where it was accepted
  recipient,       ///< text = to whom, number = the server's code
  server_name,     ///< TLS, QUIC: text = name that the client asks for
  client_hello,    ///< TLS, QUIC: text = JA4 fingerprint
  offered,         ///< TLS, QUIC: text = the application protocol that the client prefers (ALPN)
  certificate,     ///< TLS: text = a name that the server's certificate is for, number = 1 where it signed
                   ///< itself
  software,        ///< text = what an end says of its program; number = Side of the end
  lease,      ///< DHCP: server = who offers, subject = its server id, text = router and resolvers offered
  device,     ///< DHCP: client = MAC, text = vendor class
  amplifier,  ///< a request whose answers are far larger: text = "monlist", "ANY", ...; number = its size
  relay,      ///< asks to be connected elsewhere (SOCKS, CONNECT): text = host:port
  mining,     ///< Stratum: text = account or wallet
  service,    ///< what a device offers to its network: client = the device, text = service or product
  file,       ///< a file or share that is asked for: text = its name
  request,    ///< HTTP, of all clients together (client none): subject = path, text = name of the client
              ///< program where the client itself tells it, number = what follows the path, by its hash
  visitor,     ///< HTTP: a request of one client: text = path, number = name of the client program, by its hash
  unfinished,  ///< HTTP, client none: a request that was begun and not ended; number = 1 where its head is whole
};
const char* name(NoteKind kind);

struct Note {
  NoteKind kind = NoteKind::question;
  const char* protocol = "";  ///< Protocol::id of who read it
  Address client, server;
  uint16_t server_port = 0;
  std::string_view subject = {};  ///< what is told apart beside the ends
  std::string_view text = {};     ///< counted, and a few of them kept; bytes from the wire
  uint32_t number = 0;
  Time time;
  FrameRef ref;
};

/// A note of what a connection's client asked for.
inline Note note_of(NoteKind kind, const char* protocol, const flow::Endpoints& ends,
                    const flow::Stamp& stamp) {
  return {.kind = kind,
          .protocol = protocol,
          .client = ends.client,
          .server = ends.server,
          .server_port = ends.server_port,
          .time = stamp.time,
          .ref = stamp.ref};
}

/// A note of a datagram: the client is its sender, or its receiver where it is an `answer`.
inline Note note_of(NoteKind kind, const char* protocol, const packet::Packet& p, bool answer) {
  return {.kind = kind,
          .protocol = protocol,
          .client = answer ? p.dst : p.src,
          .server = answer ? p.src : p.dst,
          .server_port = answer ? p.src_port : p.dst_port,
          .time = p.time,
          .ref = p.ref};
}

}  // namespace culprit::message
