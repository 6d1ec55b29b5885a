#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>

#include "contain/choose.h"
#include "contain/look_rules.h"
#include "contain/printer.h"
#include "contain/propose.h"
#include "firewall/iptables.h"
#include "firewall/nft.h"

namespace culprit::contain {
namespace {

Case our_flood() {
  Case c;
  c.verdict = Verdict::attacking;
  Finding f;
  f.id = f.kind = "udp-flood";
  f.severity = Severity::critical;
  f.way = Way::outbound;
  f.role = "attacker";
  Endpoint victim;
  victim.ip = *Address::parse("203.0.113.7");
  f.targets = {victim};
  Order o;
  o.client = *Address::parse("198.51.100.66");
  o.probability = 0.99;
  f.trigger = o;
  f.orders = {o};
  c.findings = {f};
  return c;
}

Address address(uint32_t n) { return Address::ip4(0xc6336400 + n); }

void add(Look& look, Address from, uint16_t protocol, uint16_t length, uint16_t port) {
  ++look.packets;
  ++look.four;
  look.remote.add(from);
  look.protocols.add(protocol);
  look.lengths.add(length);
  look.ttls.add(50);
  look.local_ports.add(port);
  look.remote_ports.add(static_cast<uint16_t>(1024 + look.packets));
  if (protocol == 6) look.tcp_flags.add(2);
}

Looks udp_looks() {
  Looks all;
  all.floods.emplace_back().finding = "udp-flood";
  for (int i = 0; i < 100; ++i) add(all.floods[0], *Address::parse("203.0.113.7"), 17, 60, 80);
  return all;
}

/// SYNs from as many addresses as there are packets, and two visitors.
Looks forged_looks() {
  Looks all;
  all.floods.emplace_back().finding = "udp-flood";
  for (uint32_t i = 0; i < 200; ++i) add(all.floods[0], address(i), 6, 40, 80);
  all.visitors.add(*Address::parse("192.0.2.1"));
  all.visitors.add(*Address::parse("192.0.2.2"));
  return all;
}

Case flooded(const std::string& kind) {
  Case c = our_flood();
  Finding& f = c.findings[0];
  f.kind = kind;
  f.way = Way::inbound;
  f.role = "victim";
  f.orders.clear();
  return c;
}

std::vector<std::string> scopes(const std::vector<Measure>& all) {
  std::vector<std::string> out;
  for (const Measure& m : all) out.push_back(m.scope);
  return out;
}

ProvenMeasure proven(const char* scope, uint64_t stopped, uint64_t lost) {
  ProvenMeasure m;
  m.measure.finding = "f";
  m.measure.scope = scope;
  GroupFate flood, other;
  flood.flood = other.ordinary = true;
  flood.packets = other.packets = 1000;
  flood.dropped = stopped;
  other.dropped = lost;
  m.proof.groups = {flood, other};
  return m;
}

const Printer& printer(std::string_view id) {
  return **std::ranges::find_if(all(), [&](const Printer* p) { return id == p->id; });
}

TEST(Propose, TheNarrowestMeasureComesFirst) {
  const auto all = propose(our_flood(), udp_looks());
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].scope, "victims");
  EXPECT_EQ(all[1].scope, "user");
  EXPECT_EQ(all[2].scope, "protocol");
  EXPECT_EQ(all[3].scope, "orderer");
}

TEST(Propose, NothingAgainstOrdinaryTrafficOrBystanders) {
  Case c = our_flood();
  c.findings[0].role = "bystander";
  EXPECT_TRUE(propose(c, udp_looks()).empty());
  EXPECT_TRUE(propose(Case{}, Looks{}).empty());
}

TEST(Propose, ForgedSendersAreToldByTheirLookNotByTheirAddresses) {
  const auto all = propose(flooded("syn-flood"), forged_looks());
  EXPECT_EQ(scopes(all), (std::vector<std::string>{"shape", "service", "visitors"}));
  const std::string shape = printer("nftables").print(all[0]).text;
  EXPECT_NE(shape.find("ip daddr { 203.0.113.7 } tcp dport { 80 } ip length { 40 } ip ttl { 50 } tcp flags & "
                       "0x3f == 2 counter drop"),
            std::string::npos)
      << shape;
  EXPECT_NE(printer("nftables").print(all[2]).text.find("ip saddr != { 192.0.2.1, 192.0.2.2 }"),
            std::string::npos);
}

TEST(Propose, ForgedNamesThatLeaveAreDroppedByOurOwn) {
  Case c = our_flood();
  c.findings[0].role = "spoofing-source";
  c.local = {"192.0.2.0/24"};
  const auto all = propose(c, udp_looks());
  ASSERT_EQ(all.at(1).scope, "own-names");
  EXPECT_NE(printer("nftables").print(all[1]).text.find("ip saddr != { 192.0.2.0/24 } counter drop"),
            std::string::npos);
}

TEST(Propose, AReflectorRefusesQuestionsInTheVictimsName) {
  Case c = our_flood();
  c.findings[0].role = "reflector";
  const auto all = propose(c, udp_looks());
  ASSERT_EQ(all.at(0).scope, "reflected");
  const std::string text = printer("nftables").print(all[0]).text;
  EXPECT_NE(text.find("ip saddr { 203.0.113.7 } udp dport { 80 } counter drop"), std::string::npos) << text;
  EXPECT_NE(text.find("ip daddr { 203.0.113.7 } udp sport { 80 } counter drop"), std::string::npos) << text;
}

TEST(Propose, ARouterStopsWhatPassesThroughIt) {
  Case c = our_flood();
  c.findings[0].role = "relay";
  c.findings[0].way = Way::transit;
  const auto all = propose(c, udp_looks());
  ASSERT_FALSE(all.empty());
  EXPECT_NE(printer("nftables").print(all[0]).text.find("hook forward"), std::string::npos);
}

TEST(Propose, OfAFloodedWebServerThoseWhoAskFarMoreThanVisitors) {
  Looks all;
  all.floods.emplace_back().finding = "udp-flood";
  for (uint32_t sender = 0; sender < 60; ++sender)
    for (uint32_t n = 0; n < (sender < 20 ? 100U : 5U); ++n) add(all.floods[0], address(sender), 6, 60, 80);
  EXPECT_EQ(heavy_senders(all.floods[0]).size(), 20U);
  EXPECT_EQ(propose(flooded("http-flood"), all).front().scope, "heavy-senders");
  for (uint32_t sender = 20; sender < 60; ++sender)  // now all ask alike
    for (uint32_t n = 0; n < 95; ++n) add(all.floods[0], address(sender), 6, 60, 80);
  EXPECT_TRUE(heavy_senders(all.floods[0]).empty());
}

TEST(Choose, WhatStopsItAndNothingElseComesFirst) {
  std::vector<ProvenMeasure> all = {proven("loses", 1000, 50), proven("useless", 10, 0),
                                    proven("orderer", 0, 0), proven("clean", 1000, 0),
                                    proven("half", 500, 0)};
  choose(all);
  std::vector<std::string> order;
  for (const ProvenMeasure& m : all) order.push_back(m.measure.scope);
  EXPECT_EQ(order, (std::vector<std::string>{"clean", "loses", "half", "orderer"}));
}

TEST(Spread, TheFewestValuesThatMakeUpAShare) {
  Spread<uint16_t> s;
  for (int i = 0; i < 98; ++i) s.add(7);
  s.add(1);
  s.add(2);
  EXPECT_EQ(s.most_of(0.9, 4), std::vector<uint16_t>{7});
  EXPECT_EQ(s.most_of(1, 4), (std::vector<uint16_t>{1, 2, 7}));
  EXPECT_TRUE(s.most_of(1, 2).empty());
  EXPECT_TRUE(Spread<uint16_t>().most_of(0.9, 4).empty());
}

TEST(Printers, WhatIsPrintedForNftablesCanBeReadBack) {
  auto all = propose(our_flood(), udp_looks());
  std::ranges::move(propose(flooded("syn-flood"), forged_looks()), std::back_inserter(all));
  for (const Measure& m : all) {
    const Printed p = printer("nftables").print(m);
    const auto rules = firewall::parse_nft(p.text);
    EXPECT_TRUE(rules) << p.text << (rules ? "" : rules.error().what);
    EXPECT_FALSE(p.undo.empty());
  }
}

TEST(Printers, EveryTextHasItsUndo) {
  for (const Measure& m : propose(our_flood(), udp_looks()))
    for (const Printer* p : all()) {
      const Printed printed = p->print(m);
      EXPECT_EQ(printed.text.empty(), printed.undo.empty()) << p->id << ' ' << m.scope;
    }
}

TEST(Printers, SayTheSameInTheirWords) {
  const auto measures = propose(our_flood(), udp_looks());
  EXPECT_EQ(printer("iptables").print(measures[0]).text,
            "iptables -I OUTPUT 1 ! -o lo -d 203.0.113.7 -p udp -m comment --comment culprit -j DROP\n");
  EXPECT_EQ(printer("ufw").print(measures[0]).text,
            "ufw insert 1 deny out proto udp from any to 203.0.113.7\n");
  EXPECT_EQ(printer("pf").print(measures[0]).text,
            "block drop out quick proto udp from any to { 203.0.113.7 }\n");
  EXPECT_NE(printer("windows").print(measures[0]).text.find("-RemoteAddress 203.0.113.7"), std::string::npos);
  EXPECT_EQ(printer("netsh").print(measures[0]).text,
            "netsh advfirewall firewall add rule name=culprit action=block dir=out protocol=udp "
            "remoteip=203.0.113.7\n");
  const Printed unit = printer("systemd").print(measures[0]);
  EXPECT_NE(unit.text.find("[Service]\nIPAddressDeny=203.0.113.7\nEND\n"), std::string::npos) << unit.text;
  EXPECT_TRUE(unit.undo.starts_with("rm /etc/systemd/system/apache2.service.d/culprit.conf\n"));
  EXPECT_EQ(printer("systemd").print(measures[1]).text, "");  // it knows no protocols
  EXPECT_EQ(printer("ufw").print(measures[1]).text, "");      // it knows no users
  EXPECT_NE(printer("flowspec").print(measures[0]).text.find("destination 203.0.113.7/32"),
            std::string::npos);
}

}  // namespace
}  // namespace culprit::contain
