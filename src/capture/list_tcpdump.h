// The lines that tcpdump prints.
#pragma once
#include <optional>
#include <string_view>

#include "capture/frame.h"
#include "capture/list_time.h"
#include "capture/listed.h"

namespace culprit::capture {

/// One packet as tcpdump printed it.
struct TcpdumpRow {
  Listed row;
  std::optional<Time> time;
  uint32_t wire = 0;        ///< bytes of the frame; without -e or -v worked out from what is printed
  bool exact = false;       ///< `wire` is as printed with -e
  bool unfinished = false;  ///< tcpdump -v: addresses and ports are on the next line
  bool says_more = false;   ///< tcpdump -v: the content's first line is on the next line
  uint32_t told = 0;  ///< the length as printed: of a whole datagram, even where this is one piece of it
  Direction direction = Direction::unknown;
};

/// The first line of a packet; nothing where it is none (such as the further lines of -v and -x).
std::optional<TcpdumpRow> read_tcpdump(std::string_view line, ListClock& clock);
/// The second line of an unfinished one; false where the line is something else.
bool read_tcpdump_rest(std::string_view line, TcpdumpRow& row);

}  // namespace culprit::capture
