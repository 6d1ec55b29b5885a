// TDS (MS-TDS section 2.2.3): Microsoft SQL Server and Sybase; packet header, then PRELOGIN or LOGIN7.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1433};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  const uint8_t type = head[0];
  const bool known =
      side == flow::from_client ? type == 0x12 || type == 0x10 : type == 0x04 && server_port == 1433;
  if (!known || (head.size() > 1 && head[1] > 1)) return Fit::no;
  if (head.size() < 13) return Fit::unsure;
  const bool header = head.be16(2) >= 9 && head.be16(2) <= 32767 && head[6] <= 1 && head[7] == 0;
  const bool prelogin =
      type != 0x12 || (head[8] == 0 && head.be16(9) >= 6 && head.be16(9) < 256 && head.be16(11) == 6);
  const bool login = type != 0x10 || (head.le32(8) == head.be16(2) - 8u);
  return yes_if(header && prelogin && login && (type == 0x04 || head.be16(4) == 0));
}

}  // namespace

extern const Protocol mssql;
const Protocol mssql{.id = "mssql", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
