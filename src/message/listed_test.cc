#include "message/listed.h"

#include <gtest/gtest.h>

#include "capture/listed.h"
#include "packet/listed.h"

namespace culprit::message {
namespace {

struct Kept final : MessageSink {
  uint64_t add(Message&& m) override {
    all.push_back(std::move(m));
    return all.size();
  }
  Message* find(uint64_t mark) override { return &all.at(mark - 1); }
  void name(NameRecord&& r) override { names.push_back(std::move(r)); }
  std::vector<NameRecord> names;
  std::vector<Message> all;
};

const Address kClient = Address::ip4(0xc0000207), kServer = Address::ip4(0xcb007109);

struct Rows {
  Kept kept;
  ListedReader reader{kept};
  std::string record;
  uint64_t number = 0;

  std::string_view row(std::string_view name, std::string_view info, bool answer = false,
                       uint16_t protocol = 6) {
    record.clear();
    capture::encode({.source = answer ? kServer : kClient,
                     .destination = answer ? kClient : kServer,
                     .protocol = protocol,
                     .by_ip = true,
                     .name = name,
                     .info = info},
                    record);
    packet::Packet p;
    packet::decode({{}, Bytes{record}, 60, capture::link::listed, 0, {}, {0, ++number}}, p);
    EXPECT_TRUE(p.payload.empty());
    return reader.read(p);
  }
};

TEST(Listed, ARequestInTheInfoColumnIsARequest) {
  Rows rows;
  EXPECT_EQ(rows.row("HTTP", "GET /webdav/..php?act=phptools&host=198.51.100.77&time=8 HTTP/1.1 "), "http");
  rows.row("HTTP", "HTTP/1.1 200 OK  (text/html)", true);
  ASSERT_EQ(rows.kept.all.size(), 1u);
  const Message& m = rows.kept.all[0];
  EXPECT_EQ(m.method, "GET");
  EXPECT_EQ(m.path, "/webdav/..php");
  EXPECT_EQ(m.client, kClient);
  EXPECT_EQ(m.first.frame, 1u);
  EXPECT_EQ(m.status, 200);
  EXPECT_EQ(m.answer_first.frame, 2u);
}

TEST(Listed, ADnsAnswerGivesANameAndItsAddresses) {
  Rows rows;
  EXPECT_EQ(rows.row("DNS",
                     "Standard query response 0x1a2b A www.example.org CNAME example.org A 198.51.100.77 "
                     "AAAA 2001:db8::1",
                     true, 17),
            "dns");
  ASSERT_EQ(rows.kept.names.size(), 2u);
  EXPECT_EQ(rows.kept.names[0].name, "www.example.org");
  EXPECT_EQ(rows.kept.names[0].address.text(), "198.51.100.77");
  EXPECT_EQ(rows.kept.names[1].address.text(), "2001:db8::1");
}

TEST(Listed, OtherRowsAreNoMessages) {
  Rows rows;
  EXPECT_EQ(rows.row("TLSv1.2", "Client Hello"), "tls");
  EXPECT_EQ(rows.row("TCP", "52112 > 80 [SYN] Seq=0"), "");
  EXPECT_EQ(rows.row("UDP", "GET / HTTP/1.1", false, 17), "");
  rows.row("HTTP", "HTTP/1.1 404 Not Found", true);
  EXPECT_TRUE(rows.kept.all.empty());
}

}  // namespace
}  // namespace culprit::message
