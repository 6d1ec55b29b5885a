#include "host/geo.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace culprit::host {
namespace {

using namespace std::string_literals;

// A database for one network, in the format of MaxMind's specification: a tree of bits, data, metadata.
std::string text(const std::string& s) {
  if (s.size() < 29) return static_cast<char>(0x40 | s.size()) + s;
  return "\x5d"s + static_cast<char>(s.size() - 29) + s;
}
std::string number(uint32_t n, unsigned kind) {
  std::string bytes;
  for (; n != 0; n >>= 8) bytes.insert(0, 1, static_cast<char>(n & 255));
  return static_cast<char>(kind << 5 | bytes.size()) + bytes;
}
std::string map(size_t entries, const std::string& inside) {
  return static_cast<char>(0xe0 | entries) + inside;
}
std::string three(uint32_t n) {
  return {static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
}

std::string database(uint32_t network, unsigned bits, const std::string& data) {
  std::string tree;
  for (unsigned i = 0; i < bits; ++i) {
    const uint32_t next = i + 1 == bits ? bits + 16 : i + 1;  // a record past the tree points into the data
    const bool one = (network >> (31 - i) & 1) != 0;
    tree += three(one ? bits : next) + three(one ? next : bits);
  }
  const std::string meta = map(
      9, text("binary_format_minor_version") + number(0, 5) + text("languages") + "\0\4"s +
             text("description") + map(0, "") + text("binary_format_major_version") + number(2, 5) +
             text("ip_version") + number(4, 5) + text("node_count") + number(bits, 6) + text("record_size") +
             number(24, 5) + text("database_type") + text("test") + text("build_epoch") + "\1\2\1"s);
  return tree + std::string(16, '\0') + data + "\xab\xcd\xefMaxMind.com" + meta;
}

std::string file(const std::string& name, const std::string& content) {
  const std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

const Address kInside = *Address::parse("9.9.9.77"), kOutside = *Address::parse("9.9.8.77");

TEST(Geo, PutsTogetherWhatDatabasesKnow) {
  Geo geo;
  const std::string owner = map(2, text("autonomous_system_number") + number(64500, 6) +
                                       text("autonomous_system_organization") + text("Example Net"));
  const std::string place = map(1, text("country") + map(1, text("iso_code") + text("AT")));
  ASSERT_TRUE(geo.add(file("asn.mmdb", database(0x09090900, 24, owner))));
  ASSERT_TRUE(geo.add(file("country.mmdb", database(0x09090000, 16, place))));
  EXPECT_EQ(geo.network(kInside), "AS64500 Example Net, AT");
  EXPECT_EQ(geo.network(kOutside), "AT");
  EXPECT_EQ(geo.network(*Address::parse("9.8.9.77")), "");
  EXPECT_EQ(geo.network(*Address::parse("10.9.9.77")), "") << "nobody's";
  EXPECT_EQ(geo.network(*Address::parse("2600::1")), "") << "not in a database of IPv4";
  EXPECT_EQ(geo.network(Address::mac(0x02005e100001)), "");
}

TEST(Geo, FlatNamesToo) {
  Geo geo;
  ASSERT_TRUE(
      geo.add(file("flat.mmdb", database(0x09090900, 24, map(1, text("country_code") + text("DE"))))));
  EXPECT_EQ(geo.network(kInside), "DE");
}

TEST(Geo, RefusesWhatIsNoDatabase) {
  Geo geo;
  EXPECT_FALSE(geo.add("/nonexistent/x.mmdb"));
  const auto refused = geo.add(file("no.mmdb", std::string(4096, 'x')));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().what.find("no database"), std::string::npos);
  EXPECT_TRUE(geo.empty());
  const std::string whole = database(0x09090900, 24, map(1, text("country_code") + text("DE")));
  for (size_t size = 0; size < whole.size(); size += 7)
    if (Geo cut; cut.add(file("cut.mmdb", whole.substr(0, size)))) cut.network(kInside);
}

TEST(Geo, FillsTheCase) {
  Geo geo;
  ASSERT_TRUE(
      geo.add(file("case.mmdb", database(0x09090900, 24, map(1, text("country_code") + text("DE"))))));
  Case c;
  c.hosts.push_back({.ip = kInside});
  c.findings.emplace_back().targets.push_back({.ip = kInside});
  locate(geo, c);
  EXPECT_EQ(c.hosts[0].network, "DE");
  EXPECT_EQ(c.findings[0].targets[0].network, "DE");
  EXPECT_EQ(c.witnesses, std::vector<std::string>{"geo"});
}

}  // namespace
}  // namespace culprit::host
