// SQL Server Browser (MC-SQLR section 2.2): one byte asks for all instances; abused for amplification.
#include <array>

#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1434};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (p.dst_port == 1434)
    return yes_if((p.payload_wire == 1 && (b[0] == 2 || b[0] == 3)) ||
                  (b[0] == 4 && b.size() >= 2 && b.size() <= 34 && is_text(b.sub(1, b.size() - 2)) &&
                   b[b.size() - 1] == 0));
  return yes_if(p.src_port == 1434 && b[0] == 5 && b.sub(3).starts_with("ServerName;"));
}

void read(const packet::Packet& p, MessageSink& sink) {
  if (p.dst_port == 1434) note_amplifier(p, "mssql-browser", "instances", sink);
}

}  // namespace

extern const Protocol mssql_browser;
const Protocol mssql_browser{
    .id = "mssql-browser", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
