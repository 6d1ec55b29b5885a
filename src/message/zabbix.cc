// Zabbix (protocol header): monitoring of servers.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{10050, 10051};

Fit probe(flow::Side, Bytes head, uint16_t) {
  const Fit magic = begins(head, "ZBXD");
  return magic == Fit::yes && head.size() < 5 ? Fit::unsure
         : magic == Fit::yes                  ? yes_if(head[4] >= 1 && head[4] <= 7)
                                              : magic;
}

}  // namespace

extern const Protocol zabbix;
const Protocol zabbix{.id = "zabbix", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
