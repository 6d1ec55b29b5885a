#include "message/dns_wire.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::message {
namespace {

using namespace std::string_literals;

class Kept final : public MessageSink {
 public:
  uint64_t add(Message&&) override { return 0; }
  Message* find(uint64_t) override { return nullptr; }
  void name(NameRecord&& r) override { text += r.name + '=' + r.address.text() + ' '; }
  void note(const Note& n) override {
    notes += std::string(message::name(n.kind)) + ' ' + std::string(n.subject) + ' ' + std::string(n.text) +
             ' ' + std::to_string(n.number) + '\n';
  }
  std::string notes;
  std::string text;
};

Kept kept_of(const std::string& payload) {
  packet::Packet p;
  p.payload = Bytes(payload);
  Kept kept;
  read_dns(p.payload, way_of(p, "dns", NameSource::dns), kept);
  return kept;
}
std::string read(const std::string& payload) { return kept_of(payload).text; }

const std::string kHead = "\x12\x34\x81\x80\0\1\0\3\0\0\0\0\3WWW\1x\0\0\1\0\1"s;  // www.x at 12, .x at 16
const std::string kCname = "\xc0\x0c\0\5\0\1\0\0\0\1\0\4\1a\xc0\x10"s;
const std::string kA = "\xc0\x0c\0\1\0\1\0\0\0\1\0\4\xc0\0\2\1"s;
const std::string kAaaa = "\1a\xc0\x10\0\x1c\0\1\0\0\0\1\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"s;

TEST(Dns, AnswersNameAddresses) {
  EXPECT_EQ(read(kHead + kCname + kA + kAaaa),
            "www.x=192.0.2.1 a.x=192.0.2.1 www.x=2001:db8::1 a.x=2001:db8::1 ");
  EXPECT_EQ(read(kHead + kCname), "") << "no address";
  EXPECT_EQ(read((kHead + kA).replace(2, 1, "\1")), "") << "a question";
  EXPECT_EQ(read((kHead + kA).replace(3, 1, "\x83")), "") << "no such name";
}

TEST(Dns, AliasesHaveTheAddressToo) {
  const std::string a = "\1a\xc0\x10\0\1\0\1\0\0\0\1\0\4\xc0\0\2\1"s;
  EXPECT_EQ(read(kHead + kCname + a), "www.x=192.0.2.1 a.x=192.0.2.1 ");
}

TEST(Dns, PointersNameAddresses) {
  const std::string question =
      "\x12\x34\x81\x80\0\1\0\1\0\0\0\0\1"s
      "1\0012\0010\003192\7in-addr\4arpa\0\0\x0c\0\1"s;
  EXPECT_EQ(read(question + "\xc0\x0c\0\x0c\0\1\0\0\0\1\0\5\3web\0"s), "web=192.0.2.1 ");
}

TEST(Dns, QuestionsAndAnswersAreNoted) {
  const std::string question = std::string(kHead).replace(2, 2, "\1\0"s).replace(6, 2, "\0\0"s);
  EXPECT_EQ(kept_of(question).notes, "question www.x www.x 1\n");
  EXPECT_EQ(kept_of(std::string(question).replace(20, 1, "\xff")).notes,
            "question www.x www.x 255\namplifier  ANY 23\n");
  EXPECT_EQ(kept_of(std::string(kHead).replace(3, 1, "\x83")).notes, "answer www.x www.x 3\n");
}

TEST(Dns, Zones) {
  EXPECT_EQ(zone_of("a.b.example.com"), "example.com");
  EXPECT_EQ(zone_of("a.b.example.co.uk"), "example.co.uk");
  EXPECT_EQ(zone_of("a.example.de"), "example.de");
  EXPECT_EQ(zone_of("example.com"), "example.com");
  EXPECT_EQ(zone_of("localhost"), "localhost");
  EXPECT_EQ(zone_of("."), ".");
  EXPECT_EQ(zone_of("4.3.2.1.in-addr.arpa"), "in-addr.arpa");
}

TEST(Dns, EveryCutIsSurvived) {
  const std::string whole = kHead + kCname + kA + kAaaa;
  for (size_t size = 0; size < whole.size(); ++size) read(whole.substr(0, size));
}

TEST(Dns, NamesEndWhateverTheyPointTo) {
  const auto name = [](const std::string& tail, size_t start = 12) {
    const std::string dns = std::string(12, '\0') + tail;
    size_t at = start;
    const auto found = read_name(Bytes(dns), at);
    return found ? *found + '@' + std::to_string(at) : "(bad)";
  };
  EXPECT_EQ(name("\1A\0"s), "a@15");
  EXPECT_EQ(name("\0"s), ".@13");
  EXPECT_EQ(name("\1a\0\xc0\x0c"s, 15), "a@17");
  EXPECT_EQ(name("\xc0\x0c"s), "(bad)") << "itself";
  EXPECT_EQ(name("\1a\xc0\x0c"s), "(bad)") << "its own beginning";
  EXPECT_EQ(name("\xc0\x0e\xc0\x0c"s, 14), "(bad)") << "a circle";
  EXPECT_EQ(name("\x05"
                 "ab"s),
            "(bad)")
      << "cut";
  EXPECT_EQ(name("\x80\0"s), "(bad)") << "reserved label type";
  std::string many;
  for (int i = 0; i < 5; ++i) many += '\x3f' + std::string(63, 'a');
  EXPECT_EQ(name(many + '\0'), "(bad)") << "longer than 255";
}

}  // namespace
}  // namespace culprit::message
