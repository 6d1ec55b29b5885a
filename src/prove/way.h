// Which way a packet takes through this computer.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "prove/view.h"

namespace culprit::prove {

enum class Way : uint8_t { out, in, through };

inline bool is_own(const Address& a, const std::vector<Prefix>& local) {
  return std::ranges::any_of(local, [&](const Prefix& p) { return p.contains(a); });
}

/// From a local address it leaves, to one it arrives, else it passes through. `leaves`: the packet's finding
/// says that it was made here, under whatever name.
inline Way way_of(const View& v, const std::vector<Prefix>& local, bool leaves) {
  if (leaves || is_own(v.src, local)) return Way::out;
  return is_own(v.dst, local) || is_group(v.dst) ? Way::in : Way::through;
}

/// What this computer's filter sees of a packet: the outside of its tunnels if this computer is an end of
/// them. Else somebody on the way had packed it for the journey, or copied it for the capture.
inline View seen_here(const packet::Packet& p, const std::vector<Prefix>& local, bool outside) {
  if (!has_outside(p)) return view_of(p);
  return view_of(p, outside || is_own(p.outer.src, local) || is_own(p.outer.dst, local));
}

}  // namespace culprit::prove
