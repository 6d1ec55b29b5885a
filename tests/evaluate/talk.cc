#include "talk.h"

#include "dns.h"

namespace evaluate {
namespace {

Bytes handshake_record(std::uint8_t type, View body) {
  return Writer().u8(22).u16(0x0301).u16(body.size() + 4).u8(type).u8(0).u16(body.size()).bytes(body).take();
}

Bytes extension(std::uint16_t type, View body) {
  return Writer().u16(type).u16(body.size()).bytes(body).take();
}

std::uint16_t folded_sum(View bytes, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += static_cast<unsigned>(bytes[i]) << (i % 2 ? 0 : 8);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

}  // namespace

Bytes client_hello(Random& random, const std::string& server_name) {
  Bytes extensions;
  const auto add = [&](Bytes more) { extensions.insert(extensions.end(), more.begin(), more.end()); };
  if (!server_name.empty())
    add(extension(
        0, Writer().u16(server_name.size() + 3).u8(0).u16(server_name.size()).text(server_name).take()));
  add(extension(10, Bytes{0, 4, 0, 29, 0, 23}));
  add(extension(11, Bytes{1, 0}));
  add(extension(13, Bytes{0, 6, 4, 3, 8, 4, 4, 1}));
  if (random.percent(70)) add(extension(43, Bytes{4, 3, 4, 3, 3}));
  if (random.percent(70)) add(extension(51, Writer().u16(36).u16(29).u16(32).bytes(random.bytes(32)).take()));
  Writer body;
  body.u16(0x0303).bytes(random.bytes(32)).u8(32).bytes(random.bytes(32));
  body.u16(12).u16(0x1301).u16(0x1302).u16(0x1303).u16(0xc02b).u16(0xc02f).u16(0x009c).u8(1).u8(0);
  return handshake_record(1, body.u16(extensions.size()).bytes(extensions).take());
}

// TLS 1.3: all after the hello is encrypted, the certificates, too.
Bytes server_hello(Random& random, std::size_t certificates) {
  const Bytes version = extension(43, Bytes{3, 4});
  const Bytes share = extension(51, Writer().u16(29).u16(32).bytes(random.bytes(32)).take());
  Writer hello;
  hello.u16(0x0303).bytes(random.bytes(32)).u8(32).bytes(random.bytes(32)).u16(0x1301).u8(0);
  hello.u16(version.size() + share.size()).bytes(version).bytes(share);
  const Bytes change = {20, 3, 3, 0, 1, 1};
  return Writer()
      .bytes(handshake_record(2, hello.take()))
      .bytes(change)
      .bytes(tls_record(random, certificates))
      .take();
}

Bytes tls_record(Random& random, std::size_t size) {
  Writer out;
  constexpr std::size_t largest = 16000;
  do {
    const std::size_t length = std::min(size, largest);
    out.u8(23).u16(0x0303).u16(length).bytes(random.bytes(length));
    size -= length;
  } while (size);
  return out.take();
}

Task tls_talk(Scene& scene, Host& client, Host& server, std::uint16_t port, TlsTalk talk, Random random) {
  Connection c(scene.world, client, server, port,
               round_trip(client.place == Place::outside ? client : server, random));
  co_await c.open();
  co_await c.send(Side::client, client_hello(random, talk.server_name), true);
  co_await scene.world.pause(log_time(random, 500us, 8ms));
  co_await c.send(Side::server, server_hello(random, random.between(1200, 4200)), true);
  co_await c.send(Side::client, Writer().u8(20).u16(0x0303).u16(1).u8(1).bytes(tls_record(random, 40)).take(),
                  true);
  co_await c.send(Side::server, tls_record(random, random.between(40, 260)));
  for (int round = 0; round < talk.rounds; ++round) {
    co_await scene.world.pause(exponential(random, talk.think));
    co_await c.send(Side::client, tls_record(random, random.between(talk.asked / 3 + 20, talk.asked + 40)),
                    true);
    co_await scene.world.pause(log_time(random, 500us, 60ms));
    co_await c.send(Side::server,
                    tls_record(random, random.between(talk.answered / 4 + 20, talk.answered + 40)));
  }
  co_await c.close(Side::client);
}

Bytes ssh_packet(Random& random, std::uint8_t type, View body) {
  const std::size_t padding = 4 + (16 - (6 + body.size() + 4) % 8) % 8;
  return Writer()
      .u32(2 + body.size() + padding)
      .u8(padding)
      .u8(type)
      .bytes(body)
      .bytes(random.bytes(padding))
      .take();
}

Bytes ssh_key_offer(Random& random) {
  Writer out;
  out.bytes(random.bytes(16));
  for (std::string_view list :
       {"curve25519-sha256,ecdh-sha2-nistp256,diffie-hellman-group14-sha256",
        "ssh-ed25519,rsa-sha2-512,ssh-rsa", "chacha20-poly1305@openssh.com,aes128-ctr,aes256-gcm@openssh.com",
        "chacha20-poly1305@openssh.com,aes128-ctr", "umac-64-etm@openssh.com,hmac-sha2-256",
        "umac-64-etm@openssh.com,hmac-sha2-256", "none,zlib@openssh.com", "none", "", ""})
    out.u32(list.size()).text(list);
  return ssh_packet(random, 20, out.u8(0).u32(0).take());
}

Bytes ssh_key_reply(Random& random) {
  Writer host_key, signature, out;
  host_key.u32(11).text("ssh-ed25519").u32(32).bytes(random.bytes(32));
  signature.u32(11).text("ssh-ed25519").u32(64).bytes(random.bytes(64));
  const Bytes key = host_key.take(), sign = signature.take();
  return out.u32(key.size()).bytes(key).u32(32).bytes(random.bytes(32)).u32(sign.size()).bytes(sign).take();
}

Task ssh_session(Scene& scene, Host& client, Host& server, Time end, Random random) {
  Connection c(scene.world, client, server, 22,
               round_trip(client.place == Place::outside ? client : server, random));
  co_await c.open();
  co_await c.send(Side::client, to_bytes("SSH-2.0-OpenSSH_9.2p1\r\n"));
  co_await c.send(Side::server, to_bytes("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n"));
  co_await c.send(Side::client, ssh_key_offer(random), true);
  co_await c.send(Side::server, ssh_key_offer(random), true);
  co_await c.send(Side::client, ssh_packet(random, 30, Writer().u32(32).bytes(random.bytes(32)).take()),
                  true);
  co_await c.send(Side::server, ssh_packet(random, 31, ssh_key_reply(random)));
  for (int i = 0; i < 4; ++i) {  // who is it, and may he
    co_await c.send(Side::client, random.bytes(random.between(40, 650)), true);
    co_await c.send(Side::server, random.bytes(random.between(44, 500)));
  }
  const bool typed = random.percent(60);
  while (scene.now() < end) {
    const auto pause = typed ? log_time(random, 60ms, 2s) : log_time(random, 5ms, 400ms);
    co_await scene.world.pause(pause);
    co_await c.send(Side::client, random.bytes(36), true);
    const auto size = typed ? random.between(36, 300) : random.between(200, 9000);
    co_await c.send(Side::server, random.bytes(size));
  }
  co_await c.close(Side::client);
}

Task mail_delivery(Scene& scene, Host& client, Host& server, Random random) {
  Connection c(scene.world, client, server, 25,
               round_trip(client.place == Place::outside ? client : server, random));
  const std::string domain = any_name(random), there = any_name(random);
  const auto line = [](const std::string& text) { return to_bytes(text + "\r\n"); };
  co_await c.open();
  co_await c.send(Side::server, line("220 " + there + " ESMTP Postfix"), true);
  co_await c.send(Side::client, line("EHLO " + domain), true);
  co_await c.send(Side::server, line("250-" + there + "\r\n250-SIZE 52428800\r\n250 8BITMIME"), true);
  co_await c.send(Side::client, line("MAIL FROM:<" + any_word(random) + "@" + domain + ">"), true);
  co_await c.send(Side::server, line("250 2.1.0 Ok"), true);
  co_await c.send(Side::client, line("RCPT TO:<" + any_word(random) + "@" + there + ">"), true);
  co_await c.send(Side::server, line("250 2.1.5 Ok"), true);
  co_await c.send(Side::client, line("DATA"), true);
  co_await c.send(Side::server, line("354 End data with <CR><LF>.<CR><LF>"), true);
  const std::string text = random.words(log_count(random, 300, 20000));
  co_await c.send(Side::client, line("Subject: " + random.words(20) + "\r\n\r\n" + text + "\r\n."), true);
  co_await scene.world.pause(log_time(random, 5ms, 300ms));
  co_await c.send(Side::server, line("250 2.0.0 Ok: queued as " + hex_digits(random, 10)), true);
  co_await c.send(Side::client, line("QUIT"), true);
  co_await c.send(Side::server, line("221 2.0.0 Bye"));
  co_await c.close(Side::server);
}

Bytes address_bytes(const Address& address) { return {address.view().begin(), address.view().end()}; }

Bytes dns_text(const std::string& text) {
  Writer out;
  for (std::size_t at = 0; at < text.size(); at += 255)
    out.u8(std::min<std::size_t>(255, text.size() - at)).text(text.substr(at, 255));
  return out.take();
}

Task lookup(Scene& scene, Host& asker, std::string name, std::uint16_t type, Bytes data, Random random) {
  const std::uint16_t id = random.u16();
  const std::uint16_t port = asker.next_port();
  Host& resolver = *scene.resolver;
  const Question question{name, type};
  send_udp(scene.world, asker, port, resolver, 53, dns_query(id, question, random.percent(40) ? 1232 : 0));
  co_await scene.world.pause(log_time(random, 300us, 60ms));
  send_udp(scene.world, resolver, 53, asker, port, dns_answer(id, question, {std::move(data)}));
}

Task lookups(Scene& scene, Host& asker, Duration mean, Time end, Random random) {
  for (std::uint64_t number = 0;; ++number) {
    co_await scene.world.pause(exponential(random, mean));
    if (scene.now() >= end) break;
    Random own = random.fork(std::to_string(number));
    const bool six = own.percent(25);
    const Address answer = six ? any_address6(own) : any_address(own);
    scene.world.play(lookup(scene, asker, any_name(own), six ? 28 : dns_type::a, address_bytes(answer), own));
  }
}

Bytes icmp(std::uint8_t type, std::uint8_t code, std::uint32_t rest, View data) {
  Bytes out = Writer().u8(type).u8(code).u16(0).u32(rest).bytes(data).take();
  put_u16(out, 2, folded_sum(out));
  return out;
}

Bytes echo(bool v6, bool reply, const Address& from, const Address& to, std::uint16_t id,
           std::uint16_t number, View data) {
  if (!v6) return icmp(reply ? 0 : 8, 0, static_cast<std::uint32_t>(id) << 16 | number, data);
  Bytes out = Writer().u8(reply ? 129 : 128).u8(0).u16(0).u16(id).u16(number).bytes(data).take();
  const Bytes pseudo = Writer().bytes(from.view()).bytes(to.view()).u32(out.size()).u32(58).bytes(out).take();
  put_u16(out, 2, folded_sum(pseudo));
  return out;
}

Task pings(Scene& scene, Host& from, Host& to, Duration interval, Time end, Random random) {
  const auto id = random.u16();
  const bool v6 = from.address.v6;
  const std::uint8_t protocol = v6 ? ip_protocol::icmp6 : ip_protocol::icmp;
  const Bytes data = random.bytes(pick<std::size_t>(random, {32, 56, 56, 64}));
  const Duration away = round_trip(to.place == Place::outside ? to : from, random);
  for (std::uint16_t number = 1; scene.now() < end; ++number) {
    send_ip(scene.world, from, to, protocol, echo(v6, false, from.address, to.address, id, number, data));
    co_await scene.world.pause(answer_delay(scene.world, to, away));
    send_ip(scene.world, to, from, protocol, echo(v6, true, to.address, from.address, id, number, data));
    co_await scene.world.pause(interval);
  }
}

namespace {

std::uint64_t ntp_time(Time time) {
  constexpr std::uint64_t from_1900_to_1970 = 2208988800;
  const auto nanos = static_cast<std::uint64_t>(time.count());
  return (nanos / 1'000'000'000 + from_1900_to_1970) << 32 | (nanos % 1'000'000'000 << 32) / 1'000'000'000;
}

}  // namespace

Task time_service(Scene& scene, Host& client, Host& server, Duration interval, Time end) {
  const auto packet = [](std::uint8_t first, std::uint8_t stratum, Time origin, Time now) {
    Writer out;
    out.u8(first).u8(stratum).u8(6).u8(0xec).u32(0x400).u32(0x800).u32(0xc0000201).u64(ntp_time(now - 37s));
    return out.u64(origin.count() ? ntp_time(origin) : 0)
        .u64(origin.count() ? ntp_time(now) : 0)
        .u64(ntp_time(now))
        .take();
  };
  while (scene.now() < end) {
    const Time asked = scene.now();
    send_udp(scene.world, client, 123, server, 123, packet(0x23, 3, {}, asked));
    co_await scene.world.pause(21ms);
    send_udp(scene.world, server, 123, client, 123, packet(0x24, 2, asked, scene.now()));
    co_await scene.world.pause(interval);
  }
}

}  // namespace evaluate
