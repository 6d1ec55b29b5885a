// A finding about what one host did with another, or with several: the common part of detectors that read
// notes.
#pragma once
#include <string>

#include "detect/detector.h"
#include "message/notes.h"

namespace culprit::detect {

/// Who did it to whom.
struct Deed {
  const char* kind = "";
  Address doer, other;  ///< other none = several
  uint16_t port = 0;    ///< of `other`; 0 = several or none
  Time start, end;
  FrameRef first, last;
  uint64_t count = 0;
};

/// Ends, way, times, evidence (its first and last frame) and key; role "source" or "victim" by the local
/// side. Title and text: "finding.<kind>.<way>.title" and "finding.<kind>.what", with {doer}, {other},
/// {port}, {n}. Severity, confidence, filter and further words are the caller's.
Finding deed_finding(const Scene& scene, const Deed& deed);

/// What the two exchanged over a service: all conversations of the pair that have it.
std::vector<flow::Share> shares_between(const flow::Traffic& traffic, const Address& a, const Address& b,
                                        uint16_t port);

/// Adds a later note of the same deed.
void extend(Deed& deed, const message::Tally& tally);

/// "ip.addr == A && ip.addr == B && tcp.port == N"; one of the two may be none.
std::string filter_between(const Address& a, const Address& b, const char* transport, uint16_t port);

}  // namespace culprit::detect
