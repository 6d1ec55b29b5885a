// The functions of libcrypto that culprit calls.
#pragma once
#include <openssl/evp.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libcrypto{CULPRIT_LIBCRYPTO};

CULPRIT_BORROW(libcrypto, EVP_Digest);
CULPRIT_BORROW(libcrypto, EVP_get_digestbyname);
CULPRIT_BORROW(libcrypto, EVP_md5);
CULPRIT_BORROW(libcrypto, EVP_sha1);
CULPRIT_BORROW(libcrypto, EVP_sha256);

}  // namespace culprit::host
