#include "audit/php_fold.h"

#include <gtest/gtest.h>

#include "audit/inflate_small.h"

namespace culprit::audit {
namespace {

std::string fold(Word word, std::string_view name, std::vector<Value> args) {
  const Value v = fold_call(word, name, args);
  return v.known ? v.text : "?";
}

TEST(PhpFold, Decoders) {
  EXPECT_EQ(fold(Word::decode, "base64_decode", {Value::of("YXNz\nZXJ0")}), "assert");
  EXPECT_EQ(fold(Word::decode, "str_rot13", {Value::of("nffreg")}), "assert");
  EXPECT_EQ(fold(Word::decode, "strrev", {Value::of("tressa")}), "assert");
  EXPECT_EQ(fold(Word::decode, "hex2bin", {Value::of("6964")}), "id");
  EXPECT_EQ(fold(Word::decode, "hex2bin", {Value::of("zz")}), "?");
  EXPECT_EQ(fold(Word::decode, "convert_uudecode", {Value::of("\"0V%T\n`\n")}), "Ca");
  EXPECT_EQ(fold(Word::decode, "base64_decode", {Value::made(kRequest)}), "?");
}

TEST(PhpFold, Builders) {
  EXPECT_EQ(fold(Word::chr, "chr", {Value::of("0x41")}), "A");
  EXPECT_EQ(fold(Word::substring, "substr", {Value::of("abcdef"), Value::of("-3"), Value::of("2")}), "de");
  EXPECT_EQ(fold(Word::replace, "str_replace", {Value::of("x"), Value::of(""), Value::of("axsxsxexrxt")}),
            "assert");
  EXPECT_EQ(fold(Word::format, "sprintf", {Value::of("%s_%s"), Value::of("str"), Value::of("rot13")}),
            "str_rot13");
  EXPECT_EQ(fold(Word::pack, "pack", {Value::of("H*"), Value::of("6964")}), "id");
  const Value pieces = fold_call(Word::split, "explode", std::vector{Value::of("|"), Value::of("a|b")});
  ASSERT_TRUE(pieces.items);
  EXPECT_EQ(fold(Word::join, "implode", {Value::of("-"), pieces}), "a-b");
}

TEST(PhpFold, WhereItComesFromIsKept) {
  EXPECT_TRUE(fold_call(Word::decode, "base64_decode", std::vector{Value::made(kRequest)}).is(kDecoded));
  EXPECT_TRUE(fold_call(Word::pass, "trim", std::vector{Value::made(kRequest)}).is(kRequest));
  EXPECT_FALSE(fold_call(Word::decode, "strrev", std::vector{Value::of("x")}).is(kDecoded));
}

TEST(PhpValue, SumsOfKnownParts) {
  EXPECT_EQ(joined(Value::of("a"), Value::of("b")).text, "ab");
  const Value half = joined(Value::of("udp://"), Value::made(kRequest));
  EXPECT_FALSE(half.known);
  EXPECT_EQ(half.text, "udp://");
  EXPECT_TRUE(half.is(kPartial));
  EXPECT_EQ(joined(Value::made(kRequest), Value::of(".php")).tail, ".php");
  EXPECT_EQ(bitwise('^', Value::of("{"), Value::of("<")).text, "G");
  EXPECT_EQ(inverted(Value::of("\x9e")).text, "a");
  EXPECT_EQ(incremented(Value::of("Az")).text, "Ba");
  EXPECT_EQ(incremented(Value::of("9")).text, "10");
  EXPECT_EQ(element(Value::of("abc"), Value::of("-1")).text, "c");
}

TEST(PhpValue, Escapes) {
  bool built = false;
  EXPECT_EQ(unescape("\\x73\\171\\u{73}tem\\n\\q", built), "system\n\\q");
  EXPECT_FALSE(unescape("plain \\n text", built).empty());
  EXPECT_FALSE(built);
  EXPECT_EQ(unescape("\\x65\\x76\\x61\\x6c", built), "eval");
  EXPECT_TRUE(built);
}

TEST(InflateSmall, KnownStreams) {
  // "aaaaaaaaaa" with fixed codes; a stored block; nonsense.
  EXPECT_EQ(inflate_raw(std::string_view("\x4b\x84\x03\x00", 4), 100), "aaaaaaaaaa");
  EXPECT_EQ(inflate_raw(std::string_view("\x4b\x84\x03\x00", 4), 4), "aaaa");
  EXPECT_EQ(inflate_raw(std::string_view("\x01\x02\x00\xfd\xff"
                                         "hi",
                                         7),
                        100),
            "hi");
  EXPECT_FALSE(inflate_raw("\xff\xff\xff", 100));
  EXPECT_FALSE(inflate_any("", 100));
}

}  // namespace
}  // namespace culprit::audit
