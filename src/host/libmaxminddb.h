// The functions of libmaxminddb that culprit calls.
#pragma once
#include <maxminddb.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libmaxminddb{CULPRIT_LIBMAXMINDDB};

CULPRIT_BORROW(libmaxminddb, MMDB_aget_value);
CULPRIT_BORROW(libmaxminddb, MMDB_close);
CULPRIT_BORROW(libmaxminddb, MMDB_lookup_sockaddr);
CULPRIT_BORROW(libmaxminddb, MMDB_open);

}  // namespace culprit::host
