#include "host/library.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "host/hash.h"
#include "host/libarchive.h"
#include "host/libcrypt.h"
#include "host/libcrypto.h"
#include "host/libyara.h"

namespace culprit::host {
namespace {

TEST(Library, TheOnesThatCulpritWasBuiltForAreThere) {
  for (Library* one : {&libyara, &libarchive, &libcrypto, &libcrypt}) EXPECT_TRUE(one->open());
}

TEST(Library, AFunctionIsCalledAsItself) {
  Library z("libz.so.1");
  Borrowed<decltype(::crc32)> crc{z, "crc32"};
  const std::string text = "123456789";
  EXPECT_EQ(crc(0, reinterpret_cast<const Bytef*>(text.data()), 9), 0xcbf43926u);
  EXPECT_EQ(crc(0, nullptr, 0), 0u);
}

TEST(Library, OneThatIsMissingIsNoDisaster) { EXPECT_FALSE(Library("libsurelynot.so.0").open()); }

TEST(LibraryDeathTest, AMissingFunctionEndsTheProgramWithASentence) {
  Library z("libz.so.1");
  EXPECT_DEATH(z.find("surely_not"), "libz.so.1 is missing, or has no surely_not");
}

TEST(Library, HashesAreThoseOfTheStandards) {
  EXPECT_EQ(md5(Bytes{std::string_view("abc")}), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(sha1(Bytes{std::string_view("abc")}), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

}  // namespace
}  // namespace culprit::host
