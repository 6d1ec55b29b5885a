#include "packet/listed.h"

#include <algorithm>

#include "capture/listed.h"

namespace culprit::packet {

void decode_listed(const capture::Frame& frame, Packet& out) {
  const capture::Listed row = capture::decode_listed(frame.data);
  out.listed = frame.data;
  out.oddities = 0;  // the record is no part of the packet: that it is shorter says nothing
  out.ip = row.by_ip;
  out.src = row.source;
  out.dst = row.destination;
  out.protocol = row.protocol != 0 ? row.protocol : proto::undecodable;
  out.src_port = row.source_port;
  out.dst_port = row.destination_port;
  out.tcp_flags = row.tcp_flags;
  out.ttl = row.ttl;
  out.ip_id = row.ip_id;
  out.fragment_offset = row.fragment_offset;
  out.more_fragments = row.more && row.fragment;
  out.payload_wire = row.payload;
  if (row.protocol == proto::udp && !out.is_fragment()) out.datagram = row.payload;
  if (out.ip && out.src == out.dst && scope(out.src) != Scope::loopback) out.oddities |= land;
}

ListedTexts listed_texts(const Packet& packet) {
  const capture::Listed row = capture::decode_listed(packet.listed);
  return {row.name, row.info};
}

}  // namespace culprit::packet
