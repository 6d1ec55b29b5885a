#include "attribute/link.h"

#include <gtest/gtest.h>

namespace culprit::attribute {
namespace {

using message::Field;
using message::Message;
using message::Place;

const Address kUs = *Address::parse("192.0.2.20"), kVictim = *Address::parse("203.0.113.7"),
              kBoss = *Address::parse("198.51.100.66");

Message request(double at_s, const std::string& path, std::vector<Field> fields, Address client = kBoss) {
  Message m;
  m.start = m.end = {static_cast<int64_t>(at_s * 1e9)};
  m.first = m.last = {0, static_cast<uint64_t>(at_s * 1000) + 1};
  m.client = client;
  m.server = kUs;
  m.path = path;
  m.line = "GET " + path + "?... HTTP/1.1";
  m.method = "GET";
  m.fields = std::move(fields);
  return m;
}

Message order(double at_s, const std::string& victim = "203.0.113.7", const std::string& seconds = "60") {
  return request(at_s, "/up/x.php", {{Place::query, "host", victim}, {Place::query, "time", seconds}});
}

struct Lab {
  message::Store store;
  message::Names names;
  flow::Local local;
  Case c;
  explicit Lab(double start_s = 20, double length_s = 60.4) {
    Finding f;
    f.id = "udp-flood-1";
    f.kind = "udp-flood";
    f.start = {static_cast<int64_t>(start_s * 1e9)};
    f.end = f.start + static_cast<int64_t>(length_s * 1e9);
    f.many_ports = true;
    Endpoint target;
    target.ip = kVictim;
    f.targets.push_back(target);
    c.findings.push_back(f);
    local.hosts = {kUs};
    // Ordinary visitors, one a second.
    for (int i = 0; i < 100; ++i)
      store.add(request(i + 0.3, "/index.html", {{Place::query, "id", std::to_string(i)}},
                        *Address::parse("198.51.100.9")));
  }
  const Finding& run() {
    store.settle();
    link({store, names, local, {0}, {100 * kSecond}}, c);
    return c.findings.front();
  }
};

TEST(Link, TheOrderIsNamed) {
  Lab lab;
  lab.store.add(order(19.997));
  const Finding& f = lab.run();
  ASSERT_TRUE(f.trigger);
  EXPECT_GT(f.trigger->probability, 0.99);
  EXPECT_EQ(f.trigger->client, kBoss);
  EXPECT_NEAR(*f.trigger->lag_ms, 3, 0.01);
  EXPECT_LT(f.absent_probability, 0.01);
  EXPECT_EQ(f.orders.size(), 1u);
}

TEST(Link, OrdinaryRequestsAreNot) {
  Lab lab;
  const Finding& f = lab.run();
  EXPECT_FALSE(f.trigger);
  EXPECT_GT(f.absent_probability, 0.5);
  EXPECT_FALSE(f.trigger_absent.empty());
}

TEST(Link, AnOrderForAnotherVictimIsNot) {
  Lab lab;
  lab.store.add(order(19.997, "203.0.113.99", "5"));
  EXPECT_FALSE(lab.run().trigger);
}

TEST(Link, AnOrderAfterTheOnsetIsNot) {
  Lab lab;
  lab.store.add(order(20.5));
  EXPECT_FALSE(lab.run().trigger);
}

TEST(Link, AQuestionAboutTheVictimIsARival) {
  Lab lab;
  lab.store.add(order(19.6));
  lab.store.add(
      request(19.99, "/whois", {{Place::query, "q", "203.0.113.7"}}, *Address::parse("198.51.100.9")));
  const Finding& f = lab.run();
  ASSERT_TRUE(f.trigger);
  EXPECT_EQ(f.trigger->client, kBoss);
  EXPECT_GT(f.trigger->rivals, 0u);
}

TEST(Link, TheRefusedAttemptLosesToTheOneThatWorked) {
  Lab lab;
  Message refused = order(19.5);
  refused.path = "/up/gone.php";
  refused.status = 404;
  lab.store.add(std::move(refused));
  lab.store.add(order(19.99));
  const Finding& f = lab.run();
  ASSERT_TRUE(f.trigger);
  EXPECT_NEAR(*f.trigger->lag_ms, 10, 0.1);
}

TEST(Link, ANameThatDnsResolved) {
  Lab lab;
  lab.names.add({"victim.example.net", *Address::parse("203.0.113.7")});
  lab.store.add(order(19.99, "Victim.example.net"));
  const Finding& f = lab.run();
  ASSERT_TRUE(f.trigger);
  EXPECT_GT(f.trigger->probability, 0.99);
}

TEST(Link, OrdersWithoutAFloodAreAFinding) {
  Lab lab;
  lab.c.findings.clear();
  Message marked = order(19.99);
  marked.fields.push_back({Place::query, "act", "phptools"});
  lab.store.add(std::move(marked));
  lab.store.settle();
  link({lab.store, lab.names, lab.local, {0}, {100 * kSecond}}, lab.c);
  ASSERT_EQ(lab.c.findings.size(), 1u);
  EXPECT_EQ(lab.c.findings.front().kind, "webshell-order");
}

TEST(Link, AFloodFromTheFirstPacketOnWasOrderedBefore) {
  Lab lab(0, 60);
  lab.store.add(order(0));
  lab.store.settle();
  link({lab.store, lab.names, lab.local, {0}, {100 * kSecond}}, lab.c);
  EXPECT_EQ(lab.c.findings.front().trigger_absent.key,
            lab.c.findings.front().trigger ? "" : "absent.before-capture");
}

}  // namespace
}  // namespace culprit::attribute
