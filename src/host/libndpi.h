// The functions of libndpi that culprit calls.
#pragma once
#include <ndpi/ndpi_main.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libndpi{CULPRIT_LIBNDPI};

CULPRIT_BORROW(libndpi, ndpi_detection_giveup);
CULPRIT_BORROW(libndpi, ndpi_detection_process_packet);
CULPRIT_BORROW(libndpi, ndpi_finalize_initialization);
CULPRIT_BORROW(libndpi, ndpi_free_flow);
CULPRIT_BORROW(libndpi, ndpi_get_proto_name);
CULPRIT_BORROW(libndpi, ndpi_init_detection_module);
CULPRIT_BORROW(libndpi, ndpi_set_protocol_detection_bitmask2);

}  // namespace culprit::host
