#include <gtest/gtest.h>

#include <memory>

#include "message/protocol.h"

namespace culprit::message {
extern const Protocol http;
namespace {

using flow::from_client;
using flow::from_server;

class Kept final : public MessageSink {
 public:
  uint64_t add(Message&& message) override {
    messages.push_back(std::move(message));
    return messages.size();
  }
  Message* find(uint64_t mark) override {
    return mark == 0 || mark > messages.size() ? nullptr : &messages[mark - 1];
  }
  std::vector<Message> messages;
};

std::string fake_inflate(Bytes packed, size_t max_out) {
  return "un" + std::string(packed.sub(0, max_out).text());
}

class HttpTest : public testing::Test {
 protected:
  void client(std::string_view text) {
    reader->data(from_client, Bytes(text), {{++clock}, {0, static_cast<uint64_t>(clock)}});
  }
  void server(std::string_view text) {
    reader->data(from_server, Bytes(text), {{++clock}, {0, static_cast<uint64_t>(clock)}});
  }
  void post(const std::string& path, const std::string& type, const std::string& body) {
    client("POST " + path + " HTTP/1.1\r\nContent-Type: " + type +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  void end() {
    reader->end(from_client, {{++clock}, {}});
    reader->end(from_server, {{++clock}, {}});
  }
  const Message& m(size_t i) { return sink.messages.at(i); }
  size_t count() const { return sink.messages.size(); }
  std::string field(size_t i, Place place, std::string_view name) {
    for (const Field& f : m(i).fields) {
      if (f.place == place && f.name == name) return f.value;
    }
    return "(none)";
  }

  int64_t clock = 0;
  Kept sink;
  Abilities abilities;
  std::unique_ptr<flow::StreamReader> reader = http.open({}, sink, abilities);
};

TEST_F(HttpTest, ReadsTheOrderToAWebshell) {
  client("GET /webdav/..php?act=phptools&host=192.0.2.9&time=60 HTTP/1.1\r\nHost: www.example\r\n");
  client("User-Agent: x\r\nCookie: a=1; b=%32\r\nAuthorization: Basic d2FtcHA6eGFtcHA=\r\n\r\n");
  ASSERT_EQ(count(), 1u);
  EXPECT_EQ(m(0).method, "GET");
  EXPECT_EQ(m(0).path, "/webdav/..php");
  EXPECT_EQ(m(0).host, "www.example");
  EXPECT_EQ(field(0, Place::query, "host"), "192.0.2.9");
  EXPECT_EQ(field(0, Place::query, "time"), "60");
  EXPECT_EQ(field(0, Place::path, "1"), "..php");
  EXPECT_EQ(field(0, Place::cookie, "b"), "2");
  EXPECT_EQ(field(0, Place::header, "User-Agent"), "x");
  EXPECT_EQ(field(0, Place::header, "Authorization"), "wampp") << "never the password";
  EXPECT_EQ(m(0).start.ns, 1);
  EXPECT_EQ(m(0).end.ns, 2);
  server("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nUDP Fl");
  EXPECT_EQ(m(0).status, 200);
  server("ood\r\n\n");
  EXPECT_EQ(m(0).answer_text, "UDP Flood\r\n\n");
  EXPECT_EQ(m(0).answer_start.ns, 3);
  EXPECT_EQ(m(0).answer_end.ns, 4);
  EXPECT_EQ(m(0).answer_bytes, 12u);
}

TEST_F(HttpTest, BodiesBecomeFields) {
  client(
      "POST /a HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
      "22\r\n\r\nip=192.0.2.1&time=6%30");
  client(
      "POST /b HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;x=y\r\n{\"a\":\r\n7\r\n[{\"b\":1\r\n3\r\n}]}\r\n0\r\nTrailer: 1\r\n\r\n");
  post("/c", "multipart/form-data; boundary=\"XX\"",
       "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.php\"\r\nContent-Type: "
       "a/b\r\n\r\n<?php evil();\r\n--XX--\r\n");
  post("/d", "text/xml", "<?xml version='1'?><m><host>192.0.2.2 &amp;</host></m>");
  client("POST /e HTTP/1.1\r\nContent-Length: 17\r\n\r\nhost=h1\ntime: 30\n");
  ASSERT_EQ(count(), 5u);
  EXPECT_EQ(field(0, Place::form, "ip"), "192.0.2.1");
  EXPECT_EQ(field(0, Place::form, "time"), "60");
  EXPECT_EQ(field(1, Place::json, "a.0.b"), "1");
  EXPECT_EQ(field(2, Place::multipart, "f"), "<?php evil();");
  EXPECT_EQ(field(2, Place::multipart, "f.filename"), "x.php");
  EXPECT_EQ(field(3, Place::xml, "host"), "192.0.2.2 &");
  EXPECT_EQ(field(4, Place::body, "host"), "h1");
  EXPECT_EQ(field(4, Place::body, "time"), "30");
}

TEST_F(HttpTest, WebdavUploadAndMove) {
  client(
      "PUT /webdav/x.txt HTTP/1.1\r\nContent-Length: 5\r\nContent-Type: "
      "application/octet-stream\r\n\r\n<?php");
  client("MOVE /webdav/x.txt HTTP/1.1\r\nDestination: http://h/webdav/x.php\r\n\r\n");
  server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_EQ(field(0, Place::body, ""), "<?php");
  EXPECT_EQ(m(0).status, 201);
  EXPECT_EQ(field(1, Place::header, "Destination"), "http://h/webdav/x.php");
  EXPECT_EQ(m(1).status, 204);
}

TEST_F(HttpTest, AnswersFollowRequestsInOrder) {
  client(
      "HEAD /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\nGET /4 HTTP/1.1\r\n\r\nGET /5 "
      "HTTP/1.1\r\n\r\n");
  server(
      "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
  server(
      "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 203 X\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
  server("HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nabcHTTP/1.0 500 X\r\n\r\nuntil the ");
  server("end");
  end();
  ASSERT_EQ(count(), 5u);
  EXPECT_EQ(m(0).status, 200);
  EXPECT_EQ(m(1).status, 304);
  EXPECT_EQ(m(2).answer_text, "hi");
  EXPECT_EQ(m(3).answer_text, "abc");
  EXPECT_EQ(m(4).answer_text, "until the end");
}

TEST_F(HttpTest, PackedBodiesNeedTheHost) {
  const std::string text = "POST / HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n?a=b&c";
  client(text);
  EXPECT_EQ(m(0).cut, 1u);
  abilities.inflate = fake_inflate;
  reader = http.open({}, sink, abilities);
  client(text);
  EXPECT_EQ(field(1, Place::form, "un?a"), "b");
  server("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 3\r\n\r\nxyz");
  EXPECT_EQ(m(1).answer_text, "unxyz");
}

TEST_F(HttpTest, ForgivesWhatServersForgive) {
  client("\r\n\nget  /x y  HTTP/1.1\nhost:h\n folded\n\nFOO bar HTTP/1.1\n\nGET /old\r\n");
  ASSERT_EQ(count(), 3u);
  EXPECT_EQ(m(0).method, "get");
  EXPECT_EQ(m(0).path, "/x y");
  EXPECT_EQ(m(0).host, "h folded");
  EXPECT_EQ(m(1).method, "FOO");
  EXPECT_EQ(m(2).path, "/old");
}

TEST_F(HttpTest, FindsItsPlaceAgainAfterGarbageAndGaps) {
  client("\x01\x02 garbage\r\nmore\r\nGET /a HTTP/1.1\r\n\r\n");
  client("POST /b HTTP/1.1\r\nContent-Length: 100\r\n\r\nx=1&");
  reader->gap(from_client, 96, {{9}, {}});
  client("GET /c HTTP/1.1\r\nHos");
  reader->gap(from_client, 500, {{9}, {}});
  client("tail of something\r\nGET /d HTTP/1.1\r\n\r\n");
  for (const auto* length : {"-5", "5x", "99999999999999999999", "4\r\nContent-Length: 5"}) {
    client(std::string("POST /e HTTP/1.1\r\nContent-Length: ") + length +
           "\r\n\r\nabcd\r\nGET /f HTTP/1.1\r\n\r\n");
  }
  client("POST /g HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nGET /h HTTP/1.1\r\n\r\n");
  std::string paths;
  for (const Message& one : sink.messages) paths += one.path;
  EXPECT_EQ(paths, "/a/b/c/d/e/f/e/f/e/f/e/f/g/h");
  EXPECT_EQ(field(1, Place::form, "x"), "1");
  EXPECT_GE(m(1).cut, 1u);
}

TEST_F(HttpTest, AbsurdHeadsAreCutAndPassed) {
  client("GET /a HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
  std::string many = "GET /c HTTP/1.1\r\n";
  for (int i = 0; i < 3000; ++i) many += "X-" + std::to_string(i) + ": 0123456789012345\r\n";
  client(many + "\r\nGET /d HTTP/1.1\r\n\r\n");
  ASSERT_EQ(count(), 4u);
  EXPECT_EQ(m(1).path, "/b");
  EXPECT_GE(m(2).cut, 1u);
  EXPECT_LE(m(2).fields.size(), kMaxFields);
  EXPECT_EQ(m(3).path, "/d");
}

TEST_F(HttpTest, LongBodiesAreGivenEarlyAndCompletedLater) {
  client("POST /up HTTP/1.1\r\nContent-Length: 200000\r\nContent-Type: text/plain\r\n\r\n" +
         std::string(70'000, 'x'));
  ASSERT_EQ(count(), 1u);
  EXPECT_EQ(m(0).end.ns, 1);
  client(std::string(130'000, 'y'));
  EXPECT_EQ(m(0).end.ns, 2);
  client("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(count(), 2u);
}

TEST_F(HttpTest, UnfinishedRequestsAreGivenAtTheEnd) {
  client("POST /x?a=b HTTP/1.1\r\nContent-Length: 50\r\n\r\nhost=192.0.2.1&ti");
  EXPECT_EQ(count(), 0u);
  end();
  ASSERT_EQ(count(), 1u);
  EXPECT_EQ(field(0, Place::form, "host"), "192.0.2.1");
  reader = http.open({}, sink, abilities);
  client("GET /slow HTTP/1.1\r\nX-a: b\r\nX-");
  end();
  ASSERT_EQ(count(), 2u);
  EXPECT_EQ(m(1).path, "/slow");
}

TEST_F(HttpTest, UpgradeAndConnectEndTheReading) {
  client("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\n\r\n");
  server("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  EXPECT_FALSE(reader->interested());
  EXPECT_EQ(m(0).status, 101);
  reader = http.open({}, sink, abilities);
  client("CONNECT h.example:443 HTTP/1.1\r\n\r\n");
  server("HTTP/1.1 200 Connection established\r\n\r\n");
  EXPECT_FALSE(reader->interested());
  EXPECT_EQ(m(1).method, "CONNECT");
}

TEST_F(HttpTest, ExpectContinue) {
  client("PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  server("HTTP/1.1 100 Continue\r\n\r\n");
  client("abc");
  server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
  client("PUT /b HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 300\r\n\r\n");
  server("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
  client("PUT /c HTTP/1.1\r\nContent-Length: 1\r\n\r\nx");
  server("HTTP/1.1 204 No Content\r\n\r\n");
  ASSERT_EQ(count(), 3u);
  EXPECT_EQ(m(0).status, 201);
  EXPECT_EQ(m(1).status, 401);
  EXPECT_EQ(m(2).status, 204);
}

TEST_F(HttpTest, AnswerBeforeTheBodyIsComplete) {
  client("POST /a HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  server("HTTP/1.1 413 Too large\r\nContent-Length: 0\r\n\r\n");
  client("defghijGET /b HTTP/1.1\r\n\r\n");
  server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  ASSERT_EQ(count(), 2u);
  EXPECT_EQ(m(0).status, 413);
  EXPECT_EQ(m(1).status, 200);
}

TEST_F(HttpTest, SplittingChangesNothing) {
  const std::string text =
      "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\nPOST /b HTTP/1.1\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n";
  for (size_t size = 1; size < text.size(); ++size) {
    reader = http.open({}, sink, abilities);
    sink.messages.clear();
    for (size_t at = 0; at < text.size(); at += size) client(std::string_view(text).substr(at, size));
    ASSERT_EQ(count(), 2u) << size;
    EXPECT_EQ(field(0, Place::query, "b"), "c");
    EXPECT_EQ(field(1, Place::form, "a"), "b");
  }
}

Fit probe(flow::Side side, std::string_view head) { return http.probe_stream(side, Bytes(head), 80); }

TEST(HttpProbe, ByContent) {
  EXPECT_EQ(probe(from_client, "GET / HTTP/1.1\r\n"), Fit::yes);
  EXPECT_EQ(probe(from_client, "\r\nPROPFIND /webdav/ HTTP/1.0\r\n"), Fit::yes);
  EXPECT_EQ(probe(from_client, "XYZZY /a HTTP/1.1"), Fit::yes);
  EXPECT_EQ(probe(from_client, "get /\r\n"), Fit::yes);
  EXPECT_EQ(probe(from_client, "GE"), Fit::unsure);
  EXPECT_EQ(probe(from_client, "GET "), Fit::unsure);
  EXPECT_EQ(probe(from_client, "GET /" + std::string(59, 'a')), Fit::yes);
  EXPECT_EQ(probe(from_client, "OPTIONS * RTSP/1.0\r\n"), Fit::no);
  EXPECT_EQ(probe(from_client, "PRI * HTTP/2.0\r\n"), Fit::no);
  EXPECT_EQ(probe(from_client, "OPTIONS sip:a@b SIP/2.0"), Fit::no);
  EXPECT_EQ(probe(from_client, std::string(64, 'x')), Fit::no);
  EXPECT_EQ(probe(from_client, std::string(64, '\0')), Fit::no);
  EXPECT_EQ(probe(from_server, "HTTP/1.1 200 OK\r\n"), Fit::yes);
  EXPECT_EQ(probe(from_server, "HTT"), Fit::unsure);
  EXPECT_EQ(probe(from_server, "HTTP/1.1 abc"), Fit::no);
  EXPECT_EQ(probe(from_server, "220 ftp"), Fit::no);
}

}  // namespace
}  // namespace culprit::message
