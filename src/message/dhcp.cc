// DHCP and BOOTP (RFC 2131 section 2): fixed header and magic cookie.
#include <array>
#include <string>
#include <string_view>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{67, 68};

// A snapshot length that cuts before the cookie leaves the header between the two ports.
Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  const bool header = (b[0] == 1 || b[0] == 2) && b[1] != 0 && b[2] <= 16;
  if (b.size() >= 240) return yes_if(header && b.be32(236) == 0x63825363);
  return yes_if(p.payload_wire >= 240 && b.size() >= 28 && header && b[1] == 1 && b[2] == 6 &&
                on_port(p, 67) && on_port(p, 68));
}

// Options (RFC 2132) that tell who asks, and what is offered.
struct Lease {
  uint8_t kind = 0;  ///< 1 discover, 2 offer, 3 request, 5 acknowledge ...
  std::string_view name, vendor;
  Address wanted, server;
  std::string routes;  ///< router and resolvers offered
};

Address address_at(Bytes b) { return b.size() >= 4 ? Address::ip4(b.be32(0)) : Address{}; }

void add_addresses(std::string& text, const char* what, Bytes list) {
  for (size_t at = 0; at + 4 <= list.size() && at < 16; at += 4)
    text += (text.empty() ? "" : " ") + std::string(what) + '=' + Address::ip4(list.be32(at)).text();
}

void take(Lease& lease, uint8_t option, Bytes value) {
  if (option == 53) lease.kind = value[0];
  if (option == 12) lease.name = value.text().substr(0, value.text().find('\0'));
  // Flags and two result codes, then the name in plain text (RFC 4702, E bit clear).
  if (option == 81 && lease.name.empty() && (value[0] & 4) == 0) lease.name = value.sub(3).text();
  if (option == 60) lease.vendor = value.text();
  if (option == 50) lease.wanted = address_at(value);
  if (option == 54) lease.server = address_at(value);
  if (option == 3) add_addresses(lease.routes, "router", value);
  if (option == 6) add_addresses(lease.routes, "dns", value);
}

Lease lease_of(Bytes b) {
  Lease lease;
  for (size_t at = 240; b.has(at, 2) && b[at] != 255; at += b[at] == 0 ? 1U : 2U + b[at + 1])
    if (b[at] != 0) take(lease, b[at], b.sub(at + 2, b[at + 1]));
  return lease;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && is_text(Bytes(name)) &&
         name.find(' ') == std::string_view::npos;
}

void note(NoteKind kind, const packet::Packet& p, const Address& client, const Address& server,
          std::string_view subject, std::string_view text, MessageSink& sink) {
  Note n = note_of(kind, "dhcp", p, false);
  n.client = client;
  n.server = server;
  n.server_port = 67;
  n.subject = subject;
  n.text = text;
  sink.note(n);
}

// A device's name goes to the address that it asks for or is given; what servers offer is noted by server.
void read(const packet::Packet& p, MessageSink& sink) {
  const Bytes b = p.payload;
  const Lease lease = lease_of(b);
  const Address device = Address::mac(b.be64(28) >> 16);
  const Address held = Address::ip4(b.be32(12)), given = Address::ip4(b.be32(16));
  const bool answer = b[0] == 2;
  const Address holder = answer ? given : lease.wanted.is_none() ? held : lease.wanted;
  if (is_name(lease.name) && holder.v4() != 0 && (answer ? lease.kind == 5 : lease.kind == 3))
    sink.name({std::string(lease.name), holder, NameSource::dhcp, p.time, p.ref});
  if (is_name(lease.name) && !answer)
    sink.name({std::string(lease.name), device, NameSource::dhcp, p.time, p.ref});
  if (!answer) return note(NoteKind::device, p, device, p.dst, "", lease.vendor, sink);
  // An answer that repeats the client's own address renews (RFC 2131 table 3): the client knew this server
  // before.
  if (lease.kind == 2 || (lease.kind == 5 && held.v4() == 0))
    note(NoteKind::lease, p, device, p.src, lease.server.is_none() ? "" : lease.server.text(), lease.routes,
         sink);
}

}  // namespace

extern const Protocol dhcp;
const Protocol dhcp{.id = "dhcp", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
