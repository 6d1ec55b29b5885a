// Rules that would stop a finding, in no firewall's language.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "case/sentence.h"

namespace culprit {

struct FilterRule {
  bool allow = false;  ///< an exception that stands before what is dropped
  bool outbound = true;
  uint8_t version = 0;         ///< of IP: 4 or 6; 0 = both
  uint16_t protocol = 0;       ///< IP protocol number; 0 = any
  std::vector<Prefix> remote;  ///< the other side; empty = anybody
  bool but_remote = false;     ///< the other side is none of `remote`
  std::vector<Prefix> local;   ///< this side; empty = any
  bool but_local = false;
  std::vector<uint16_t> remote_ports, local_ports;  ///< empty = any
  std::string user;                                 ///< the sending user on this computer; empty = any

  // How the packets look: only with `version`.
  std::vector<std::array<uint16_t, 2>> lengths;  ///< from, to: of the IP packet, header included
  std::vector<uint8_t> ttls;
  std::optional<uint8_t> tcp_flags, icmp_type;
  bool pieces = false;  ///< pieces of datagrams only

  bool asks_look() const { return !lengths.empty() || !ttls.empty() || tcp_flags || icmp_type || pieces; }
};

/// A measure in one firewall's language.
struct Form {
  std::string firewall, text, undo;
  bool proven = false;  ///< this very text was replayed; else it is a translation that was not run
};

struct Measure {
  std::string finding;   ///< id of the finding that it stops
  std::string scope;     ///< what it goes by: the key contain.SCOPE words it
  bool passing = false;  ///< this computer is a router: the rules are for what passes through it
  Sentence what, price;  ///< what it does; what it costs
  std::vector<FilterRule> rules;
  std::vector<Form> forms;
};

}  // namespace culprit
