// What a run of TCP packets is made of, by their flags.
#pragma once
#include <cstdint>

#include "packet/packet.h"

namespace culprit::flow {

/// Packets by what they do; each counts once. A dialogue has a bit of everything, a flood or a scan has one
/// kind only.
struct TcpMix {
  uint32_t syn = 0;      ///< asks for a connection
  uint32_t syn_ack = 0;  ///< grants one
  uint32_t rst = 0;      ///< refuses or breaks one
  uint32_t fin = 0;      ///< ends one
  uint32_t ack = 0;      ///< only acknowledges: no payload
  uint32_t data = 0;     ///< carries payload
  uint32_t odd = 0;      ///< no flags, SYN with FIN, FIN without ACK (RFC 9293 section 3.1 knows no such packets)
  uint32_t to_self = 0;  ///< SYN whose sequence number is the target's address: the mark of Mirai's scanner

  void add(const packet::Packet& p) {
    const unsigned f = p.tcp_flags & (fin_ | syn_ | rst_ | ack_);
    if (f == ack_) {
      ++(p.payload_wire != 0 ? data : ack);
    } else if (f == syn_) {
      ++syn;
      to_self += p.seq == p.dst.v4() && p.dst.is_ip4() ? 1 : 0;
    } else if (f == (syn_ | ack_)) {
      ++syn_ack;
    } else if ((f & rst_) != 0 && (f & syn_) == 0) {
      ++rst;
    } else if (f == (fin_ | ack_)) {
      ++fin;
    } else {
      ++odd;
    }
  }
  void add(const TcpMix& o) { each(o, [](uint32_t& mine, uint32_t more) { mine += more; }); }
  void take_away(const TcpMix& o) { each(o, [](uint32_t& mine, uint32_t less) { mine -= less; }); }
  uint64_t total() const {
    return uint64_t{syn} + syn_ack + rst + fin + ack + data + odd;
  }

 private:
  template <class Join>
  void each(const TcpMix& o, Join join) {
    join(syn, o.syn);
    join(syn_ack, o.syn_ack);
    join(rst, o.rst);
    join(fin, o.fin);
    join(ack, o.ack);
    join(data, o.data);
    join(odd, o.odd);
    join(to_self, o.to_self);
  }
  static constexpr unsigned fin_ = packet::tcp_flag::fin, syn_ = packet::tcp_flag::syn,
                            rst_ = packet::tcp_flag::rst, ack_ = packet::tcp_flag::ack;
};

}  // namespace culprit::flow
