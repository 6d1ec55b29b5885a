#include "host/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::host {
namespace {

std::string digest(const std::string& text, size_t piece) {
  Sha256 hash;
  for (size_t at = 0; at < text.size(); at += piece)
    hash.add(Bytes(std::string_view(text).substr(at, piece)));
  return hash.finish();
}

// The examples of FIPS 180-2, appendix B, and the empty message.
TEST(Sha256, KnownDigests) {
  EXPECT_EQ(digest("", 1), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("abc", 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 100),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(digest(std::string(1'000'000, 'a'), 65'536),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesDoNotMatter) {
  const std::string text(300, 'x');
  for (const size_t piece :
       {size_t{1}, size_t{7}, size_t{55}, size_t{56}, size_t{64}, size_t{65}, size_t{299}})
    EXPECT_EQ(digest(text, piece), digest(text, text.size())) << piece;
}

}  // namespace
}  // namespace culprit::host
