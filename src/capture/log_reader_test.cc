#include "capture/log_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "capture/log_time.h"

namespace culprit::capture {
namespace {

struct Seen {
  std::string client, user, method, target, query, vhost;
  int status;
  Time time;
  uint64_t number;
  LogLine::Kind kind;
  int64_t duration;
  std::string forwarded, agent;
};

struct Reading {
  std::vector<Seen> lines;
  LogInfo info;
};

Reading read(std::string_view text, size_t piece = SIZE_MAX, const LogOptions& options = {},
             size_t batch = 16) {
  Reading out;
  LogReader reader(0, options);
  std::vector<LogLine> lines(batch);
  const auto drain = [&] {
    while (const size_t n = reader.pull(lines)) {
      for (LogLine& l : std::span(lines).first(n)) {
        const LogMore m = reader.more(l);
        out.lines.push_back({std::string(l.client), std::string(l.user), std::string(l.method),
                             std::string(l.target), std::string(l.query), std::string(l.vhost), l.status,
                             l.time, l.number, l.kind, m.duration, std::string(m.forwarded),
                             std::string(m.agent)});
      }
    }
  };
  for (Bytes rest(text); !rest.empty(); rest = rest.sub(piece)) {
    // Its own memory, so that a line that outlives its piece is seen.
    const std::string held(rest.sub(0, piece).text());
    reader.push(Bytes(held));
    drain();
  }
  reader.finish();
  drain();
  out.info = reader.info();
  EXPECT_EQ(out.info.lines, out.info.parsed + out.info.skipped + out.info.bad);
  return out;
}

Time at(std::string_view iso) { return *take_iso(iso, 0); }

constexpr std::string_view kCombined =
    "203.0.113.66 - wampp [03/Mar/2011:04:12:11 +0100] \"PUT /webdav/..php HTTP/1.1\" 201 301 \"-\" "
    "\"Microsoft-WebDAV-MiniRedir/5.1.2600\"\n"
    "2001:db8::7 - - [03/Mar/2011:04:12:12 +0100] \"GET /a?q=\\\"x\\\" HTTP/1.1\" 200 - \"http://a/\" \"say "
    "\\\"hi\\\"\"\r\n"
    "203.0.113.9 - - [03/Mar/2011:04:12:12 +0100] \"\\x16\\x03\\x01\" 400 0 \"-\" \"-\"\n"
    "not a line\n"
    "\n"
    "203.0.113.9 - - [03/Mar/2011:04:12:13 +0100] \"GET /last HTTP/2.0\" 404 12 \"-\" \"x\"";

TEST(LogReader, CombinedLinesAreTakenApart) {
  const Reading r = read(kCombined);
  EXPECT_EQ(r.info.kind, "access-log");
  EXPECT_EQ(r.info.format, "combined");
  ASSERT_EQ(r.lines.size(), 4u);
  EXPECT_EQ(r.info.lines, 6u);
  EXPECT_EQ(r.info.bad, 1u);
  EXPECT_EQ(r.info.skipped, 1u);
  ASSERT_EQ(r.info.examples.size(), 1u);
  EXPECT_EQ(r.info.examples[0].number, 4u);
  EXPECT_EQ(r.info.examples[0].text, "not a line");
  EXPECT_EQ(r.lines[0].user, "wampp");
  EXPECT_EQ(r.lines[0].method, "PUT");
  EXPECT_EQ(r.lines[0].target, "/webdav/..php");
  EXPECT_EQ(r.lines[0].status, 201);
  EXPECT_EQ(r.lines[0].time, at("2011-03-03T03:12:11Z"));
  EXPECT_EQ(r.lines[1].client, "2001:db8::7");
  EXPECT_EQ(unescape_log(r.lines[1].target), "/a?q=\"x\"");
  EXPECT_EQ(unescape_log(r.lines[1].agent), "say \"hi\"");
  EXPECT_EQ(r.lines[2].target, "\\x16\\x03\\x01");
  EXPECT_EQ(r.lines[3].number, 6u);
  EXPECT_EQ(*r.info.last, at("2011-03-03T03:12:13Z"));
}

TEST(LogReader, PiecesMakeNoDifference) {
  const Reading whole = read(kCombined);
  for (const size_t piece : {1, 2, 7, 100, 333}) {
    const Reading cut = read(kCombined, piece, {}, 3);
    ASSERT_EQ(cut.lines.size(), whole.lines.size()) << piece;
    for (size_t i = 0; i < cut.lines.size(); ++i) EXPECT_EQ(cut.lines[i].target, whole.lines[i].target);
    EXPECT_EQ(cut.info.bad, whole.info.bad);
  }
}

TEST(LogReader, PiecesAfterTheSampleMakeNoDifference) {
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "192.0.2." + std::to_string(i % 250) + " - - [03/Mar/2011:04:12:12 +0000] \"GET /" +
            std::to_string(i) + " HTTP/1.1\" 200 1\n";
  for (const size_t piece : {size_t{13}, size_t{4096}, SIZE_MAX}) {
    const Reading r = read(text, piece);
    ASSERT_EQ(r.lines.size(), 500u);
    for (size_t i = 0; i < 500; ++i) {
      EXPECT_EQ(r.lines[i].target, "/" + std::to_string(i));
      EXPECT_EQ(r.lines[i].number, i + 1);
    }
  }
}

TEST(LogReader, AnOverlongLineIsCutAndCounted) {
  std::string text = "192.0.2.1 - - [03/Mar/2011:04:12:12 +0000] \"GET /";
  text += std::string(3 << 20, 'a') +
          " HTTP/1.1\" 200 1\n192.0.2.1 - - [03/Mar/2011:04:12:13 +0000] \"GET /b HTTP/1.1\" 200 1\n";
  LogOptions common;
  common.format = "common";
  for (const size_t piece : {size_t{100'000}, size_t{1} << 20, SIZE_MAX}) {
    const Reading r = read(text, piece, common);
    EXPECT_EQ(r.info.cut, 1u);
    EXPECT_EQ(r.info.lines, 2u);
    ASSERT_EQ(r.lines.size(), 1u);
    EXPECT_EQ(r.lines[0].target, "/b");
  }
}

TEST(LogReader, GarbageIsNamedAndCounted) {
  std::string text(
      "\x7f"
      "ELF\0\1\2\n\n\xff\xfe"
      "abc\n",
      14);
  const Reading r = read(text + std::string(100'000, '\0'));
  EXPECT_TRUE(r.info.kind.empty());
  EXPECT_EQ(r.info.bad, 2u);
  EXPECT_EQ(r.info.lines, 3u);
  EXPECT_TRUE(r.lines.empty());
  EXPECT_TRUE(read("").lines.empty());
}

TEST(LogReader, AGarbledBeginningIsPassedOver) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\x01\x02 garbage " + std::to_string(i) + '\n';
  const std::string line = "192.0.2.1 - - [03/Mar/2011:04:12:11 +0000] \"GET /x HTTP/1.1\" 200 5\n";
  for (int i = 0; i < 50; ++i) text += line;
  for (const size_t piece : {SIZE_MAX, size_t{7}}) {
    const Reading r = read(text, piece);
    EXPECT_EQ(r.info.kind, "access-log");
    EXPECT_EQ(r.info.lines, 150u);
    EXPECT_EQ(r.info.bad, 100u);
    ASSERT_EQ(r.lines.size(), 50u);
    EXPECT_EQ(r.lines[0].number, 101u);
    ASSERT_FALSE(r.info.examples.empty());
    EXPECT_EQ(r.info.examples[0].number, 1u);
  }
}

TEST(LogReader, IsTheFastWayTheGeneralOne) {
  // `more` reads the general way; what it gives must be what pull gave.
  for (const std::string_view line :
       {"a - - [03/Mar/2011:04:12:12 +0000] \"GET /x HTTP/1.1\" 200 1 \"-\" \"-\"\n",
        "a b c [03/Mar/2011:04:12:12 -0930] \"POST /x?y=1 HTTP/2\" 404 1 \"-\" \"-\"\n"}) {
    std::string text;
    for (int i = 0; i < 3; ++i) text += line;
    LogReader reader(0);
    std::array<LogLine, 8> lines;
    reader.push(Bytes(text));
    reader.finish();
    ASSERT_EQ(reader.pull(lines), 3u);
    LogLine again = lines[0];
    reader.more(again);
    EXPECT_EQ(again.target, lines[0].target);
    EXPECT_EQ(again.user, lines[0].user);
    EXPECT_EQ(again.time, lines[0].time);
    EXPECT_EQ(again.status, lines[0].status);
  }
}

TEST(LogReader, OtherColumnsAreInferred) {
  const Reading vhost = read(
      "www.example.org:443 192.0.2.1 - - [03/Mar/2011:04:12:12 +0000] \"GET /x HTTP/1.1\" 200 1 \"-\" "
      "\"UA\"\n");
  EXPECT_EQ(vhost.info.format, "vhost-combined");
  ASSERT_EQ(vhost.lines.size(), 1u);
  EXPECT_EQ(vhost.lines[0].vhost, "www.example.org:443");
  EXPECT_EQ(vhost.lines[0].client, "192.0.2.1");

  const Reading nginx = read(
      "10.0.0.2 - - [03/Mar/2011:04:12:12 +0000] \"GET /x HTTP/1.1\" 200 1 \"-\" \"UA\" \"203.0.113.5, "
      "192.0.2.8\" 0.250\n");
  ASSERT_EQ(nginx.lines.size(), 1u);
  EXPECT_EQ(nginx.lines[0].forwarded, "203.0.113.5, 192.0.2.8");
  EXPECT_EQ(nginx.lines[0].duration, 250 * kMillisecond);

  const Reading fpm = read("127.0.0.1 -  03/Mar/2011:04:12:12 +0000 \"GET /index.php\" 200\n");
  ASSERT_EQ(fpm.lines.size(), 1u);
  EXPECT_EQ(fpm.lines[0].target, "/index.php");
  EXPECT_EQ(fpm.lines[0].status, 200);

  const Reading ftp = read("192.0.2.1 UNKNOWN bob [03/Mar/2011:04:12:12 +0000] \"STOR x.php\" 226 301\n");
  ASSERT_EQ(ftp.lines.size(), 1u);
  EXPECT_EQ(ftp.lines[0].kind, LogLine::Kind::transfer);
  EXPECT_EQ(ftp.lines[0].method, "STOR");
  EXPECT_EQ(ftp.lines[0].target, "x.php");
}

TEST(LogReader, ProxiesAreSeenThrough) {
  const auto line = [](const char* client, const char* forwarded) {
    return std::string(client) +
           " - - [03/Mar/2011:04:12:11 +0000] \"GET /x HTTP/1.1\" 200 5 \"-\" \"a\" \"" + forwarded + "\"\n";
  };
  const Reading r =
      read(line("10.0.0.1", "198.51.100.1, 203.0.113.66, 10.0.0.9") + line("10.0.0.1", "203.0.113.67") +
           line("192.0.2.1", "198.51.100.1") + line("10.0.0.1", "10.0.0.7, 10.0.0.9") +
           line("10.0.0.1", "unknown, 203.0.113.68") + line("10.0.0.1", "-"));
  ASSERT_EQ(r.lines.size(), 6u);
  const char* expected[] = {"203.0.113.66", "203.0.113.67", "192.0.2.1",
                            "10.0.0.7",     "203.0.113.68", "10.0.0.1"};
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(r.lines[i].client, expected[i]) << i;
}

TEST(LogReader, AGivenFormatIsFollowed) {
  LogOptions o;
  o.format = "LogFormat \"%v:%p %{X-Forwarded-For}i %h %l %u %t \\\"%r\\\" %>s %D\" mine";
  const Reading r = read(
      "www.example.org:80 198.51.100.7 10.0.0.1 - - [03/Mar/2011:04:12:12 +0000] \"GET /x HTTP/1.1\" 200 "
      "60000000\n",
      SIZE_MAX, o);
  ASSERT_EQ(r.lines.size(), 1u);
  EXPECT_EQ(r.lines[0].forwarded, "198.51.100.7");
  EXPECT_EQ(r.lines[0].duration, 60 * kSecond);
  EXPECT_EQ(r.lines[0].time, at("2011-03-03T04:12:12Z"));  // %t is the start

  o.format = "log_format main '$remote_addr [$time_local] \"$request\" $status $request_time';";
  const Reading n =
      read("192.0.2.1 [03/Mar/2011:04:13:12 +0000] \"GET /x HTTP/1.1\" 200 60.000\n", SIZE_MAX, o);
  ASSERT_EQ(n.lines.size(), 1u);
  EXPECT_EQ(n.lines[0].time, at("2011-03-03T04:12:12Z"));  // nginx writes the end
}

TEST(LogReader, TheFamiliesAreToldApart) {
  struct Example {
    const char *text, *kind;
    std::string client, method, target;
    int status;
    const char* time;
  };
  const std::string iis =
      "#Software: Microsoft Internet Information Services 7.5\n#Fields: date time s-ip cs-method cs-uri-stem "
      "cs-uri-query s-port cs-username "
      "c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken\n2011-03-03 04:12:12 10.0.0.1 "
      "GET /x.php host=192.0.2.9&time=60 80 "
      "- 203.0.113.66 Mozilla/4.0+(x) 200 0 0 1000\n";
  for (
      const Example& e : {
          Example{iis.c_str(), "w3c-log", "203.0.113.66", "GET", "/x.php", 200, "2011-03-03T04:12:11Z"},
          Example{
              R"({"level":"info","ts":1299125532.5,"logger":"http.log.access","request":{"remote_ip":"203.0.113.66","proto":"HTTP/2.0","method":"GET","host":"localhost","uri":"/x.php?a=1","headers":{"User-Agent":["curl"]}},"duration":0.5,"size":3,"status":200})"
              "\n",
              "json-log", "203.0.113.66", "GET", "/x.php?a=1", 200, "2011-03-03T04:12:12Z"},
          Example{"[Thu Mar 03 04:12:12.902022 2011] [core:error] [pid 1:tid 2] [client 203.0.113.66:1234] "
                  "File does not exist: /x\n",
                  "error-log", "203.0.113.66", "", "File does not exist: /x", 0,
                  "2011-03-03T04:12:12.902022Z"},
          Example{"2011/03/03 04:12:12 [error] 12#0: *1 open() failed, client: 203.0.113.66, server: x\n",
                  "error-log", "203.0.113.66", "", "*1 open() failed, client: 203.0.113.66, server: x", 0,
                  "2011-03-03T04:12:12Z"},
          Example{"Thu Mar  3 04:12:13 2011 1 203.0.113.66 301 /srv/www/a b.php b _ i r user ftp 0 * c\n",
                  "ftp-log", "203.0.113.66", "STOR", "/srv/www/a b.php", 226, "2011-03-03T04:12:12Z"},
          Example{"Thu Mar  3 04:12:12 2011 [pid 12] [user] OK UPLOAD: Client \"203.0.113.66\", \"/..php\", "
                  "301 bytes, 1.2Kbyte/sec\n",
                  "ftp-log", "203.0.113.66", "STOR", "/..php", 226, "2011-03-03T04:12:12Z"},
          Example{"2011-03-03T04:12:12.000000+00:00 www sshd[12]: Failed password for invalid user a from b "
                  "from 203.0.113.66 port 2 ssh2\n",
                  "auth-log", "203.0.113.66", "login", "", 401, "2011-03-03T04:12:12Z"},
          Example{"__CURSOR=s\n__REALTIME_TIMESTAMP=1299125532000000\nSYSLOG_IDENTIFIER=sshd\nMESSAGE="
                  "Accepted publickey for root from 203.0.113.66 "
                  "port 2 ssh2\n\n",
                  "journal-log", "203.0.113.66", "login", "", 200, "2011-03-03T04:12:12Z"},
      }) {
    const Reading r = read(e.text);
    EXPECT_EQ(r.info.kind, e.kind);
    ASSERT_EQ(r.lines.size(), 1u) << e.text;
    EXPECT_EQ(r.lines[0].client, e.client);
    EXPECT_EQ(r.lines[0].method, e.method);
    EXPECT_EQ(r.lines[0].target, e.target);
    EXPECT_EQ(r.lines[0].status, e.status);
    EXPECT_EQ(rfc3339(r.lines[0].time, 6), rfc3339(at(e.time), 6));
    EXPECT_EQ(recognise_log(Bytes(std::string_view(e.text))), e.kind);
    EXPECT_EQ(read(e.text, 5).lines.size(), 1u);
  }
}

TEST(LogReader, SyslogYearsRunOn) {
  LogOptions o;
  o.year = 2010;
  const Reading r = read(
      "Dec 31 23:59:59 www sshd[1]: Accepted password for root from 192.0.2.1 port 1 ssh2\n"
      "Jan  1 00:00:01 www sshd[1]: Accepted password for root from 192.0.2.1 port 1 ssh2\n",
      SIZE_MAX, o);
  ASSERT_EQ(r.lines.size(), 2u);
  EXPECT_EQ(r.lines[1].time, at("2011-01-01T00:00:01Z"));
}

TEST(LogReader, EveryLineOfTheCorpusIsCounted) {
  const char* corpus = std::getenv("CULPRIT_CORPUS");
  const std::filesystem::path logs =
      std::filesystem::path(corpus != nullptr ? corpus : "../shared/corpus") / "logs";
  if (!std::filesystem::is_directory(logs)) GTEST_SKIP() << "no logs in " << logs;
  for (const auto& entry : std::filesystem::directory_iterator(logs)) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Reading r = read(text, 65536);
    const auto ends = static_cast<uint64_t>(std::ranges::count(text, '\n'));
    EXPECT_EQ(r.info.lines, ends + !text.ends_with('\n')) << entry.path();
    EXPECT_EQ(r.info.bad, 0u) << entry.path();
    EXPECT_FALSE(r.info.kind.empty()) << entry.path();
  }
}

}  // namespace
}  // namespace culprit::capture
