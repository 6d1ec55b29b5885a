#include "services.h"

#include "dns.h"

namespace evaluate {
namespace {

using Answers = std::vector<Bytes>;

// ------------------------------------------------------------------------------------------------ DNS, mDNS

Bytes dns_ask(Random& random) {
  return dns_query(random.u16(), {any_name(random), pick<std::uint16_t>(random, {255, 255, 16, 48})}, 4096);
}

Answers dns_large(Random& random) {
  std::vector<Bytes> records;
  const std::size_t count = random.between(4, 18);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string text = letters(random, random.between(150, 250));
    records.push_back(Writer().u8(text.size()).text(text).take());
  }
  return {dns_answer(random.u16(), {any_name(random), 16}, records, random.percent(50))};
}

Bytes mdns_ask(Random& random) {
  return mdns_query(random.percent(60) ? "_services._dns-sd._udp.local" : "_http._tcp.local");
}

Answers mdns_large(Random& random) {
  Writer out;
  const std::size_t count = random.between(4, 12);
  out.u16(0).u16(0x8400).u16(0).u16(count).u16(0).u16(0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string label = "_" + any_word(random);
    out.u8(9)
        .text("_services")
        .u8(7)
        .text("_dns-sd")
        .u8(4)
        .text("_udp")
        .u8(5)
        .text("local")
        .u8(0)
        .u16(12)
        .u16(1)
        .u32(4500);
    out.u16(label.size() + 1 + 5 + 6 + 1)
        .u8(label.size())
        .text(label)
        .u8(4)
        .text("_tcp")
        .u8(5)
        .text("local")
        .u8(0);
  }
  return {out.take()};
}

// ------------------------------------------------------------------------------------------------ NTP

Bytes ntp_ask(Random& random) { return Writer().u32(0x1700032a).zeros(random.percent(70) ? 4 : 188).take(); }

Answers ntp_list(Random& random) {
  Answers out;
  const std::size_t count = random.between(2, 40);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t items = i + 1 == count ? random.between(1, 6) : 6;
    Writer packet;
    packet.u8(i + 1 == count ? 0x97 : 0xd7).u8(i).u16(0x032a).u16(items).u16(72);
    for (std::size_t item = 0; item < items; ++item)
      packet.u32(random.below(90000))
          .u32(random.below(90000))
          .u32(0)
          .u32(random.below(999))
          .u32(any_address(random).number())
          .u32(any_address(random).number())
          .u32(1)
          .u16(123)
          .u8(3)
          .u8(2)
          .zeros(40);
    out.push_back(packet.take());
  }
  return out;
}

// ------------------------------------------------------------------------------------------------ SNMP,
// LDAP: BER

Bytes ber(std::uint8_t tag, View body) {
  Writer out;
  out.u8(tag);
  if (body.size() < 128)
    out.u8(body.size());
  else
    out.u8(0x82).u16(body.size());
  return out.bytes(body).take();
}
Bytes ber(std::uint8_t tag, std::string_view text) { return ber(tag, to_bytes(text)); }
Bytes joined(std::initializer_list<Bytes> parts) {
  Writer out;
  for (const Bytes& part : parts) out.bytes(part);
  return out.take();
}

Bytes snmp_message(Random& random, std::uint8_t tag, const Bytes& second, const Bytes& third,
                   const Bytes& bindings) {
  const Bytes id = ber(2, Writer().u32(random.u32() & 0x7fffffff).take());
  const Bytes pdu = ber(tag, joined({id, second, third, ber(0x30, bindings)}));
  return ber(0x30, joined({ber(2, Bytes{1}), ber(4, "public"), pdu}));
}

Bytes snmp_ask(Random& random) {
  const Bytes binding = ber(0x30, joined({ber(6, Bytes{0x2b, 6, 1, 2, 1}), Bytes{5, 0}}));
  return snmp_message(random, 0xa5, ber(2, Bytes{0}), ber(2, Bytes{0x08, 0xca}), binding);
}

Answers snmp_large(Random& random) {
  Writer bindings;
  const std::size_t count = random.between(15, 60);
  for (std::size_t i = 0; i < count; ++i)
    bindings.bytes(ber(0x30, joined({ber(6, Bytes{0x2b, 6, 1, 2, 1, 1, static_cast<std::uint8_t>(i), 0}),
                                     ber(4, letters(random, random.between(4, 40)))})));
  return {snmp_message(random, 0xa2, ber(2, Bytes{0}), ber(2, Bytes{0}), bindings.take())};
}

Bytes ldap_ask(Random&) {
  const Bytes search =
      joined({ber(4, ""), ber(10, Bytes{0}), ber(10, Bytes{0}), ber(2, Bytes{0}), ber(2, Bytes{0}),
              ber(1, Bytes{0}), ber(0x87, "objectclass"), ber(0x30, Bytes{})});
  return ber(0x30, joined({ber(2, Bytes{1}), ber(0x63, search)}));
}

Answers ldap_large(Random& random) {
  Writer attributes;
  for (const char* name : {"currentTime", "subschemaSubentry", "dsServiceName", "namingContexts",
                           "defaultNamingContext", "supportedControl", "supportedLDAPVersion",
                           "supportedLDAPPolicies", "highestCommittedUSN", "dnsHostName", "ldapServiceName",
                           "serverName", "supportedCapabilities", "isSynchronized", "domainFunctionality"}) {
    Writer values;
    for (std::uint64_t left = random.between(1, 5); left > 0; --left)
      values.bytes(ber(4, letters(random, random.between(8, 60))));
    attributes.bytes(ber(0x30, joined({ber(4, name), ber(0x31, values.take())})));
  }
  const Bytes entry =
      ber(0x30, joined({ber(2, Bytes{1}), ber(0x64, joined({ber(4, ""), ber(0x30, attributes.take())}))}));
  const Bytes done =
      ber(0x30, joined({ber(2, Bytes{1}), ber(0x65, joined({ber(10, Bytes{0}), ber(4, ""), ber(4, "")}))}));
  return {joined({entry, done})};
}

// ------------------------------------------------------------------------------------------------ text

Bytes ssdp_ask(Random& random) {
  return to_bytes("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: " +
                  std::to_string(random.between(1, 3)) + "\r\nST: ssdp:all\r\n\r\n");
}

Answers ssdp_many(Random& random) {
  Answers out;
  const std::string uuid = hex_digits(random, 32), home = "192.168." + std::to_string(random.below(3)) + ".1";
  for (const char* type :
       {"upnp:rootdevice", "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
        "urn:schemas-upnp-org:device:WANDevice:1", "urn:schemas-upnp-org:service:WANIPConnection:1",
        "urn:schemas-upnp-org:service:Layer3Forwarding:1", "uuid"})
    out.push_back(to_bytes("HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\nLOCATION: http://" +
                           home +
                           ":49152/desc.xml\r\nSERVER: Linux/2.6 "
                           "UPnP/1.0 IGD/1.0\r\nST: " +
                           type + "\r\nUSN: uuid:" + uuid + "::" + type + "\r\n\r\n"));
  return out;
}

Bytes one_byte(Random& random) { return random.bytes(random.between(1, 2)); }

Answers chargen(Random& random) {
  std::string out;
  const std::size_t length = pick<std::size_t>(random, {512, 1024, 1400, 1022, 3000});
  for (std::size_t line = random.below(95); out.size() < length; ++line) {
    for (std::size_t i = 0; i < 72; ++i) out += static_cast<char>(' ' + (line + i) % 95);
    out += "\r\n";
  }
  return {to_bytes(out.substr(0, length))};
}

Answers quote(Random& random) {
  return {to_bytes("\"" + random.words(random.between(60, 460)) + "\"\r\n-- " + any_word(random) + " " +
                   any_word(random) + "\r\n")};
}

Bytes soap_ask(Random& random) {
  return to_bytes(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope "
      "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
      "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"><s:Header><a:Action>http://"
      "schemas.xmlsoap.org/ws/2005/04/discovery/"
      "Probe</a:Action><a:MessageID>urn:uuid:" +
      hex_digits(random, 32) + "</a:MessageID></s:Header><s:Body/></s:Envelope>");
}

Answers soap_large(Random& random) {
  std::string scopes;
  for (std::uint64_t left = random.between(6, 16); left > 0; --left)
    scopes += "onvif://www.onvif.org/type/" + any_word(random) + " ";
  return {to_bytes(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><SOAP-ENV:Envelope "
      "xmlns:SOAP-ENV=\"http://www.w3.org/2003/05/soap-envelope\" "
      "xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><SOAP-ENV:Header><wsa:MessageID>uuid:" +
      hex_digits(random, 32) +
      "</wsa:MessageID><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</"
      "wsa:Action></SOAP-ENV:Header>"
      "<SOAP-ENV:Body><d:ProbeMatches><d:ProbeMatch><d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>" +
      scopes +
      "</d:Scopes><d:XAddrs>http://192.168.1.64/onvif/device_service</d:XAddrs></d:ProbeMatch></"
      "d:ProbeMatches></SOAP-ENV:Body>"
      "</SOAP-ENV:Envelope>")};
}

Bytes steam_ask(Random&) { return to_bytes(std::string("\xff\xff\xff\xffTSource Engine Query\0", 25)); }

Answers steam_info(Random& random) {
  Writer out;
  out.u32(0xffffffff)
      .u8('I')
      .u8(17)
      .text(random.words(30))
      .u8(0)
      .text("de_" + any_word(random))
      .u8(0)
      .text("cstrike")
      .u8(0);
  out.text("Counter-Strike: " + any_word(random))
      .u8(0)
      .u16(10)
      .u8(random.below(32))
      .u8(32)
      .u8(0)
      .text("dl")
      .u8(0)
      .u8(1)
      .text("1.38.7.9")
      .u8(0);
  Answers answers = {out.take()};
  Writer rules;  // the rules come in pieces
  rules.u32(0xffffffff).u8('E').u16(random.between(20, 60));
  for (std::uint64_t left = random.between(20, 40); left > 0; --left)
    rules.text("mp_" + any_word(random)).u8(0).text(letters(random, 4)).u8(0);
  answers.push_back(rules.take());
  return answers;
}

Bytes quake_ask(Random&) { return to_bytes("\xff\xff\xff\xffgetstatus\n"); }

Answers quake_status(Random& random) {
  std::string out = "\xff\xff\xff\xffstatusResponse\n";
  for (const char* key : {"g_gametype", "sv_maxclients", "mapname", "fraglimit", "timelimit", "version",
                          "protocol", "sv_hostname", "gamename"})
    out += std::string("\\") + key + "\\" + any_word(random, 3, 14);
  out += "\n";
  for (std::uint64_t left = random.between(5, 40); left > 0; --left)
    out += std::to_string(random.below(60)) + " " + std::to_string(random.below(200)) + " \"" +
           any_word(random, 4, 14) + "\"\n";
  return {to_bytes(out)};
}

// ------------------------------------------------------------------------------------------------ others

Bytes nbstat_ask(Random& random) {
  return Writer()
      .u16(random.u16())
      .u16(0)
      .u16(1)
      .u16(0)
      .u16(0)
      .u16(0)
      .u8(32)
      .text("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
      .u8(0)
      .u16(0x21)
      .u16(1)
      .take();
}

Answers nbstat(Random& random) {
  const std::size_t names = random.between(4, 10);
  Writer out;
  out.u16(random.u16())
      .u16(0x8400)
      .u16(0)
      .u16(1)
      .u16(0)
      .u16(0)
      .u8(32)
      .text("CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
      .u8(0)
      .u16(0x21)
      .u16(1)
      .u32(0);
  out.u16(1 + names * 18 + 46).u8(names);
  for (std::size_t i = 0; i < names; ++i) {
    std::string name = letters(random, random.between(4, 12));
    name.resize(15, ' ');
    out.text(name).u8(i * 3 % 32).u16(0x0400);
  }
  return {out.zeros(46).take()};
}

Bytes memcached_ask(Random& random) {
  return Writer()
      .u16(random.u16())
      .u16(0)
      .u16(1)
      .u16(0)
      .text(random.percent(50) ? "stats\r\n" : "gets a b c d e\r\n")
      .take();
}

Answers memcached_large(Random& random) {
  Answers out;
  const std::size_t count = random.between(5, 60);
  const std::uint16_t id = random.u16();
  for (std::size_t i = 0; i < count; ++i) {
    Writer packet;
    packet.u16(id).u16(i).u16(count).u16(0);
    if (!i) packet.text("VALUE a 0 " + std::to_string(count * 1392) + "\r\n");
    out.push_back(packet.bytes(Bytes(i ? 1392 : 1370, static_cast<std::uint8_t>('a' + id % 26))).take());
  }
  return out;
}

Bytes portmap_ask(Random& random) {
  return Writer()
      .u32(random.u32())
      .u32(0)
      .u32(2)
      .u32(100000)
      .u32(2)
      .u32(4)
      .u32(0)
      .u32(0)
      .u32(0)
      .u32(0)
      .take();
}

Answers portmap_list(Random& random) {
  Writer out;
  out.u32(random.u32()).u32(1).u32(0).u32(0).u32(0).u32(0);
  for (std::uint64_t left = random.between(8, 40); left > 0; --left)
    out.u32(1)
        .u32(100000 + random.below(300))
        .u32(random.between(1, 4))
        .u32(random.percent(50) ? 6 : 17)
        .u32(random.between(111, 65000));
  return {out.u32(0).take()};
}

Bytes rip_ask(Random&) { return Writer().u32(0x01010000).zeros(16).u32(16).take(); }

Answers rip_table(Random& random) {
  Answers out;
  for (std::uint64_t left = random.between(2, 10); left > 0; --left) {
    Writer packet;
    packet.u32(0x02010000);
    for (int i = 0; i < 25; ++i)
      packet.u16(2).u16(0).u32(any_address(random).number() & 0xffffff00).u64(0).u32(random.between(1, 15));
    out.push_back(packet.take());
  }
  return out;
}

Bytes tftp_ask(Random& random) {
  return Writer().u16(1).text(any_word(random) + ".cfg").u8(0).text("octet").u8(0).take();
}
Answers tftp_block(Random& random) { return {Writer().u16(3).u16(1).bytes(random.bytes(512)).take()}; }

Bytes coap_ask(Random& random) {
  return Writer().u8(0x40).u8(1).u16(random.u16()).u8(0xbb).text(".well-known").u8(4).text("core").take();
}
Answers coap_list(Random& random) {
  std::string links;
  for (std::uint64_t left = random.between(10, 40); left > 0; --left)
    links += "</" + any_word(random) + ">;rt=\"" + any_word(random) + "\";if=\"sensor\",";
  return {Writer().u8(0x60).u8(0x45).u16(random.u16()).u8(0xc1).u8(40).u8(0xff).text(links).take()};
}

Bytes slp_ask(Random& random) {
  return Writer()
      .u8(2)
      .u8(9)
      .u8(0)
      .u16(31)
      .u16(0)
      .u8(0)
      .u16(0)
      .u16(random.u16())
      .u16(2)
      .text("en")
      .zeros(11)
      .take();
}
Answers slp_list(Random& random) {
  std::string types;
  while (types.size() < 1200) types += "service:" + any_word(random) + ":" + any_word(random) + ",";
  return {Writer()
              .u8(2)
              .u8(10)
              .u8(0)
              .u16(18 + types.size())
              .u16(0)
              .u8(0)
              .u16(0)
              .u16(random.u16())
              .u16(2)
              .text("en")
              .u16(0)
              .u16(types.size())
              .text(types)
              .take()};
}

Bytes dht_ask(Random& random) {
  return Writer()
      .text("d1:ad2:id20:")
      .bytes(random.bytes(20))
      .text("9:info_hash20:")
      .bytes(random.bytes(20))
      .text("e1:q9:get_peers1:t2:aa1:y1:qe")
      .take();
}
Answers dht_nodes(Random& random) {
  return {Writer()
              .text("d1:rd2:id20:")
              .bytes(random.bytes(20))
              .text("5:nodes208:")
              .bytes(random.bytes(208))
              .text("5:token8:")
              .bytes(random.bytes(8))
              .text("e1:t2:aa1:y1:re")
              .take()};
}

}  // namespace

const std::vector<Service>& services() {
  static const std::vector<Service> list = {
      {"dns", 53, {"dns-amplification"}, dns_ask, dns_large},
      {"ntp", 123, {"ntp-amplification"}, ntp_ask, ntp_list},
      {"snmp", 161, {"snmp-amplification"}, snmp_ask, snmp_large},
      {"netbios", 137, {"netbios-amplification", "nbns-amplification"}, nbstat_ask, nbstat},
      {"ssdp", 1900, {"ssdp-amplification"}, ssdp_ask, ssdp_many},
      {"chargen", 19, {"chargen-amplification"}, one_byte, chargen},
      {"qotd", 17, {"qotd-amplification"}, one_byte, quote},
      {"memcached", 11211, {"memcached-amplification"}, memcached_ask, memcached_large},
      {"cldap", 389, {"cldap-amplification", "ldap-amplification"}, ldap_ask, ldap_large},
      {"portmap",
       111,
       {"portmap-amplification", "rpcbind-amplification", "rpc-amplification"},
       portmap_ask,
       portmap_list},
      {"rip", 520, {"rip-amplification", "ripv1-amplification"}, rip_ask, rip_table},
      {"tftp", 69, {"tftp-amplification"}, tftp_ask, tftp_block},
      {"mdns", 5353, {"mdns-amplification"}, mdns_ask, mdns_large},
      {"steam", 27015, {"steam-amplification", "source-engine-amplification"}, steam_ask, steam_info},
      {"quake", 27960, {"quake-amplification"}, quake_ask, quake_status},
      {"ws-discovery", 3702, {"ws-discovery-amplification", "wsd-amplification"}, soap_ask, soap_large},
      {"coap", 5683, {"coap-amplification"}, coap_ask, coap_list},
      {"slp", 427, {"slp-amplification"}, slp_ask, slp_list},
      {"bittorrent", 6881, {"bittorrent-amplification", "dht-amplification"}, dht_ask, dht_nodes},
  };
  return list;
}

}  // namespace evaluate
