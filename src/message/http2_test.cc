#include "message/http2_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "message/talk_test.h"

namespace culprit::message {
namespace {

using namespace std::string_literals;

std::string unhex(std::string_view text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  return out;
}

std::string joined(const std::optional<std::vector<HeaderField>>& fields) {
  if (!fields) return "(bad)";
  std::string out;
  for (const auto& [name, value] : *fields) out += name + '=' + value + ' ';
  return out;
}

// RFC 7541 appendix C.4: three requests in a row, with Huffman coding; each needs what came before.
TEST(Hpack, RequestsOfTheStandard) {
  Hpack hpack;
  const auto read = [&](std::string_view hex) { return joined(hpack.read(Bytes(unhex(hex)))); };
  EXPECT_EQ(read("828684418cf1e3c2e5f23a6ba0ab90f4ff"),
            ":method=GET :scheme=http :path=/ :authority=www.example.com ");
  EXPECT_EQ(read("828684be5886a8eb10649cbf"),
            ":method=GET :scheme=http :path=/ :authority=www.example.com cache-control=no-cache ");
  EXPECT_EQ(
      read("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"),
      ":method=GET :scheme=https :path=/index.html :authority=www.example.com custom-key=custom-value ");
}

// Appendix C.5: answers with a table of 256 bytes, from which entries fall out.
TEST(Hpack, AnswersOfTheStandard) {
  Hpack hpack;
  hpack.read(Bytes("\x3f\xe1\x01"));
  const auto read = [&](std::string_view hex) { return joined(hpack.read(Bytes(unhex(hex)))); };
  EXPECT_EQ(read("4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546"
                 "e1768747470733a2f2f7777772e"
                 "6578616d706c652e636f6d"),
            ":status=302 cache-control=private date=Mon, 21 Oct 2013 20:13:21 GMT "
            "location=https://www.example.com ");
  EXPECT_EQ(read("4803333037c1c0bf"),
            ":status=307 cache-control=private date=Mon, 21 Oct 2013 20:13:21 GMT "
            "location=https://www.example.com ");
}

TEST(Hpack, Malformed) {
  for (const char* hex : {"80", "ff80808080808001", "bf", "4183ffffff", "40", "408a", "3fffffff7f", "4184ff"})
    EXPECT_EQ(joined(Hpack().read(Bytes(unhex(hex)))), "(bad)") << hex;
  EXPECT_EQ(hpack_text(Bytes(unhex("ffffffff")), 100), std::nullopt) << "the end's code inside";
  EXPECT_EQ(hpack_text(Bytes(unhex("a8eb10649cbf")), 100), "no-cache");
  EXPECT_EQ(hpack_text(Bytes(unhex("a8eb10649cbf")), 7), std::nullopt);
}

std::string frame(uint8_t kind, uint8_t flags, uint32_t stream, const std::string& body) {
  std::string out{static_cast<char>(body.size() >> 16), static_cast<char>(body.size() >> 8),
                  static_cast<char>(body.size())};
  out += static_cast<char>(kind);
  out += static_cast<char>(flags);
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(stream >> shift);
  return out + body;
}
std::string literal(const std::string& name, const std::string& value) {
  return "\0"s + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) + value;
}

const std::string kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, "");
const std::string kPost =
    literal(":method", "POST") + literal(":path", "/up/x.php?a=1") + literal(":authority", "web.test") +
    literal("content-type", "application/x-www-form-urlencoded") + literal("cookie", "k=v");

TEST(Http2, RequestsBecomeMessages) {
  Talk t(80);
  t.client(kPreface).client(frame(1, 4, 1, kPost) + frame(0, 0, 1, "host=192.0.2.9") +
                            frame(0, 1, 1, "&time=60"));
  ASSERT_EQ(t.heard.messages.size(), 1u);
  const Message& m = t.heard.messages[0];
  EXPECT_EQ(m.line, "POST /up/x.php?a=1 HTTP/2");
  EXPECT_EQ(m.method, "POST");
  EXPECT_EQ(m.path, "/up/x.php");
  EXPECT_EQ(m.host, "web.test");
  std::string fields;
  for (const Field& f : m.fields)
    if (f.place == Place::form || f.place == Place::query || f.place == Place::cookie)
      fields += f.name + '=' + f.value + ' ';
  EXPECT_EQ(fields, "a=1 k=v host=192.0.2.9 time=60 ");
  t.server(frame(4, 0, 0, "") + frame(1, 4, 1, literal(":status", "200")) + frame(0, 1, 1, "done"));
  EXPECT_EQ(m.status, 200);
  EXPECT_EQ(t.heard.messages[0].answer_text, "done");
  EXPECT_EQ(t.heard.messages[0].answer_bytes, 4u);
}

TEST(Http2, PiecesPaddingAndPriority) {
  Talk t(80);
  const std::string block = kPost.substr(0, 30);
  const std::string first = "\2"s + std::string(5, 'p') + block + "xx";
  const std::string all =
      kPreface + frame(1, 8 | 32, 3, first) + frame(9, 4, 3, kPost.substr(30)) + frame(0, 8 | 1, 3, "\1z=1y");
  for (const char c : all) t.client(std::string(1, c));
  ASSERT_EQ(t.heard.messages.size(), 1u);
  EXPECT_EQ(t.heard.messages[0].path, "/up/x.php");
}

TEST(Http2, ManyAtOnceAndInAnyOrder) {
  Talk t(80);
  t.client(kPreface);
  for (uint32_t id = 1; id < 200; id += 2)
    t.client(frame(1, 4, id, literal(":method", "PUT") + literal(":path", "/" + std::to_string(id))));
  t.server(frame(1, 5, 199, literal(":status", "201")));
  t.server(frame(1, 5, 7777, literal(":status", "201")));
  EXPECT_EQ(t.heard.messages.size(), 100u - Http2Reader::kMaxStreams + 1);
  EXPECT_EQ(t.heard.messages.back().path, "/199");
  EXPECT_EQ(t.heard.messages.back().status, 201);
}

TEST(Http2, AGapEndsTheDirection) {
  Talk t(80);
  t.client(kPreface).gap(flow::from_client, 10).client(frame(1, 5, 1, kPost));
  EXPECT_TRUE(t.heard.messages.empty());
  EXPECT_TRUE(t.interested()) << "the other direction";
}

TEST(Http2, OnlySoManyConnectionsAreRead) {
  Heard heard;
  Identifier identifier(heard, {}, heard);
  std::vector<std::unique_ptr<flow::StreamReader>> readers;
  const auto open = [&] {
    readers.push_back(identifier.open({Address::ip4(1), Address::ip4(2), 40000, 80, true}, 0));
    readers.back()->data(flow::from_client, Bytes(kPreface), {});
    return readers.back()->interested();
  };
  for (int i = 0; i < 128; ++i) ASSERT_TRUE(open()) << i;
  EXPECT_FALSE(open());
  readers.clear();
  EXPECT_TRUE(open());
}

}  // namespace
}  // namespace culprit::message
