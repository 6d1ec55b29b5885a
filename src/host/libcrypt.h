// The function of libcrypt that culprit calls.
#pragma once
#include <crypt.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libcrypt{CULPRIT_LIBCRYPT};

CULPRIT_BORROW(libcrypt, crypt_r);

}  // namespace culprit::host
