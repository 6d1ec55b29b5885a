// Cryptography for the pure rooms, out of libcrypto.
#pragma once
#include "message/crypto.h"

namespace culprit::host {

/// libcrypto is loaded when the first of the functions is called; where it is not installed they give
/// nothing.
const message::Crypto* crypto();

}  // namespace culprit::host
