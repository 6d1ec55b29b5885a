#include "case/case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace culprit {
namespace {

const Address kServer = Address::ip4(0xc0000202), kVictim = Address::ip4(0xcb007109),
              kClient = Address::ip4(0xc6336407);

Finding flood(Way way, std::string role) {
  Finding f;
  f.id = "udp-flood";
  f.kind = "udp-flood";
  f.severity = Severity::critical;
  f.way = way;
  f.role = std::move(role);
  f.sources.push_back({.ip = kServer, .ports = {}, .name = {}, .prefix_bits = {}});
  f.targets.push_back({.ip = kVictim, .ports = {}, .name = {}, .prefix_bits = {}});
  f.start = {1'299'262'801 * kSecond};
  f.end = f.start + 60 * kSecond;
  f.packets = 775'961;
  f.bytes = 1'174'000'000;
  PayloadNature p;
  p.checked = p.total = 15'000;
  p.fill = 'X';
  p.distinct_bytes = 1;
  p.code = false;
  p.fragments_per_datagram = 44;
  p.datagram_bytes = 65'000;
  f.payload = p;
  return f;
}

Order order(double probability) {
  Order o;
  o.client = kClient;
  o.server = kServer;
  o.frame = {0, 12};
  o.time = {1'299'262'800 * kSecond};
  o.request = "GET /webdav/..php?act=phptools&host=203.0.113.9&time=60 HTTP/1.1";
  o.parameters = {{"victim", "203.0.113.9"}, {"seconds", "60"}};
  o.probability = probability;
  o.lag_ms = 0.4;
  o.status = 200;
  return o;
}

Case with(Finding f) {
  Case c;
  c.packets = f.packets + 10;
  c.local = {kServer.text()};
  c.local_how = "given";
  c.findings.push_back(std::move(f));
  return c;
}

bool says(const Case& c, std::string_view key) {
  return std::ranges::any_of(c.answer, [&](const Sentence& s) { return s.key == key; });
}

TEST(Case, NamesAreThoseOfTheSchema) {
  EXPECT_STREQ(name(Severity::critical), "critical");
  EXPECT_STREQ(name(Way::outbound), "outbound");
  EXPECT_STREQ(name(Verdict::under_attack), "under-attack");
  EXPECT_STREQ(name(Verdict::empty), "empty");
}

TEST(Case, OrderIsTotalAndIdsAreUnique) {
  Case c;
  for (const char* kind : {"dns", "arp-request", "dns"}) {
    Group g;
    g.kind = kind;
    g.packets = kind[0] == 'a' ? 9 : 5;
    g.first = {0, c.groups.size() + 1};
    c.groups.push_back(g);
  }
  c.groups.push_back(Group{.id = "flood", .kind = "udp-flood", .params = {}, .packets = 1, .finding = "f"});
  c.findings.push_back(Finding{.id = "f", .kind = "udp-flood"});
  put_in_order(c);
  std::string ids;
  for (const Group& g : c.groups) ids += g.id + ' ';
  EXPECT_EQ(ids, "flood arp-request dns dns-2 ");
}

TEST(Case, WorstFindingFirst) {
  Case c;
  for (const Severity s : {Severity::low, Severity::critical, Severity::medium}) {
    Finding f;
    f.kind = "k";
    f.severity = s;
    c.findings.push_back(f);
  }
  put_in_order(c);
  EXPECT_EQ(c.findings.front().severity, Severity::critical);
  EXPECT_EQ(c.findings.front().id, "k");
  EXPECT_EQ(c.findings.back().id, "k-3");
}

TEST(Case, GroupsMustAddUp) {
  Case c;
  c.packets = 2;
  EXPECT_FALSE(adds_up(c));
  c.groups.push_back(Group{.kind = "dns", .params = {}, .packets = 2});
  EXPECT_TRUE(adds_up(c));
  c.bytes = 1;
  EXPECT_FALSE(adds_up(c));
}

TEST(Conclude, EmptyAndOrdinary) {
  Case c;
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::empty);
  EXPECT_TRUE(says(c, "answer.empty"));
  c = Case{};
  c.packets = 3;
  c.groups.push_back(Group{.kind = "dns", .params = {}, .packets = 3});
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::ordinary);
  EXPECT_TRUE(says(c, "answer.ordinary"));
  EXPECT_TRUE(says(c, "answer.all-of-it"));
}

TEST(Conclude, DamagedIsInconclusive) {
  Case c;
  c.packets = 3;
  c.groups.push_back(Group{.kind = "undecodable", .params = {}, .packets = 3});
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::inconclusive);
}

TEST(Conclude, AnOrderedFloodOfOurs) {
  Finding f = flood(Way::outbound, "source");
  f.trigger = order(0.9997);
  f.orders = {order(0.9997)};
  Case c = with(f);
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::attacking);
  for (const char* key :
       {"answer.attacking", "answer.amount", "answer.highest", "answer.fragments", "answer.payload-fill",
        "answer.ordered-by", "answer.order-request", "answer.roles", "answer.not-you"})
    EXPECT_TRUE(says(c, key)) << key;
  EXPECT_FALSE(says(c, "answer.order-absent"));
}

TEST(Conclude, TheWordsFollowTheProbability) {
  const auto key_at = [](double probability) {
    Finding f = flood(Way::outbound, "source");
    f.trigger = order(probability);
    Case c = with(f);
    conclude(c);
    for (const char* key : {"answer.ordered-by", "answer.very-probably-started-by",
                            "answer.possibly-started-by", "answer.order-absent"})
      if (says(c, key)) return std::string(key);
    return std::string();
  };
  EXPECT_EQ(key_at(0.99), "answer.ordered-by");
  EXPECT_EQ(key_at(0.98), "answer.very-probably-started-by");
  EXPECT_EQ(key_at(0.6), "answer.possibly-started-by");
  EXPECT_EQ(key_at(0.4), "answer.order-absent");
}

TEST(Conclude, WithoutTheVictimNamedItIsNotCalledOrdered) {
  Finding f = flood(Way::outbound, "source");
  f.trigger = order(0.999);
  f.trigger->parameters.clear();
  Case c = with(f);
  conclude(c);
  EXPECT_TRUE(says(c, "answer.very-probably-started-by"));
}

TEST(Conclude, AnOrderFromInsideDoesNotAcquit) {
  Finding f = flood(Way::outbound, "source");
  f.trigger = order(0.999);
  Case c = with(f);
  c.local.push_back(kClient.text());
  conclude(c);
  EXPECT_TRUE(says(c, "answer.order-from-inside"));
  EXPECT_FALSE(says(c, "answer.not-you"));
}

TEST(Conclude, RemediesBeginWithStoppingAndKeepEvidenceBeforeCleaning) {
  Finding f = flood(Way::outbound, "source");
  f.trigger = order(0.999);
  Case c = with(f);
  conclude(c);
  const auto& remedies = c.findings.front().remedies;
  const auto place = [&](const char* key) {
    return std::ranges::find(remedies, std::string("remedy.") + key,
                             [](const Remedy& r) { return r.what.key; }) -
           remedies.begin();
  };
  EXPECT_EQ(place("block-udp"), 0);
  EXPECT_LT(place("save"), place("stop-server"));
  EXPECT_LT(place("stop-server"), place("close-webdav"));
  EXPECT_LT(place("close-webdav"), place("remove-script"));
  EXPECT_LT(place("remove-script"), place("passwords"));
  EXPECT_LT(place("passwords"), place("check"));
  EXPECT_LT(static_cast<size_t>(place("not-the-client")), remedies.size());
}

TEST(Conclude, ACommandNeverCarriesBytesFromTheWire) {
  for (const char* script : {"C:\\xampp\\'; rm x", "/var/www/$(reboot);'x\n.php", "C:\\a\x1b[2J.php"}) {
    Finding f = flood(Way::outbound, "source");
    f.trigger = order(0.999);
    f.trigger->script = script;
    Case c = with(f);
    conclude(c);
    for (const Remedy& r : c.findings.front().remedies) {
      EXPECT_EQ(r.command.find("'; rm"), std::string::npos);
      EXPECT_EQ(r.command.find('\x1b'), std::string::npos);
      EXPECT_TRUE(r.what.key != "remedy.remove-script" || r.command.find('\n') == std::string::npos);
    }
  }
}

TEST(Conclude, FloodsOfOthers) {
  Case c = with(flood(Way::inbound, "victim"));
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::under_attack);
  c = with(flood(Way::unknown, "none"));
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::suspicious);
  EXPECT_TRUE(says(c, "answer.flood-between"));
  c = with(flood(Way::inbound, "bystander"));
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::ordinary);
}

TEST(Conclude, AForgedSourceIsNotCalledAComputerOfOurs) {
  Case c = with(flood(Way::outbound, "spoofing-source"));
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::attacking);
  ASSERT_FALSE(c.answer.empty());
  EXPECT_EQ(c.answer.front().key, "answer.attacking-forged");
}

TEST(Conclude, OrdersWithoutAFlood) {
  Finding f;
  f.kind = "webshell-order";
  f.severity = Severity::high;
  f.way = Way::inbound;
  f.orders = {order(0.9)};
  Case c = with(f);
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::compromised);
  EXPECT_TRUE(says(c, "answer.compromised"));
  f.orders.front().status = 404;
  f.severity = Severity::low;
  c = with(f);
  conclude(c);
  EXPECT_EQ(c.verdict, Verdict::suspicious);
}

TEST(Conclude, TheStoryIsToldInOrder) {
  Finding f = flood(Way::outbound, "source");
  f.trigger = order(0.999);
  f.orders = {order(0.999)};
  Case c = with(f);
  conclude(c);
  ASSERT_EQ(c.events.size(), 3U);
  EXPECT_EQ(c.events[0].kind, "order");
  EXPECT_EQ(c.events[1].kind, "flood-start");
  EXPECT_EQ(c.events[2].kind, "flood-end");
}

}  // namespace
}  // namespace culprit
