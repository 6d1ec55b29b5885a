#include "message/stream_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace culprit::message {
namespace {

using flow::from_client;
using flow::from_server;

class Kept final : public MessageSink, public ContentListener {
 public:
  uint64_t add(Message&& message) override {
    messages.push_back(std::move(message));
    return messages.size();
  }
  Message* find(uint64_t mark) override {
    return mark == 0 || mark > messages.size() ? nullptr : &messages[mark - 1];
  }
  void on_content(uint32_t conversation, const Protocol& protocol) override {
    contents += std::to_string(conversation) + protocol.id + ' ';
  }
  std::vector<Message> messages;
  std::string contents;
};

class IdentifierTest : public testing::Test {
 protected:
  void open(uint16_t server_port, bool known) {
    flow::Endpoints ends{Address::ip4(1), Address::ip4(2), 40000, server_port, known};
    reader = identifier.open(ends, 7);
  }
  void client(std::string_view text) { reader->data(from_client, Bytes(text), {}); }
  void server(std::string_view text) { reader->data(from_server, Bytes(text), {}); }

  Kept kept;
  Identifier identifier{kept, {}, kept};
  std::unique_ptr<flow::StreamReader> reader;
};

TEST_F(IdentifierTest, ReplaysWhatWasHeld) {
  open(9999, true);
  for (const char c : std::string_view("GET /x?a=b HTTP/1.1\r\n\r\n")) client(std::string_view(&c, 1));
  EXPECT_EQ(kept.contents, "7http ");
  ASSERT_EQ(kept.messages.size(), 1u);
  EXPECT_EQ(kept.messages[0].path, "/x");
  server("HTTP/1.1 200 OK\r\n\r\n");
  EXPECT_EQ(kept.messages[0].status, 200);
}

TEST_F(IdentifierTest, LosesInterest) {
  open(5672, true);
  client(std::string_view("AMQP\0\0\x09\1", 8));
  EXPECT_EQ(kept.contents, "7amqp ") << "told, and not read on";
  EXPECT_FALSE(reader->interested());
  open(9999, true);
  client(std::string(1460, 'x'));
  EXPECT_TRUE(reader->interested()) << "the server has not spoken";
  for (int i = 0; i < 800; ++i) server(std::string(1460, 'x'));
  EXPECT_FALSE(reader->interested()) << "nothing but bulk";
}

TEST_F(IdentifierTest, TurnsRoundWhatWasGuessedWrong) {
  open(30000, false);
  server("GET /y HTTP/1.1\r\n\r\n");
  ASSERT_EQ(kept.messages.size(), 1u);
  EXPECT_EQ(kept.messages[0].client, Address::ip4(2));
  EXPECT_EQ(kept.messages[0].client_port, 30000);
  client("HTTP/1.1 404 No\r\n\r\n");
  EXPECT_EQ(kept.messages[0].status, 404);
}

TEST_F(IdentifierTest, JoinsAConnectionInItsMiddle) {
  open(80, false);
  server(std::string(1460, '\x80'));
  server("tail of a page");
  EXPECT_TRUE(reader->interested());
  client("GET /z HTTP/1.1\r\n\r\n");
  ASSERT_EQ(kept.messages.size(), 2u);
  EXPECT_EQ(kept.messages[0].line, "tail of a page") << "no protocol was known yet";
  EXPECT_EQ(kept.messages[1].path, "/z");
}

TEST_F(IdentifierTest, CutRequestsAreBelievedOnTheirPort) {
  open(80, true);
  client("GET /a/long/pa");
  reader->gap(from_client, 100, {});
  EXPECT_EQ(kept.contents, "7http ");
}

TEST_F(IdentifierTest, IrcLinesAreMessages) {
  open(6667, true);
  client("NICK b\r\nUSER a 0 * :b\r\n");
  server(":irc.example 001 b :hi\r\nPING :1\r\n:boss!x@y PRIVMSG #c :.udpflood 192.0.");
  server("2.1 500 65000 60\r\n");
  client("notice #c :done\n");
  EXPECT_EQ(kept.contents, "7irc ");
  ASSERT_EQ(kept.messages.size(), 2u);
  EXPECT_EQ(kept.messages[0].kind, Kind::text_line);
  EXPECT_EQ(kept.messages[0].method, "PRIVMSG");
  EXPECT_EQ(kept.messages[0].path, "#c");
  EXPECT_EQ(kept.messages[0].fields.at(0).value, ".udpflood 192.0.2.1 500 65000 60");
  EXPECT_EQ(kept.messages[1].fields.at(0).value, "done");
}

}  // namespace
}  // namespace culprit::message
