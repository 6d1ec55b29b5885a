#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "report/exporter.h"
#include "report/sample.h"

namespace culprit::report {

extern const Exporter json;

namespace {

std::map<std::string, std::string> scalars(const std::string& text) {
  bool complete = false;
  std::map<std::string, std::string> out;
  for (JsonScalar& s : flatten_json(text, 100'000, &complete)) out[s.path] = s.text;
  EXPECT_TRUE(complete);
  return out;
}

std::map<std::string, std::string> written(Case c) {
  put_in_order(c);
  conclude(c);
  return scalars(json.write(c, Words(), Style()));
}

TEST(Json, SaysWhatTheSchemaAsks) {
  auto s = written(sample());
  EXPECT_EQ(s["schema"], "culprit.report/1");
  EXPECT_EQ(s["tool.name"], "culprit");
  EXPECT_EQ(s["verdict"], "attacking");
  EXPECT_EQ(s["input.start"], "2011-03-04T18:20:00.250000Z");
  EXPECT_EQ(s["findings.0.trigger.client"], "198.51.100.7");
  EXPECT_EQ(s["findings.0.trigger.parameters.victim"], "203.0.113.9");
  EXPECT_EQ(s["findings.0.payload.fill"], "0x58");
  EXPECT_EQ(s["findings.0.sources.0.mac"], "02:00:5e:10:00:01");
  EXPECT_EQ(s["groups.0.kind"], "fragment-flood");
}

TEST(Json, RoundsSoThatBytesAreStable) {
  Case c = sample();
  c.findings[0].peak_pps = 13'002.0400000001;
  const std::string a = json.write(c, Words(), Style());
  c.findings[0].peak_pps = 13'002.0399999999;
  EXPECT_EQ(a, json.write(c, Words(), Style()));
}

TEST(Json, DoesNotDependOnTheTerminal) {
  const Case c = sample();
  EXPECT_EQ(json.write(c, Words(), {}),
            json.write(c, Words(),
                       {.colour = true, .unicode = true, .width = 200, .detail = 3, .local_offset_s = 3600}));
}

TEST(Json, EscapesBytesFromTheWire) {
  Case c = sample();
  c.findings[0].trigger->request = "GET /\x1b[2J\xff HTTP/1.1";
  auto s = written(c);
  EXPECT_EQ(s["findings.0.trigger.request"], "GET /\\x1b[2J\\xff HTTP/1.1");
}

TEST(Json, TheClocksPrecisionIsKept) {
  Case c = sample();
  c.time_digits = 9;
  EXPECT_EQ(written(c)["input.start"], "2011-03-04T18:20:00.250000000Z");
}

TEST(Json, WithoutATriggerItSaysNullAndWhy) {
  Case c = sample();
  c.findings[0].trigger.reset();
  c.findings[0].trigger_absent = Sentence("absent.before-capture");
  auto s = written(c);
  EXPECT_EQ(s["findings.0.trigger"], "null");
  EXPECT_NE(s["findings.0.trigger_absent"].find("before the capture"), std::string::npos);
}

TEST(Json, AnEmptyCaseIsAReportToo) {
  auto s = written(Case{});
  EXPECT_EQ(s["verdict"], "empty");
  EXPECT_EQ(s["input.packets"], "0");
}

TEST(Json, NoSentenceIsMissing) {
  Case c = sample();
  put_in_order(c);
  conclude(c);
  const std::string text = json.write(c, Words(), Style());
  EXPECT_EQ(text.find('<'), std::string::npos) << text.substr(text.find('<') - 80, 160);
  EXPECT_EQ(text.find("{n}"), std::string::npos);
}

}  // namespace
}  // namespace culprit::report
