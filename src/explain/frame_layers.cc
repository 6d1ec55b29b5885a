#include "explain/frame_layers.h"

#include <array>
#include <string>

#include "knowledge/maker.h"

namespace culprit::explain {
namespace {

using packet::Packet;
namespace proto = packet::proto;

constexpr size_t kQuote = 64;

std::string card(uint64_t mac) {
  const std::string_view maker = knowledge::maker(mac);
  std::string out = Address::mac(mac).text();
  if (mac == 0xffff'ffff'ffff) return out;
  return maker.empty() ? out : out + " (" + std::string(maker) + ')';
}

void link(const Packet& p, std::vector<Sentence>& out) {
  if (p.src_mac == 0 && p.dst_mac == 0) {
    out.emplace_back("one-frame.no-link");
    return;
  }
  const char* key = p.dst_mac == 0                  ? "one-frame.link-from"
                    : p.dst_mac == 0xffff'ffff'ffff ? "one-frame.link-all"
                    : (p.dst_mac >> 40 & 1) != 0    ? "one-frame.link-group"
                                                    : "one-frame.link";
  out.push_back(Sentence(key).text("from", card(p.src_mac)).text("to", card(p.dst_mac)));
  if (p.vlan != 0) out.push_back(Sentence("one-frame.vlan").text("id", std::to_string(p.vlan)));
}

void ip(const Packet& p, std::vector<Sentence>& out) {
  if (p.tunnel != packet::Tunnel::none)
    out.push_back(Sentence("one-frame.tunnel").address("from", p.outer.src).address("to", p.outer.dst));
  if (!p.ip) return;
  out.push_back(Sentence("one-frame.ip")
                    .address("from", p.src)
                    .address("to", p.dst)
                    .text("ttl", std::to_string(p.ttl)));
  if (p.is_later_fragment())
    out.push_back(Sentence("one-frame.later-fragment").bytes("offset", p.fragment_offset));
  else if (p.more_fragments)
    out.emplace_back("one-frame.first-fragment");
}

std::string flags(uint8_t set) {
  static constexpr std::array<const char*, 6> names{"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
  std::string out;
  for (size_t bit = 0; bit < names.size(); ++bit)
    if ((set >> bit & 1) != 0) out += (out.empty() ? "" : " ") + std::string(names[bit]);
  return out.empty() ? "-" : out;
}

/// What the flags of a TCP segment mean.
const char* tcp_phrase(const Packet& p) {
  using namespace packet::tcp_flag;
  const uint8_t f = p.tcp_flags;
  if ((f & rst) != 0) return "one-frame.tcp-reset";
  if ((f & syn) != 0) return (f & ack) != 0 ? "one-frame.tcp-accept" : "one-frame.tcp-ask";
  if ((f & fin) != 0) return "one-frame.tcp-end";
  if ((f & ack) == 0) return "one-frame.tcp-odd";
  return p.payload_wire == 0 ? "one-frame.tcp-receipt" : "one-frame.tcp-data";
}

void transport(const Packet& p, std::vector<Sentence>& out) {
  const auto number = [](unsigned n) { return std::to_string(n); };
  if (p.is_later_fragment()) return;
  if (p.protocol == proto::tcp)
    out.push_back(Sentence("one-frame.tcp")
                      .text("from", number(p.src_port))
                      .text("to", number(p.dst_port))
                      .text("flags", flags(p.tcp_flags))
                      .phrase("means", tcp_phrase(p)));
  else if (p.protocol == proto::udp || p.protocol == proto::sctp)
    out.push_back(Sentence(p.protocol == proto::udp ? "one-frame.udp" : "one-frame.sctp")
                      .text("from", number(p.src_port))
                      .text("to", number(p.dst_port)));
  else if (p.protocol == proto::icmp || p.protocol == proto::icmp6)
    out.push_back(
        Sentence("one-frame.icmp").text("type", number(p.src_port)).text("code", number(p.dst_port)));
  else if (p.protocol == proto::arp)
    out.push_back(Sentence(p.src_port == 1 ? "one-frame.arp-asks" : "one-frame.arp-tells")
                      .address("from", p.src)
                      .address("to", p.dst));
  else if (p.protocol < 256 && p.ip)
    out.push_back(Sentence("one-frame.other-ip").text("number", number(p.protocol)));
  else if (p.protocol >= 0x600)
    out.push_back(Sentence("one-frame.ethertype").text("number", number(p.protocol)));
}

void quoted(const Packet& p, std::vector<Sentence>& out) {
  packet::Packet inner;
  if ((p.protocol != proto::icmp && p.protocol != proto::icmp6) || !packet::decode_quoted(p, inner)) return;
  out.push_back(Sentence("one-frame.quotes")
                    .address("from", inner.src)
                    .address("to", inner.dst)
                    .text("port", std::to_string(inner.dst_port)));
}

void content(const Packet& p, std::vector<Sentence>& out) {
  if (p.payload_wire == 0) return;
  out.push_back(Sentence("one-frame.content")
                    .bytes("size", p.payload_wire)
                    .text("begin", std::string(p.payload.sub(0, kQuote).text())));
}

void odd(const Packet& p, std::vector<Sentence>& out) {
  static constexpr std::array<const char*, 13> keys{
      "one-frame.odd-cut",    "one-frame.odd-length",   "one-frame.odd-header",  "one-frame.odd-ends",
      "one-frame.odd-length", "one-frame.odd-zero",     "one-frame.odd-headers", "one-frame.odd-options",
      "one-frame.odd-land",   "one-frame.odd-fragment", "one-frame.odd-deep",    "one-frame.odd-tunnel",
      "one-frame.odd-more"};
  for (size_t bit = 0; bit < keys.size(); ++bit)
    if ((p.oddities >> bit & 1) != 0) out.emplace_back(keys[bit]);
}

}  // namespace

std::vector<Sentence> layers(const Packet& p) {
  std::vector<Sentence> out;
  if (!p.listed.empty()) {
    out.push_back(Sentence("one-frame.listed").text("row", std::string(p.listed.text())));
    return out;
  }
  link(p, out);
  ip(p, out);
  transport(p, out);
  quoted(p, out);
  content(p, out);
  odd(p, out);
  return out;
}

}  // namespace culprit::explain
