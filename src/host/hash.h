// Hashes of contents, as other programs write them. (libcrypto)
#pragma once
#include <string>

#include "base/bytes.h"

namespace culprit::host {

/// Lower-case hexadecimal digits; "" where the library refuses (MD5 under a FIPS policy).
std::string sha256(Bytes content);
std::string sha1(Bytes content);
std::string md5(Bytes content);

}  // namespace culprit::host
