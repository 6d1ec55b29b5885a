// Conversations of other protocols: TLS, SSH, mail, names, time, and a LAN's own chatter.
#pragma once

#include "scene.h"
#include "tcp.h"

namespace evaluate {

Bytes client_hello(Random& random, const std::string& server_name);
Bytes server_hello(Random& random, std::size_t certificates);
Bytes tls_record(Random& random, std::size_t size);

struct TlsTalk {
  std::string server_name;
  int rounds = 3;
  std::size_t asked = 500, answered = 5000;  // bytes of one round, about
  Duration think = 30ms;
};
Task tls_talk(Scene& scene, Host& client, Host& server, std::uint16_t port, TlsTalk talk, Random random);

Bytes ssh_packet(Random& random, std::uint8_t type, View body);
Bytes ssh_key_offer(Random& random);
Bytes ssh_key_reply(Random& random);
// Keys are exchanged, then a person types, or a program copies.
Task ssh_session(Scene& scene, Host& client, Host& server, Time end, Random random);
Task mail_delivery(Scene& scene, Host& client, Host& server, Random random);
// A query and its answer; `data` as an answer record has it.
Task lookup(Scene& scene, Host& asker, std::string name, std::uint16_t type, Bytes data, Random random);
Task lookups(Scene& scene, Host& asker, Duration mean, Time end, Random random);
Task time_service(Scene& scene, Host& client, Host& server, Duration interval, Time end);
Task pings(Scene& scene, Host& from, Host& to, Duration interval, Time end, Random random);
// Strangers that knock at ports of ours, each once or twice.
Task internet_noise(Scene& scene, Duration mean, Time end, Random random);
Task lan_chatter(Scene& scene, Duration mean, Time end, Random random);

Bytes echo(bool v6, bool reply, const Address& from, const Address& to, std::uint16_t id,
           std::uint16_t number, View data);
// Any ICMP message with its checksum; over IPv6 the addresses count.
Bytes icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, View data);

Bytes address_bytes(const Address& address);
Bytes dns_text(const std::string& text);  // the data of a TXT record

}  // namespace evaluate
