#include <gtest/gtest.h>

#include <algorithm>

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

const Printer& printer(std::string_view id) {
  return **std::ranges::find_if(all(), [&](const Printer* p) { return id == p->id; });
}

TEST(Propose, TheNarrowestMeasureComesFirst) {
  const auto all = propose(our_flood());
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].scope, "victims");
  EXPECT_EQ(all[1].scope, "user");
  EXPECT_EQ(all[2].scope, "protocol");
  EXPECT_EQ(all[3].scope, "orderer");
}

TEST(Propose, NothingAgainstOrdinaryTrafficOrBystanders) {
  Case c = our_flood();
  c.findings[0].role = "bystander";
  EXPECT_TRUE(propose(c).empty());
  EXPECT_TRUE(propose(Case{}).empty());
}

TEST(Printers, WhatIsPrintedForNftablesCanBeReadBack) {
  for (const Measure& m : propose(our_flood())) {
    const Printed p = printer("nftables").print(m);
    const auto rules = firewall::parse_nft(p.text);
    EXPECT_TRUE(rules) << p.text << (rules ? "" : rules.error().what);
    EXPECT_FALSE(p.undo.empty());
  }
}

TEST(Printers, EveryTextHasItsUndo) {
  for (const Measure& m : propose(our_flood()))
    for (const Printer* p : all()) {
      const Printed printed = p->print(m);
      EXPECT_EQ(printed.text.empty(), printed.undo.empty()) << p->id << ' ' << m.scope;
    }
}

TEST(Printers, SayTheSameInTheirWords) {
  const auto measures = propose(our_flood());
  EXPECT_EQ(printer("iptables").print(measures[0]).text,
            "iptables -I OUTPUT 1 ! -o lo -d 203.0.113.7 -p udp -m comment --comment culprit -j DROP\n");
  EXPECT_EQ(printer("ufw").print(measures[0]).text,
            "ufw insert 1 deny out proto udp from any to 203.0.113.7\n");
  EXPECT_EQ(printer("pf").print(measures[0]).text,
            "block drop out quick proto udp from any to { 203.0.113.7 }\n");
  EXPECT_NE(printer("windows").print(measures[0]).text.find("-RemoteAddress 203.0.113.7"), std::string::npos);
  EXPECT_EQ(printer("ufw").print(measures[1]).text, "");  // it knows no users
  EXPECT_NE(printer("flowspec").print(measures[0]).text.find("destination 203.0.113.7/32"),
            std::string::npos);
}

}  // namespace
}  // namespace culprit::contain
