// Which program is behind a flood, as far as somebody else says: the tool that captured it, or a list of
// sockets.
#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "capture/process_list.h"
#include "capture/reader.h"
#include "case/case.h"
#include "packet/packet.h"

namespace culprit::attribute {

/// Packets from one address to another by the program that the capturing tool noted for each. Bounded: the
/// first kMost combinations are kept.
class ProcessTally {
 public:
  static constexpr size_t kMost = 4096;
  struct Key {
    Address source, destination;
    uint16_t protocol;
    uint32_t file;
    uint16_t process;
    auto operator<=>(const Key&) const = default;
  };
  struct Share {
    uint64_t packets = 0;
    FrameRef first;
  };
  /// Takes a packet whose program was noted.
  void add(const packet::Packet& packet);
  const std::map<Key, Share>& all() const { return shares_; }

 private:
  std::map<Key, Share> shares_;
};

/// Names the program of each flood that our side sends, by the tool's notes. `processes` = Info::processes of
/// each file.
void own_by_notes(Case& c, const ProcessTally& tally,
                  std::span<const std::vector<capture::ProcessClaim>> processes);

/// The same by a list of sockets, which is called `source`. False where none of its sockets fits any flood.
bool own_by_sockets(Case& c, const capture::ProcessList& list, const std::string& source);

}  // namespace culprit::attribute
