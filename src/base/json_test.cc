#include "base/json.h"

#include <gtest/gtest.h>

namespace culprit {
namespace {

TEST(Json, WritesPrettyAndCompact) {
  const auto write = [](bool pretty) {
    Json j(pretty);
    j.open_object().member("a", 1).key("b").open_array().value("x\n\"").value(true).null().close_array();
    j.key("c")
        .open_object()
        .close_object()
        .member("d", 0.5)
        .member("e", INT64_MIN)
        .member("f", UINT64_MAX)
        .close_object();
    return j.text();
  };
  EXPECT_EQ(
      write(false),
      R"({"a":1,"b":["x\n\"",true,null],"c":{},"d":0.5,"e":-9223372036854775808,"f":18446744073709551615})");
  EXPECT_EQ(write(true),
            "{\n \"a\": 1,\n \"b\": [\n  \"x\\n\\\"\",\n  true,\n  null\n ],\n \"c\": {},\n \"d\": 0.5,\n"
            " \"e\": -9223372036854775808,\n \"f\": 18446744073709551615\n}");
}

TEST(Json, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Json(false)
                .value("a\xff"
                       "b\x01")
                .text(),
            "\"a\xef\xbf\xbd"
            "b\\u0001\"");
}

std::string flat(std::string_view text, size_t max = 100) {
  bool complete = false;
  std::string out;
  for (const JsonScalar& s : flatten_json(text, max, &complete)) {
    out += s.path + '=' + (s.is_string ? "'" + s.text + "'" : s.text) + ' ';
  }
  return out + (complete ? "ok" : "bad");
}

TEST(FlattenJson, NamesTheWayToEachScalar) {
  EXPECT_EQ(flat(R"({"a":[{"b":1}],"c":"x"})"), "a.0.b=1 c='x' ok");
  EXPECT_EQ(flat(R"( [ -1.5e+3 , true,null, [] , {} ] )"), "0=-1.5e+3 1=true 2=null ok");
  EXPECT_EQ(flat("\"s\""), "='s' ok");
  EXPECT_EQ(flat(R"({"":{"a":1}})"), ".a=1 ok");
}

TEST(FlattenJson, DecodesStrings) {
  EXPECT_EQ(flat(R"("\u00fc\ud83d\ude00\ud800\t\/")"), "='\xc3\xbc\xf0\x9f\x98\x80\xef\xbf\xbd\t/' ok");
}

TEST(FlattenJson, KeepsWhatCameBeforeAnError) {
  EXPECT_EQ(flat(R"({"a":1,"b":)"), "a=1 bad");
  EXPECT_EQ(flat(R"({"a":"unfinis)"), "a='unfinis' bad");
  EXPECT_EQ(flat("01"), "=0 bad");
  EXPECT_EQ(flat("1."), "bad");
  EXPECT_EQ(flat("1 2"), "=1 bad");
  EXPECT_EQ(flat(""), "bad");
  EXPECT_EQ(flat(R"(["\x"])"), "0='' bad");
}

TEST(FlattenJson, IsBounded) {
  EXPECT_EQ(flat("[1,2,3]", 2), "0=1 1=2 ok");
  EXPECT_EQ(flat(std::string(40, '[') + std::string(40, ']')), "bad");
  EXPECT_EQ(flat(std::string(1'000'000, '[')), "bad");
  std::string deep = "{\"" + std::string(5000, 'k') + "\":1}";
  EXPECT_LE(flatten_json(deep, 1)[0].path.size(), 600u);
}

TEST(FlattenJson, ReadsBackWhatJsonWrites) {
  Json j;
  j.open_object().member("text", "line\n\x02\"\\").member("n", -3).close_object();
  EXPECT_EQ(flat(j.text()), "text='line\n\x02\"\\' n=-3 ok");
}

}  // namespace
}  // namespace culprit
