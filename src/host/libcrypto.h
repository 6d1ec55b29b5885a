// The functions of libcrypto that culprit calls.
#pragma once
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libcrypto{CULPRIT_LIBCRYPTO};

CULPRIT_BORROW(libcrypto, EVP_CIPHER_CTX_ctrl);
CULPRIT_BORROW(libcrypto, EVP_CIPHER_CTX_free);
CULPRIT_BORROW(libcrypto, EVP_CIPHER_CTX_new);
CULPRIT_BORROW(libcrypto, EVP_CIPHER_CTX_set_padding);
CULPRIT_BORROW(libcrypto, EVP_DecryptFinal_ex);
CULPRIT_BORROW(libcrypto, EVP_DecryptInit_ex);
CULPRIT_BORROW(libcrypto, EVP_DecryptUpdate);
CULPRIT_BORROW(libcrypto, EVP_Digest);
CULPRIT_BORROW(libcrypto, EVP_EncryptInit_ex);
CULPRIT_BORROW(libcrypto, EVP_EncryptUpdate);
CULPRIT_BORROW(libcrypto, EVP_get_cipherbyname);
CULPRIT_BORROW(libcrypto, EVP_get_digestbyname);
CULPRIT_BORROW(libcrypto, EVP_md5);
CULPRIT_BORROW(libcrypto, EVP_sha1);
CULPRIT_BORROW(libcrypto, EVP_sha256);
CULPRIT_BORROW(libcrypto, HMAC);

}  // namespace culprit::host
