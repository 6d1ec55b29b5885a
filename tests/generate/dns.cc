#include "dns.h"

namespace generate {
namespace {

Bytes dns_name(const std::string& name) {
  Writer out;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    out.u8(dot - at).text(std::string_view(name).substr(at, dot - at));
    at = dot + 1;
  }
  return out.u8(0).take();
}

Writer header(std::uint16_t id, std::uint16_t flags, std::size_t answers, std::size_t additional) {
  Writer out;
  out.u16(id).u16(flags).u16(1).u16(answers).u16(0).u16(additional);
  return out;
}

constexpr std::uint16_t class_in = 1;

}  // namespace

Bytes dns_query(std::uint16_t id, const Question& question, std::uint16_t udp_size) {
  constexpr std::uint16_t recursion_desired = 0x0100;
  Writer out = header(id, recursion_desired, 0, udp_size ? 1 : 0);
  out.bytes(dns_name(question.name)).u16(question.type).u16(class_in);
  if (udp_size) out.u8(0).u16(41).u16(udp_size).u32(0x00008000).u16(0);
  return out.take();
}

Bytes dns_answer(std::uint16_t id, const Question& question, const std::vector<Bytes>& data,
                 bool authoritative) {
  Writer out = header(id, authoritative ? 0x8500 : 0x8180, data.size(), 0);
  out.bytes(dns_name(question.name)).u16(question.type).u16(class_in);
  constexpr std::uint16_t same_name = 0xc00c;
  for (const Bytes& record : data)
    out.u16(same_name).u16(question.type).u16(class_in).u32(300).u16(record.size()).bytes(record);
  return out.take();
}

Bytes mdns_query(const std::string& service) {
  return header(0, 0, 0, 0).bytes(dns_name(service)).u16(dns_type::ptr).u16(class_in).take();
}

Task look_up(World& world, Host& asker, Host& resolver, Question question, Bytes data, Duration delay) {
  const std::uint16_t id = world.random.u16();
  const std::uint16_t port = asker.next_port();
  send_udp(world, asker, port, resolver, 53, dns_query(id, question));
  co_await world.pause(delay);
  send_udp(world, resolver, 53, asker, port, dns_answer(id, question, {std::move(data)}));
}

}  // namespace generate
