#include "capture/list_tcpdump.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "capture/list_info.h"

namespace culprit::capture {
namespace {

constexpr uint16_t kIcmp = 1, kTcp = 6, kUdp = 17, kIcmp6 = 58, kArp = 0x0806;
constexpr uint32_t kIp4 = 20, kIp6 = 40, kUdpHeader = 8, kTcpHeader = 20, kUsualMtu = 1500;

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<uint32_t> number_at(std::string_view text) {
  uint32_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc{} ? std::optional(value) : std::nullopt;
}
std::optional<uint32_t> number_behind(std::string_view text, std::string_view label) {
  const size_t at = text.find(label);
  return at == std::string_view::npos ? std::nullopt : number_at(text.substr(at + label.size()));
}

/// An address, or an address with ".PORT" behind it.
bool read_end(std::string_view word, Address& address, uint16_t& port, bool& has_port) {
  if (const auto whole = Address::parse(word)) {
    address = *whole;
    return true;
  }
  const size_t dot = word.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto before = Address::parse(word.substr(0, dot));
  if (!before) return false;
  address = *before;
  port = service_port(word.substr(dot + 1));
  has_port = true;
  return true;
}

/// The protocol by what is printed behind the addresses.
uint16_t protocol_of(std::string_view rest, bool ports) {
  struct Form {
    std::string_view begin;
    uint16_t protocol;
  };
  static constexpr std::array forms{
      Form{"Flags [", kTcp}, Form{"UDP", kUdp},   Form{"udp", kUdp}, Form{"tcp", kTcp}, Form{"ICMP6", kIcmp6},
      Form{"ICMP", kIcmp},   Form{"icmp", kIcmp}, Form{"igmp", 2},   Form{"ESP(", 50},  Form{"AH(", 51},
      Form{"GREv", 47},      Form{"sctp", 132},   Form{"OSPF", 89},  Form{"IP 192", 4}, Form{"frag ", kUdp}};
  for (const Form& f : forms)
    if (rest.starts_with(f.begin)) return f.protocol;
  if (rest.starts_with("ip-proto-"))
    return static_cast<uint16_t>(number_at(rest.substr(9)).value_or(0) & 0xff);
  // Before 4.0 the flags stood alone: "P 1:10(9) ack 1 win 5840".
  if (const size_t end = rest.find_first_not_of("SFPRWE.");
      end != 0 && end != std::string_view::npos && rest[end] == ' ')
    return kTcp;
  return ports ? kUdp : uint16_t{0};  // a decoder that names its content; TCP always shows its flags
}

uint8_t flags_of(std::string_view rest) {
  const std::string_view letters_shown =
      rest.starts_with("Flags [") ? rest.substr(7, rest.find(']') - 7) : rest.substr(0, rest.find(' '));
  uint8_t flags = holds(rest, " ack ") ? uint8_t{16} : uint8_t{0};
  for (const char c : letters_shown) {
    static constexpr std::string_view letters = "FSRP.U";
    if (const size_t at = letters.find(c); at != std::string_view::npos)
      flags |= static_cast<uint8_t>(1u << at);
  }
  return flags;
}

/// "(tos 0x0, ttl 64, id 31337, offset 1480, flags [+], proto UDP (17), length 1500)"
void read_ip_header(std::string_view header, TcpdumpRow& out) {
  Listed& row = out.row;
  row.ttl = static_cast<uint8_t>(
      number_behind(header, "ttl ").value_or(number_behind(header, "hlim ").value_or(0)));
  row.ip_id = number_behind(header, "id ").value_or(0);
  row.fragment_offset = number_behind(header, "offset ").value_or(0) & 0xffff;
  row.more = holds(header, "flags [+");
  row.fragment = row.more || row.fragment_offset != 0;
  if (const size_t at = header.find("proto "); at != std::string_view::npos)
    row.protocol = static_cast<uint16_t>(number_behind(header.substr(at), "(").value_or(0) & 0xff);
  if (const auto length = number_behind(header, ", length "); length && !out.exact)
    out.wire = std::min(*length, 65535u);
}

/// "ARP, Request who-has 192.0.2.1 tell 192.0.2.2, length 28"
bool read_arp(std::string_view rest, TcpdumpRow& out) {
  out.row.protocol = kArp;
  const auto word_behind = [rest](std::string_view label) {
    const size_t at = rest.find(label);
    if (at == std::string_view::npos) return std::string_view{};
    const std::string_view tail = rest.substr(at + label.size());
    return tail.substr(0, tail.find_first_of(" ,"));
  };
  out.row.source_port = holds(rest, "Reply") ? 2 : 1;
  const bool reply = out.row.source_port == 2;
  out.row.source = Address::parse(word_behind(reply ? "Reply " : "tell ")).value_or(Address{});
  out.row.destination = Address::parse(word_behind("who-has ")).value_or(Address{});
  if (out.wire == 0) out.wire = number_behind(rest, "length ").value_or(28);
  return true;
}

/// Only the beginning of a datagram in pieces is in its first frame.
void estimate(TcpdumpRow& out, uint32_t told) {
  Listed& row = out.row;
  const uint32_t ip = row.source.is_ip4() ? kIp4 : kIp6;
  const bool first = row.fragment_offset == 0;
  const uint32_t transport = !first                 ? 0
                             : row.protocol == kUdp ? kUdpHeader
                             : row.protocol == kTcp ? kTcpHeader
                                                    : 0;
  row.payload = out.told = std::min(told, 65535u);
  const uint32_t most = kUsualMtu - ip - transport;
  if (row.protocol == kUdp && row.payload > most && !row.fragment) row.fragment = row.more = true;
  if (row.protocol == kUdp) row.payload = std::min(row.payload, most);
  if (out.wire == 0) out.wire = ip + transport + row.payload;
}

/// "192.0.2.1.53 > 203.0.113.9.1234: UDP, length 100"
bool read_packet(std::string_view text, TcpdumpRow& out) {
  Listed& row = out.row;
  const size_t arrow = text.find(" > ");
  const size_t colon = arrow == std::string_view::npos ? arrow : text.find(": ", arrow);
  if (colon == std::string_view::npos) return false;
  bool ports = false;
  if (!read_end(trim(text.substr(0, arrow)), row.source, row.source_port, ports)) return false;
  if (!read_end(text.substr(arrow + 3, colon - arrow - 3), row.destination, row.destination_port, ports))
    return false;
  std::string_view rest = trim(text.substr(colon + 1));
  if (rest.starts_with('[') && holds(rest, "] "))
    rest = trim(rest.substr(rest.find("] ") + 2));  // [udp sum ok]
  row.by_ip = true;
  if (row.protocol == 0) row.protocol = protocol_of(rest, ports);
  if (row.protocol == kTcp) row.tcp_flags = flags_of(rest);
  if (rest.starts_with("ICMP echo request")) row.source_port = 8;
  if (holds(rest, " unreachable")) row.source_port = 3, row.destination_port = holds(rest, " port ") ? 3 : 1;
  // A piece without ports is not the first one.
  if (!ports && (row.protocol == kUdp || row.protocol == kTcp) && !row.fragment)
    row.fragment = true, row.fragment_offset = 8;
  const size_t length = rest.find("length ");
  estimate(out, length == std::string_view::npos ? 0 : number_at(rest.substr(length + 7)).value_or(0));
  const size_t told = length == std::string_view::npos ? length : rest.find(": ", length);
  if (told == std::string_view::npos) return true;
  const std::string_view content = rest.substr(told + 2);  // "HTTP: GET / HTTP/1.1"
  const size_t name = content.find(": ");
  // "HTTP, length: 105": the request follows on a line of its own.
  if (content.starts_with("HTTP, "))
    row.name = content.substr(0, 4), out.says_more = true;
  else if (name != std::string_view::npos && name < 16) {
    row.name = content.substr(0, name);
    row.info = content.substr(name + 2);
  }
  return true;
}

/// With -e: "00:00:5e:00:53:01 > 00:00:5e:00:53:02, ethertype IPv4 (0x0800), length 1514: 192.0.2.1 > ..."
bool read_link(std::string_view& rest, TcpdumpRow& out) {
  const size_t type = rest.find("ethertype ");
  if (type == std::string_view::npos) return false;
  const size_t length = rest.find(", length ", type);
  const size_t colon = length == std::string_view::npos ? length : rest.find(": ", length);
  if (colon == std::string_view::npos) return false;
  out.wire = std::min(number_at(rest.substr(length + 9)).value_or(0), 1u << 18);
  out.exact = out.wire != 0;
  const std::string_view kind = rest.substr(type + 10);
  rest = rest.substr(colon + 2);
  if (kind.starts_with("ARP")) return read_arp(rest, out);
  return true;
}

/// tcpdump on all cards: "eth0  Out IP ..."
void read_way(std::string_view& rest, TcpdumpRow& out) {
  for (const auto& [word, way] :
       {std::pair{std::string_view(" In "), Direction::inbound}, {" Out ", Direction::outbound}}) {
    const size_t at = rest.find(word);
    if (at == std::string_view::npos || at > 24) continue;
    out.direction = way;
    rest = trim(rest.substr(at + word.size()));
    return;
  }
}

}  // namespace

std::optional<TcpdumpRow> read_tcpdump(std::string_view line, ListClock& clock) {
  TcpdumpRow out;
  std::string_view rest = line;
  if (rest.empty() || rest[0] == ' ' || rest[0] == '\t') return std::nullopt;
  out.time = clock.take(rest);
  rest = trim(rest);
  read_way(rest, out);
  if (read_link(rest, out) && out.row.protocol == kArp) return out;
  if (rest.starts_with("ARP, ")) return read_arp(rest, out) ? std::optional(out) : std::nullopt;
  const bool six = rest.starts_with("IP6 "), four = rest.starts_with("IP ");
  if (!six && !four && !out.exact) return std::nullopt;
  if (six || four) rest = trim(rest.substr(six ? 4 : 3));
  if (rest.starts_with('(')) {
    const size_t end = rest.rfind(')');
    const std::string_view header = rest.substr(0, end);
    read_ip_header(header, out);
    if (end == std::string_view::npos || end + 1 >= rest.size() || !holds(rest.substr(end), " > ")) {
      // IPv6 goes on behind the header's bracket, on the same line.
      const size_t close = rest.find(") ");
      if (close != std::string_view::npos && read_packet(rest.substr(close + 2), out)) return out;
      out.unfinished = true;
      return out;
    }
    rest = rest.substr(end + 1);
  }
  return read_packet(rest, out) ? std::optional(out) : std::nullopt;
}

bool read_tcpdump_rest(std::string_view line, TcpdumpRow& row) {
  if (!line.starts_with(' ') && !line.starts_with('\t')) return false;
  return read_packet(line, row);
}

}  // namespace culprit::capture
