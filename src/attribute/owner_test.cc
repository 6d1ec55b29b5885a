#include "attribute/owner.h"

#include <gtest/gtest.h>

namespace culprit::attribute {
namespace {

const Address kUs = Address::ip4(0xc0000214), kVictim = Address::ip4(0xc633644d);

Case flooded(std::vector<uint16_t> ports = {}) {
  Case c;
  Finding f;
  f.kind = "udp-flood";
  f.way = Way::outbound;
  f.sources = {{.ip = kUs, .ports = std::move(ports)}};
  f.targets = {{.ip = kVictim}};
  f.trigger.emplace();
  c.findings.push_back(std::move(f));
  return c;
}

packet::Packet from(const Address& source, uint16_t process, uint64_t frame) {
  packet::Packet p;
  p.src = source;
  p.dst = kVictim;
  p.protocol = packet::proto::udp;
  p.process = process;
  p.ref.frame = frame;
  return p;
}

TEST(Owner, TheProgramWithMostPacketsOfTheFloodIsNamed) {
  ProcessTally tally;
  tally.add(from(kUs, 1, 5));
  for (uint64_t i = 0; i < 3; ++i) tally.add(from(kUs, 2, 10 + i));
  for (uint64_t i = 0; i < 9; ++i) tally.add(from(kVictim, 1, 20 + i));
  Case c = flooded();
  own_by_notes(c, tally, {{{{10, "other", "pktap"}, {11, "httpd", "pktap"}}}});
  ASSERT_TRUE(c.findings[0].process);
  EXPECT_EQ(c.findings[0].process->exe, "httpd");
  EXPECT_EQ(c.findings[0].process->pid, 11u);
  EXPECT_EQ(c.findings[0].process->source, "pktap");
  EXPECT_EQ(c.findings[0].evidence.at(0).ref.frame, 10u);
}

TEST(Owner, ANoteThatPointsNowhereIsIgnored) {
  ProcessTally tally;
  tally.add(from(kUs, 7, 5));
  Case c = flooded();
  own_by_notes(c, tally, {{{{10, "x", "pktap"}}}});
  own_by_notes(c, tally, {});
  EXPECT_FALSE(c.findings[0].process);
}

TEST(Owner, TheTallyIsBounded) {
  ProcessTally tally;
  for (uint32_t i = 0; i < 2 * ProcessTally::kMost; ++i) tally.add(from(Address::ip4(i), 1, i));
  EXPECT_EQ(tally.all().size(), ProcessTally::kMost);
}

capture::Socket udp(uint16_t port, Address remote, uint64_t pid) {
  return {.protocol = 17, .remote = remote, .local_port = port, .pid = pid};
}

TEST(Owner, AConnectionToTheVictimBeatsAPortBeatsTheWebServer) {
  capture::ProcessList list;
  list.programs = {{1, "httpd"}, {2, "php"}, {3, "perl"}};
  list.sockets = {{.protocol = 6, .local_port = 80, .pid = 1}, udp(5000, {}, 2), udp(6000, kVictim, 3)};
  const auto named = [&](std::vector<uint16_t> ports) {
    Case c = flooded(std::move(ports));
    EXPECT_TRUE(own_by_sockets(c, list, "netstat.txt"));
    return c.findings[0].process->exe + ' ' + c.findings[0].process->says.key;
  };
  EXPECT_EQ(named({5000}), "perl answer.process-victim");
  list.sockets.pop_back();
  EXPECT_EQ(named({5000}), "php answer.process-port");
  EXPECT_EQ(named({5001}), "httpd answer.process-listener");
}

TEST(Owner, TwoProgramsThatFitAlikeAreNotGuessedBetween) {
  capture::ProcessList list;
  list.programs = {{1, "a"}, {2, "b"}, {3, "b"}};
  list.sockets = {udp(1, kVictim, 1), udp(2, kVictim, 2)};
  Case c = flooded();
  EXPECT_FALSE(own_by_sockets(c, list, "x"));
  list.sockets = {udp(2, kVictim, 2), udp(3, kVictim, 3)};  // two processes of one program
  EXPECT_TRUE(own_by_sockets(c, list, "x"));
}

TEST(Owner, FloodsAgainstUsHaveNoProgramHere) {
  capture::ProcessList list;
  list.sockets = {udp(1, kVictim, 1)};
  Case c = flooded();
  c.findings[0].way = Way::inbound;
  EXPECT_FALSE(own_by_sockets(c, list, "x"));
}

}  // namespace
}  // namespace culprit::attribute
