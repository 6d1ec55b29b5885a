#include "message/order.h"

#include <gtest/gtest.h>

namespace culprit::message {
namespace {

Message request(std::vector<Field> fields, std::string path = "/x.php") {
  Message m;
  m.path = std::move(path);
  m.fields = std::move(fields);
  return m;
}

TEST(Order, FormsThatControllersUse) {
  EXPECT_TRUE(read_order(request({{Place::query, "act", "phptools"},
                                  {Place::query, "host", "203.0.113.7"},
                                  {Place::query, "time", "60"}})));
  EXPECT_TRUE(read_order(request({{Place::query, "host", "203.0.113.7"}, {Place::query, "time", "60"}})));
  EXPECT_TRUE(read_order(request(
      {{Place::form, "ip", "203.0.113.7"}, {Place::form, "time", "60"}, {Place::form, "port", "80"}})));
  EXPECT_TRUE(read_order(
      request({{Place::json, "job.target", "victim.example.net"}, {Place::json, "job.seconds", "60"}})));
  EXPECT_TRUE(read_order(request({{Place::query, "HOST", "3405803783"}, {Place::query, "Time", "60"}})));
}

TEST(Order, OrdinaryParametersAreNone) {
  EXPECT_FALSE(read_order(request({{Place::query, "id", "203"}, {Place::query, "time", "60"}})));
  EXPECT_FALSE(read_order(request({{Place::query, "host", "localhost"}, {Place::query, "time", "60"}})));
  EXPECT_FALSE(read_order(request({{Place::header, "Host", "203.0.113.7"}, {Place::query, "time", "60"}})));
  EXPECT_FALSE(read_order(request({{Place::query, "host", "203.0.113.7"}, {Place::query, "time", "soon"}})));
  EXPECT_FALSE(read_order(request({})));
}

TEST(Order, RolesCarryTheirValues) {
  const auto form = read_order(request({{Place::query, "act", "phptools"},
                                        {Place::query, "ip", "203.0.113.7"},
                                        {Place::query, "port", "80"},
                                        {Place::query, "time", "120"}}));
  ASSERT_TRUE(form);
  EXPECT_TRUE(form->marked);
  EXPECT_TRUE(form->script);
  EXPECT_EQ(form->number("seconds"), 120u);
  EXPECT_EQ(form->number("port"), 80u);
  EXPECT_EQ(*form->role("victim"), "203.0.113.7");
}

TEST(Order, WhatLooksLikeAHost) {
  for (const char* good : {"203.0.113.7", "2001:db8::1", "www.example.org", "http://www.example.org/x",
                           "udp://203.0.113.7:80", "3405803783"})
    EXPECT_TRUE(looks_like_host(good)) << good;
  for (const char* bad : {"", "60", "localhost", "a b.c", ".org", "1.5", "../../etc/passwd"})
    EXPECT_FALSE(looks_like_host(bad)) << bad;
}

}  // namespace
}  // namespace culprit::message
