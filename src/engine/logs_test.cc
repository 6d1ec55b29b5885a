#include "engine/logs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "attribute/script_place.h"
#include "capture/log_time.h"
#include "message/fields.h"
#include "wording/words.h"

namespace culprit {
namespace {

using message::Message;

const Address kUs = *Address::parse("192.0.2.20"), kBoss = *Address::parse("203.0.113.66"),
              kVictim = *Address::parse("198.51.100.77");

Time at(std::string_view iso) { return *capture::take_iso(iso, 0); }

std::string clf(int second, const std::string& client, const std::string& user, const std::string& request,
                int status) {
  const std::string ss = (second % 60 < 10 ? "0" : "") + std::to_string(second % 60),
                    mm = (second / 60 < 10 ? "0" : "") + std::to_string(second / 60);
  return client + " - " + user + " [08/Mar/2011:08:" + mm + ":" + ss + " +0000] \"" + request +
         " HTTP/1.1\" " + std::to_string(status) + " 31 \"-\" \"UA\"\n";
}

const std::string kOrder = "GET /webdav/..php?act=phptools&host=198.51.100.77&time=60";

std::string story() {
  std::string log;
  log += clf(1, "203.0.113.66", "-", "OPTIONS /webdav/", 200);
  log += clf(2, "203.0.113.66", "-", "PROPFIND /webdav/", 401);
  log += clf(3, "203.0.113.66", "wampp", "PUT /webdav/..php", 201);
  log += clf(4, "203.0.113.66", "wampp", "PUT /webdav/readme.txt", 201);
  for (int i = 5; i < 600; ++i)
    log += clf(i, "192.0.2." + std::to_string(i % 200), "-", "GET /index.php?id=" + std::to_string(i), 200);
  log += clf(600, "203.0.113.66", "-", kOrder, 200);
  log += clf(1200, "203.0.113.66", "-", kOrder, 200);
  log += clf(1300, "198.51.100.3", "-", "GET /webdav/..php", 200);
  return log;
}

struct Lab {
  message::Store store;
  message::Names names;
  flow::Local local;
  Case c;
  Logs logs;

  void read(const std::string& text, uint32_t file = 0) {
    MemorySource source{Bytes(text), 1000};
    capture::LogInfo info;
    ASSERT_FALSE(feed_log(source, file, {}, logs, info));
    EXPECT_EQ(info.bad, 0u);
  }
  void finish(Time start, Time end) {
    logs.join(store);
    attribute::Witness w{store, names, local, start, end};
    logs.extend(w);
    attribute::link(w, c);
    attribute::place_scripts({}, {.server = logs.server()}, store, c);
    logs.tell(c);
  }
  const Finding* find(std::string_view kind) const {
    const auto f = std::ranges::find(c.findings, kind, &Finding::kind);
    return f == c.findings.end() ? nullptr : &*f;
  }
  void flood(Time start, double lasted_s) {
    Finding f;
    f.id = "udp-flood-1";
    f.kind = "udp-flood";
    f.start = start;
    f.end = start + static_cast<int64_t>(lasted_s * 1e9);
    f.many_ports = true;
    f.targets.push_back({.ip = kVictim, .ports = {}, .name = {}, .prefix_bits = {}});
    c.findings.push_back(f);
    local.hosts = {kUs};
  }
  void wire(Time t, const std::string& line, const Address& client) {
    Message m;
    m.start = m.end = t;
    m.first = m.last = {0, ++frame};
    m.client = client;
    m.server = kUs;
    m.line = line + " HTTP/1.1";
    m.method = line.substr(0, line.find(' '));
    const std::string target = line.substr(line.find(' ') + 1);
    m.path = target.substr(0, target.find('?'));
    if (const size_t q = target.find('?'); q != std::string::npos)
      message::read_form(m, message::Place::query, std::string_view(target).substr(q + 1));
    store.add(std::move(m));
  }
  uint64_t frame = 0;
};

/// Every sentence that the case holds has words in the catalogue.
void expect_worded(const Case& c) {
  const Words words("en");
  const auto check = [&](const Sentence& s) {
    EXPECT_EQ(words.say(s).find('<'), std::string::npos) << words.say(s);
  };
  const auto all = [&](const std::vector<Evidence>& evidence) {
    for (const Evidence& e : evidence) check(e.reason);
  };
  for (const Event& e : c.events) {
    check(e.what);
    all(e.evidence);
  }
  for (const Finding& f : c.findings) {
    all(f.evidence);
    if (f.entry) all(f.entry->evidence);
    if (f.kind == "webshell-upload" || f.kind == "brute-force") check(f.title), check(f.what);
    if (f.trigger)
      for (const Reason& r : f.trigger->reasons) check(r.what);
  }
  for (const Limit& l : c.limits) check(Sentence("limit." + l.what).count("n", l.count));
}

TEST(Logs, ALogAloneTellsTheStory) {
  Lab lab;
  lab.read(story());
  lab.finish({0}, {0});
  const Finding* f = lab.find("webshell-order");
  ASSERT_NE(f, nullptr);
  ASSERT_EQ(f->orders.size(), 2u);
  EXPECT_EQ(f->way, Way::inbound);
  EXPECT_EQ(f->orders[0].client, kBoss);
  EXPECT_EQ(f->orders[0].frame.frame, 0u);
  EXPECT_EQ(f->orders[0].evidence.back().kind, "log");
  EXPECT_EQ(f->orders[0].evidence.back().line, 600u);
  EXPECT_TRUE(f->orders[0].evidence.back().quote.starts_with("203.0.113.66 - - ["));
  EXPECT_EQ(f->orders[0].script, "C:\\xampp\\webdav\\..php");
  EXPECT_GT(f->orders[0].probability, 0.9);
  ASSERT_TRUE(f->entry);
  EXPECT_EQ(*f->entry->time, at("2011-03-08T08:00:03Z"));
  EXPECT_EQ(f->entry->method, "PUT");
  EXPECT_EQ(f->entry->client, "203.0.113.66");
  EXPECT_EQ(f->entry->account, "wampp");
  EXPECT_EQ(f->entry->path, "/webdav/..php");
  EXPECT_FALSE(f->entry->before_first_line);
  EXPECT_EQ(f->entry->evidence[0].line, 3u);
  std::vector<std::string> kinds;
  for (const Event& e : lab.c.events) kinds.push_back(e.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"upload", "probe", "first-use", "return"}));
  EXPECT_FALSE(lab.c.clock_offset_s);
  expect_worded(lab.c);
}

TEST(Logs, WhatWasThereBeforeTheFirstLineIsSaidSo) {
  Lab lab;
  lab.read(clf(1, "192.0.2.9", "-", "GET /", 200) + clf(600, "203.0.113.66", "-", kOrder, 200));
  lab.finish({0}, {0});
  const Finding* f = lab.find("webshell-order");
  ASSERT_NE(f, nullptr);
  ASSERT_TRUE(f->entry);
  EXPECT_TRUE(f->entry->before_first_line);
  EXPECT_FALSE(f->entry->time);
  EXPECT_EQ(f->entry->evidence[0].line, 1u);
  expect_worded(lab.c);
}

TEST(Logs, WhatWasMissingBeforeCameInBetween) {
  Lab lab;
  lab.read(clf(1, "203.0.113.66", "-", "GET /up/x.php", 404) +
           clf(50, "203.0.113.66", "-", "POST /upload.php", 200) +
           clf(60, "203.0.113.66", "-", "GET /up/x.php?act=phptools&host=198.51.100.77&time=60", 200));
  lab.finish({0}, {0});
  const Finding* f = lab.find("webshell-order");
  ASSERT_NE(f, nullptr);
  ASSERT_TRUE(f->entry);
  EXPECT_EQ(f->entry->method, "POST");
  EXPECT_EQ(f->entry->evidence[0].line, 2u);
  EXPECT_FALSE(f->entry->before_first_line);
  expect_worded(lab.c);
}

TEST(Logs, AnUploadOverFtpIsFoundByItsPathOnDisk) {
  Lab lab;
  lab.read("Tue Mar  8 08:00:01 2011 1 203.0.113.66 301 /var/www/html/up/x.php b _ i r bob ftp 0 * c\n", 0);
  lab.read(clf(60, "203.0.113.66", "-", "GET /up/x.php?act=phptools&host=198.51.100.77&time=60", 200), 1);
  lab.finish({0}, {0});
  const Finding* f = lab.find("webshell-order");
  ASSERT_NE(f, nullptr);
  ASSERT_TRUE(f->entry);
  EXPECT_EQ(f->entry->method, "STOR");
  EXPECT_EQ(f->entry->account, "bob");
}

TEST(Logs, ProgramsThatComeInOverFtpAreWeighedByPlaceAndAccount) {
  const auto line = [](int second, const char* client, const char* what) {
    return "Tue Mar  8 08:00:0" + std::to_string(second) + " 2011 [pid 9] [bob] " + what + ": Client \"" +
           client + '"';
  };
  const auto put = [&](int second, const char* client, const std::string& path) {
    return line(second, client, "OK UPLOAD") + ", \"" + path + "\", 9 bytes, 1.00Kbyte/sec\n";
  };
  Lab lab;
  std::string log = put(1, "192.0.2.7", "/www/index.php") + put(2, "192.0.2.7", "/www/shop.php") +
                    put(3, "192.0.2.8", "/www/images/..php");
  for (int i = 0; i < 6; ++i) log += line(4, "192.0.2.9", "FAIL LOGIN") + '\n';
  lab.read(log + line(5, "192.0.2.9", "OK LOGIN") + '\n' + put(6, "192.0.2.9", "/www/a.php"));
  lab.finish({0}, {0});
  std::map<std::string, Severity> found;
  for (const Finding& f : lab.c.findings) found[f.key] = f.severity;
  EXPECT_EQ(found, (std::map<std::string, Severity>{{"ftp-uploads:192.0.2.7:bob", Severity::low},
                                                    {"webshell-upload:/www/images/..php", Severity::medium},
                                                    {"webshell-upload:/www/a.php", Severity::medium},
                                                    {"brute-force-log:192.0.2.9", Severity::medium}}));
  expect_worded(lab.c);
}

TEST(Logs, AGuessedPasswordIsAFinding) {
  const auto line = [](int n, const char* what, const char* client) {
    return "2011-03-08T08:00:" + std::to_string(10 + n) + "+00:00 web sshd[7]: " + what + " for root from " +
           client + " port 4022 ssh2\n";
  };
  Lab lab;
  std::string log;
  for (int i = 0; i < 25; ++i)
    log += line(i, "Failed password", "203.0.113.66") + line(i, "Failed password", "203.0.113.67");
  for (int i = 0; i < 3; ++i) log += line(30, "Failed password", "192.0.2.1");
  log += line(40, "Accepted password", "203.0.113.66") + line(41, "Accepted password", "192.0.2.1");
  lab.read(log);
  lab.finish({0}, {0});
  ASSERT_EQ(lab.c.findings.size(), 2u);
  EXPECT_EQ(lab.c.findings[0].key, "brute-force-log:203.0.113.66");
  EXPECT_EQ(lab.c.findings[0].severity, Severity::high);
  ASSERT_EQ(lab.c.findings[0].evidence.size(), 2u);
  EXPECT_EQ(lab.c.findings[0].evidence[0].line, 1u);
  EXPECT_EQ(lab.c.findings[0].evidence[1].line, 54u);
  EXPECT_EQ(lab.c.findings[1].key, "brute-force-log:203.0.113.67");
  EXPECT_EQ(lab.c.findings[1].severity, Severity::info);
  expect_worded(lab.c);
}

TEST(Logs, AnUploadWithoutOrdersIsAFindingOfItsOwn) {
  Lab lab;
  lab.read(clf(3, "203.0.113.66", "-", "PUT /dav/c99.php", 201) +
           clf(9, "203.0.113.66", "-", "GET /dav/c99.php", 200) +
           clf(9, "203.0.113.66", "-", "PUT /dav/notes.txt", 201) +
           clf(9, "203.0.113.67", "-", "PUT /dav/no.php", 403));
  lab.finish({0}, {0});
  ASSERT_EQ(lab.c.findings.size(), 1u);
  EXPECT_EQ(lab.c.findings[0].kind, "webshell-upload");
  EXPECT_EQ(lab.c.findings[0].severity, Severity::high);
  expect_worded(lab.c);
}

TEST(Logs, AnOrderThatOnlyTheLogShowsIsWeighedLikeOneOnTheWire) {
  Lab lab;
  const Time flood = at("2011-03-08T08:10:00.004Z");
  lab.flood(flood, 60.5);
  lab.wire(flood + 40 * kSecond, "GET /index.php?id=640", *Address::parse("192.0.2.99"));
  lab.logs.expect(lab.store);
  lab.read(story());
  lab.finish(flood + -kSecond, flood + 70 * kSecond);
  const Finding* f = lab.find("udp-flood");
  ASSERT_TRUE(f->trigger);
  EXPECT_GT(f->trigger->probability, 0.99);
  EXPECT_EQ(f->trigger->client, kBoss);
  EXPECT_FALSE(f->trigger->lag_ms);
  EXPECT_EQ(f->trigger->evidence.back().line, 600u);
  EXPECT_EQ(f->orders.size(), 2u);
  ASSERT_TRUE(f->entry);
  EXPECT_EQ(f->entry->method, "PUT");
  expect_worded(lab.c);
}

TEST(Logs, TheSameRequestOnTheWireAndInTheLogIsOneOrder) {
  Lab lab;
  const Time order = at("2011-03-08T07:59:57.3Z");  // the log's clock is 602.7 .. 603.7 - 600 s ahead
  lab.flood(order + 4 * kMillisecond, 60.5);
  for (int i = 0; i < 60; ++i) {
    lab.wire(order + (-60 + i) * kSecond, "GET /index.php?id=" + std::to_string(540 + i),
             *Address::parse("192.0.2." + std::to_string((540 + i) % 200)));
  }
  lab.wire(order, kOrder, kBoss);
  lab.logs.expect(lab.store);
  lab.read(story(), 1);
  lab.finish(order + -70 * kSecond, order + 70 * kSecond);
  ASSERT_TRUE(lab.c.clock_offset_s);
  EXPECT_NEAR(*lab.c.clock_offset_s, 603.2, 0.6);
  const Finding* f = lab.find("udp-flood");
  ASSERT_TRUE(f->trigger);
  ASSERT_EQ(f->trigger->evidence.size(), 2u);
  EXPECT_EQ(f->trigger->evidence[0].kind, "frame");
  EXPECT_EQ(f->trigger->evidence[1].kind, "log");
  EXPECT_EQ(f->trigger->evidence[1].line, 600u);
  EXPECT_EQ(f->trigger->evidence[1].file, 1u);
  EXPECT_NEAR(*f->trigger->lag_ms, 4, 0.1);
  EXPECT_EQ(f->orders.size(), 2u);  // this one, and the later one that only the log shows
}

TEST(Logs, GapsAndStepsBackAreTold) {
  Lab lab;
  std::string log;
  const auto line = [](int64_t hour, int minute, int second) {
    const auto two = [](int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return "192.0.2.1 - - [" + two(8 + hour / 24) + "/Mar/2011:" + two(hour % 24) + ":" + two(minute) + ":" +
           two(second) + " +0000] \"GET / HTTP/1.1\" 200 1\n";
  };
  for (int h = 0; h < 40; ++h)
    for (int m = 0; m < 60; ++m)
      if (h < 20 || h >= 26) log += line(h, m, 7);
  log += line(3, 0, 0);
  lab.read(log);
  lab.finish({0}, {0});
  ASSERT_EQ(lab.c.events.size(), 2u);
  EXPECT_EQ(lab.c.events[0].kind, "log-gap");
  EXPECT_EQ(lab.c.events[0].evidence[0].line, 1201u);
  EXPECT_EQ(lab.c.events[1].kind, "log-back");
  EXPECT_EQ(lab.c.events[1].evidence[0].line, 2041u);
  expect_worded(lab.c);
}

TEST(Logs, OrdinaryVisitorsAreNothing) {
  Lab lab;
  std::string log;
  for (int i = 0; i < 3000; ++i) {
    log += clf(i % 3600, "192.0.2." + std::to_string(i % 200), "-",
               "GET /shop.php?url=https%3A%2F%2Fexample.org%2F&page=" + std::to_string(i), 200);
    log += clf(i % 3600, "192.0.2." + std::to_string(i % 200), "-", "POST /wp-login.php", 200);
  }
  lab.read(log);
  lab.finish({0}, {0});
  EXPECT_TRUE(lab.c.findings.empty());
}

TEST(Logs, AMillionScriptsAndClientsStayBounded) {
  Lab lab;
  std::string log;
  for (int i = 0; i < 40'000; ++i) {
    log += clf(i % 3600,
               "10." + std::to_string(i / 65536) + "." + std::to_string(i / 256 % 256) + "." +
                   std::to_string(i % 256),
               "-", "GET /s" + std::to_string(i) + ".php?host=192.0.2.9&time=5", i % 2 != 0 ? 200 : 404);
  }
  lab.read(log);
  lab.finish({0}, {0});
  EXPECT_FALSE(lab.c.limits.empty());
  expect_worded(lab.c);
}

}  // namespace
}  // namespace culprit
