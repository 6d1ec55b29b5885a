// The functions of libpcap that culprit calls.
#pragma once
#include <pcap/pcap.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libpcap{CULPRIT_LIBPCAP};

CULPRIT_BORROW(libpcap, pcap_open_dead);
CULPRIT_BORROW(libpcap, pcap_close);
CULPRIT_BORROW(libpcap, pcap_compile);
CULPRIT_BORROW(libpcap, pcap_geterr);
CULPRIT_BORROW(libpcap, pcap_freecode);
CULPRIT_BORROW(libpcap, pcap_offline_filter);

}  // namespace culprit::host
