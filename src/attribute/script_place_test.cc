#include "attribute/script_place.h"

#include <gtest/gtest.h>

#include "wording/words.h"

namespace culprit::attribute {
namespace {

const Address kServer = *Address::parse("192.0.2.20");

Case with_order(const std::string& request, const std::string& host = {}) {
  Case c;
  Finding f;
  Order o;
  o.request = request;
  o.host = host;
  o.server = kServer;
  f.orders.push_back(o);
  f.trigger = o;
  c.findings.push_back(f);
  return c;
}

message::Store answers(const std::string& server) {
  message::Store store;
  message::Message m;
  m.server = kServer;
  m.answer_server = server;
  store.add(std::move(m));
  return store;
}

std::string placed(const std::string& request, const std::string& server) {
  Case c = with_order(request);
  place_scripts({}, {}, answers(server), c);
  return c.findings[0].trigger->script;
}

TEST(ScriptPlace, WhatTheServerSaysOfItself) {
  EXPECT_EQ(placed("GET /webdav/..php?host=x HTTP/1.1", "Apache/2.2.14 (Win32) DAV/2 PHP/5.3.1"),
            "C:\\xampp\\webdav\\..php");
  EXPECT_EQ(placed("GET /webdav/..php?host=x HTTP/1.1", "Apache/2.4.57 (Debian)"),
            "/var/www/html/webdav/..php");
  EXPECT_EQ(placed("POST /a/x.aspx HTTP/1.1", "Microsoft-IIS/10.0"), "C:\\inetpub\\wwwroot\\a\\x.aspx");
  EXPECT_EQ(placed("PRIVMSG #c :!x", "Apache"), "");
}

TEST(ScriptPlace, TheConfigurationWithItsLine) {
  SiteMap map;
  map.sites.push_back(
      {.names = {"shop.example"},
       .rules = {
           {.text = "/dav", .folder = "/srv/dav", .source = {"/etc/a.conf", "Alias /dav /srv/dav", 7}}}});
  Case c = with_order("GET /dav/..php?host=1.2.3.4&time=5 HTTP/1.1", "shop.example:80");
  place_scripts(map, {}, {}, c);
  const Order& o = *c.findings[0].trigger;
  EXPECT_EQ(o.script, "/srv/dav/..php");
  ASSERT_EQ(o.evidence.size(), 1u);
  EXPECT_EQ(o.evidence[0].kind, "config");
  EXPECT_EQ(o.evidence[0].path, "/etc/a.conf");
  EXPECT_EQ(o.evidence[0].line, 7u);
  ASSERT_EQ(c.findings[0].evidence.size(), 1u);
  EXPECT_EQ(Words("en").say(o.evidence[0].reason).find('<'), std::string::npos);
}

TEST(ScriptPlace, TheScriptOfARequest) {
  EXPECT_EQ(script_of_request("GET /webdav/..php?act=x HTTP/1.1"), "/webdav/..php");
  EXPECT_EQ(script_of_request("GET /webdav/%2e%2ephp HTTP/1.1"), "/webdav/..php");
  EXPECT_EQ(script_of_request("GET /a/..php/more/..?x HTTP/1.1"), "/a/..php");
  EXPECT_EQ(script_of_request("GET http://shop.example/a/x.php HTTP/1.1"), "/a/x.php");
  EXPECT_EQ(script_of_request("GET /folder/?host=x"), "/folder/");
  EXPECT_EQ(script_of_request(""), "");
}

}  // namespace
}  // namespace culprit::attribute
