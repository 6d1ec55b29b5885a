#include <gtest/gtest.h>

#include "capture/list_time.h"
#include "capture/listed.h"
#include "capture/test_files.h"

namespace culprit::capture {
namespace {

using test::read;
using test::Reading;

constexpr std::string_view kTitles =
    "No.     Time        Source                Destination           Protocol Length Info\n";

Listed row_of(const Reading& reading, size_t i) { return decode_listed(Bytes{reading.frames.at(i).data}); }
Listed only_row(std::string_view line, std::string_view titles = kTitles) {
  static Reading held;
  held = read(std::string(titles) + std::string(line) + "\n");
  EXPECT_EQ(held.frames.size(), 1u) << line;
  return held.frames.empty() ? Listed{} : row_of(held, 0);
}
Address ip(const char* text) { return Address::parse(text).value(); }

TEST(PacketList, ARecordComesBackAsItWas) {
  const Listed in{.source = ip("192.0.2.1"),
                  .destination = ip("2001:db8::1"),
                  .protocol = 17,
                  .source_port = 1,
                  .destination_port = 65535,
                  .payload = 1472,
                  .ip_id = 0x6abd,
                  .fragment_offset = 1480,
                  .fragment = true,
                  .more = true,
                  .by_ip = true,
                  .tcp_flags = 18,
                  .ttl = 64,
                  .name = "HTTP",
                  .info = "GET / HTTP/1.1"};
  std::string record;
  encode(in, record);
  const Listed out = decode_listed(Bytes{record});
  EXPECT_EQ(out.source, in.source);
  EXPECT_EQ(out.destination, in.destination);
  EXPECT_EQ(
      std::tie(out.protocol, out.source_port, out.destination_port, out.payload, out.ip_id,
               out.fragment_offset),
      std::tie(in.protocol, in.source_port, in.destination_port, in.payload, in.ip_id, in.fragment_offset));
  EXPECT_TRUE(out.fragment && out.more && out.by_ip);
  EXPECT_EQ(out.tcp_flags, 18);
  EXPECT_EQ(out.ttl, 64);
  EXPECT_EQ(out.name, "HTTP");
  EXPECT_EQ(out.info, "GET / HTTP/1.1");
  for (size_t size = 0; size < record.size(); ++size) decode_listed(Bytes{record}.sub(0, size));
}

TEST(PacketList, ReadsRowsOfWireshark) {
  const Listed syn = only_row(
      "  3 0.120000   192.0.2.7   203.0.113.9   TCP   74   52112 \xe2\x86\x92 80 [SYN] Seq=0 Win=64240 Len=0 "
      "MSS=1460");
  EXPECT_EQ(syn.protocol, 6);
  EXPECT_EQ(syn.source_port, 52112);
  EXPECT_EQ(syn.destination_port, 80);
  EXPECT_EQ(syn.tcp_flags, 2);
  EXPECT_EQ(syn.payload, 0u);
  const Listed old =
      only_row("4 0.13 203.0.113.9 192.0.2.7 TCP 62 http > 52112 [SYN, ACK] Seq=0 Ack=1 Win=5840 Len=0");
  EXPECT_EQ(old.source_port, 80);
  EXPECT_EQ(old.tcp_flags, 18);
  const Listed udp =
      only_row("5 1.0 192.0.2.7 203.0.113.9 UDP 60 Source port: 2345  Destination port: domain");
  EXPECT_EQ(udp.source_port, 2345);
  EXPECT_EQ(udp.destination_port, 53);
  EXPECT_EQ(udp.payload, 18u);
  const Listed arp = only_row("6 1.0 02:00:5e:10:00:01 Broadcast ARP 42 Who has 192.0.2.1? Tell 192.0.2.7");
  EXPECT_EQ(arp.protocol, 0x0806);
  EXPECT_FALSE(arp.by_ip);
  const Listed echo =
      only_row("7 1.0 192.0.2.7 203.0.113.9 ICMP 98 Echo (ping) request  id=0x0001, seq=1/256, ttl=64");
  EXPECT_EQ(echo.protocol, 1);
  EXPECT_EQ(echo.source_port, 8);
  EXPECT_EQ(only_row("8 1.0 2001:db8::7 2001:db8::9 UDP 1000 1 \xe2\x86\x92 2 Len=938").payload, 938u);
}

TEST(PacketList, UnderstandsPiecesOfDatagrams) {
  const Listed piece = only_row(
      "9 1.0 192.0.2.7 203.0.113.9 IPv4 1514 Fragmented IP protocol (proto=UDP 17, off=1480, ID=6abd)");
  EXPECT_EQ(piece.protocol, 17);
  EXPECT_TRUE(piece.fragment && piece.more);
  EXPECT_EQ(piece.fragment_offset, 1480u);
  EXPECT_EQ(piece.ip_id, 0x6abdu);
  EXPECT_EQ(only_row("9 1.0 192.0.2.7 203.0.113.9 IP 1514 Fragmented IP protocol (proto=UDP 0x11, off=2960)")
                .protocol,
            17);
  const Listed six = only_row(
      "9 1.0 2001:db8::7 2001:db8::9 IPv6 1510 IPv6 fragment (off=1448 more=n ident=0x0000abcd nxt=17)");
  EXPECT_EQ(six.fragment_offset, 1448u);
  EXPECT_FALSE(six.more);
  EXPECT_EQ(six.ip_id, 0xabcdu);
}

// Wireshark shows the ports where the datagram is complete: that row stands for the first piece.
TEST(PacketList, TheRowThatShowsTheWholeStandsForTheFirstPiece) {
  const Reading got =
      read(std::string(kTitles) +
           "1 0.1 192.0.2.7 203.0.113.9 IP 1514 Fragmented IP protocol (proto=UDP 0x11, off=0) [Reassembled "
           "in #3]\n"
           "2 0.1 192.0.2.7 203.0.113.9 IP 1514 Fragmented IP protocol (proto=UDP 0x11, off=1480) "
           "[Reassembled in #3]\n"
           "3 0.1 192.0.2.7 203.0.113.9 UDP 834 Source port: 28031  Destination port: 43014\n");
  ASSERT_EQ(got.frames.size(), 3u);
  EXPECT_NE(row_of(got, 0).fragment_offset, 0u);
  EXPECT_EQ(row_of(got, 2).fragment_offset, 0u);
  EXPECT_TRUE(row_of(got, 2).more);
  EXPECT_EQ(row_of(got, 2).destination_port, 43014);
  EXPECT_EQ(row_of(got, 0).ip_id, row_of(got, 2).ip_id);
}

TEST(PacketList, ARequestHasThePortsOfItsConnection) {
  const Reading got = read(std::string(kTitles) +
                           "1 0.1 192.0.2.7 203.0.113.9 TCP 74 52112 > 8080 [SYN] Seq=0 Len=0\n"
                           "2 0.2 192.0.2.7 203.0.113.9 HTTP 200 GET /a HTTP/1.1 \n"
                           "3 0.3 203.0.113.9 192.0.2.7 HTTP 300 HTTP/1.1 200 OK  (text/html)\n");
  EXPECT_EQ(row_of(got, 1).destination_port, 8080);
  EXPECT_EQ(row_of(got, 1).info, "GET /a HTTP/1.1");
  EXPECT_EQ(row_of(got, 2).source_port, 8080);
}

TEST(PacketList, ReadsRowsOfTcpdump) {
  const Listed first =
      only_row("14:07:32.250347 IP 192.0.2.20.28070 > 198.51.100.77.42598: UDP, length 8192", "");
  EXPECT_EQ(first.destination_port, 42598);
  EXPECT_TRUE(first.fragment && first.more);
  EXPECT_EQ(first.payload, 1472u);
  const Listed later = only_row("14:07:32.250854 IP 192.0.2.20 > 198.51.100.77: ip-proto-17", "");
  EXPECT_EQ(later.protocol, 17);
  EXPECT_NE(later.fragment_offset, 0u);
  const Listed get = only_row(
      "1299420453.614373 IP6 2001:db8::1.39793 > 2001:db8::2.80: Flags [P.], seq 1:106, ack 1, win 65535, "
      "length 105: HTTP: GET /a HTTP/1.1",
      "");
  EXPECT_EQ(get.protocol, 6);
  EXPECT_EQ(get.tcp_flags, 24);
  EXPECT_EQ(get.info, "GET /a HTTP/1.1");
  EXPECT_EQ(get.payload, 105u);
  const Listed arp = only_row("14:07:32.2 ARP, Request who-has 192.0.2.1 tell 192.0.2.2, length 28", "");
  EXPECT_EQ(arp.protocol, 0x0806);
  EXPECT_EQ(arp.source, ip("192.0.2.2"));
  EXPECT_EQ(
      only_row("14:07:32.2 eth0  Out IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1, seq 1, length 64", "")
          .protocol,
      1);
  EXPECT_EQ(only_row("14:07:32.2 IP 192.0.2.1.5 > 192.0.2.2.6: P 1:10(9) ack 1 win 5840", "").tcp_flags, 24);
}

TEST(PacketList, ReadsTheLongFormOfTcpdump) {
  const Reading got = read(
      "14:07:33.6 IP (tos 0x0, ttl 48, id 2770, offset 0, flags [DF], proto TCP (6), length 145)\n"
      "    203.0.113.66.39793 > 192.0.2.20.80: Flags [P.], cksum 0x3952 (correct), seq 1:106, ack 1, win 9, "
      "length 105: HTTP, length: 105\n"
      "\tGET /a?b=c HTTP/1.1\n\tHost: www.example.org\n"
      "14:07:33.7 IP (tos 0x0, ttl 64, id 27325, offset 1480, flags [+], proto UDP (17), length 1500)\n"
      "    192.0.2.20 > 198.51.100.77: ip-proto-17\n");
  ASSERT_EQ(got.frames.size(), 2u);
  EXPECT_EQ(row_of(got, 0).info, "GET /a?b=c HTTP/1.1");
  EXPECT_EQ(row_of(got, 0).ttl, 48);
  EXPECT_EQ(got.frames[0].wire, 145u);
  EXPECT_EQ(row_of(got, 1).fragment_offset, 1480u);
  EXPECT_EQ(row_of(got, 1).ip_id, 27325u);
}

TEST(PacketList, PiecesOfTheTextMakeNoDifference) {
  const std::string text = std::string(kTitles) +
                           "1 0.1 192.0.2.7 203.0.113.9 TCP 74 52112 > 80 [SYN] Seq=0 Len=0\n\nrubbish\n"
                           "5 0.2 192.0.2.7 203.0.113.9 HTTP 200 GET /a HTTP/1.1";
  const auto whole = read(text).summary();
  EXPECT_EQ(std::get<0>(whole).at(1).number, 5u);
  Result<std::unique_ptr<Reader>> reader = open_reader(Bytes{text}, 0);
  for (size_t piece = 1; piece < text.size(); ++piece) {
    reader = open_reader(Bytes{text}, 0);
    EXPECT_EQ(read(**reader, text, piece, 1).summary(), whole) << piece;
  }
}

TEST(PacketList, SaysWhatItLacks) {
  const Reading got =
      read("No. Time Source Destination Protocol Info\n1 0.5 server.example.org www UDP 5 > 6 Len=1\n");
  EXPECT_EQ(got.damage("list-no-date"), 1u);
  EXPECT_EQ(got.damage("list-no-lengths"), 1u);
  EXPECT_EQ(got.damage("list-names"), 1u);
  EXPECT_TRUE(got.info.listed);
}

TEST(PacketList, OtherTextIsNoList) {
  for (const std::string_view text :
       {"Dear all, the source and destination of this protocol is unclear.\n",
        "192.0.2.9 - - [04/Mar/2011:18:20:01 +0100] \"GET /a HTTP/1.1\" 200 5\n",
        "2011-03-04 18:20:01 192.0.2.1 192.0.2.2 30 40\n",
        "Frame 1: 60 bytes on wire\n    Source: 192.0.2.1\n"})
    EXPECT_FALSE(open_reader(Bytes{text}, 0)) << text;
}

int64_t time_of(ListClock& clock, std::string_view text) {
  const auto t = clock.take(text);
  return t ? t->ns : -1;
}

TEST(ListClock, ReadsTheTimesOfWiresharkAndTcpdump) {
  ListClock clock;
  EXPECT_EQ(time_of(clock, "2011-03-04 18:20:01.123456 x"), 1'299'262'801'123'456'000);
  EXPECT_EQ(time_of(clock, "Mar  4, 2011 18:20:01.123456000 CET x"), 1'299'262'801'123'456'000);
  EXPECT_EQ(time_of(clock, "1299262801.5"), 1'299'262'801'500'000'000);
  EXPECT_TRUE(clock.dated());
  EXPECT_EQ(clock.digits(), 9);
  EXPECT_EQ(time_of(clock, "0.000012"), 12'000);
  EXPECT_EQ(time_of(clock, "12,5"), 12'500'000'000);
  EXPECT_FALSE(clock.dated());
  EXPECT_EQ(time_of(clock, "23:59:59.5"), 86'399'500'000'000);
  EXPECT_EQ(time_of(clock, "00:00:01"), 86'401'000'000'000);  // the next day
  for (const std::string_view none : {"", "x", "12x", "25:00:00", "12:00", "99999999999", "Mar 4", "1.2.3.4"})
    EXPECT_EQ(time_of(clock, none), -1) << none;
}

}  // namespace
}  // namespace culprit::capture
