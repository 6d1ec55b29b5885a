#include "prove/looks.h"

namespace culprit::prove {

LookReader::LookReader(std::vector<Prefix> local, std::vector<GroupFate> groups)
    : local_(std::move(local)), groups_(std::move(groups)) {
  for (const GroupFate& g : groups_) {
    look_of_.push_back(looks_.floods.size());
    if (g.flood) looks_.floods.emplace_back().finding = g.group;
  }
}

void LookReader::feed(const packet::Packet& p, uint32_t group) {
  const GroupFate& fate = groups_[group];
  const View v = seen_here(p, local_, fate.outside);
  if (v.version == 0) return;
  const Way way = way_of(v, local_, fate.leaves);
  if (fate.flood) {
    add(looks_.floods[look_of_[group]], v, p, way == Way::out);
  } else if (way != Way::through) {
    looks_.visitors.add(way == Way::out ? v.dst : v.src);
  }
}

void LookReader::add(Look& look, const View& v, const packet::Packet& p, bool leaving) {
  ++look.packets;
  look.pieces += p.is_fragment();
  look.four += v.version == 4;
  look.remote.add(leaving ? v.dst : v.src);
  look.protocols.add(v.transport);
  if (v.src == p.src) {  // of an outside neither is known
    look.lengths.add(static_cast<uint16_t>(v.length));
    look.ttls.add(v.ttl);
  }
  if (!v.has_transport) return;
  if (packet::proto::has_ports(v.transport)) {
    look.local_ports.add(leaving ? v.src_port : v.dst_port);
    look.remote_ports.add(leaving ? v.dst_port : v.src_port);
  }
  if (v.transport == packet::proto::tcp) look.tcp_flags.add(v.tcp_flags & 63);
  if (v.transport == packet::proto::icmp || v.transport == packet::proto::icmp6)
    look.icmp_types.add(v.icmp_type);
}

}  // namespace culprit::prove
