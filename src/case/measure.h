// Rules that would stop a finding, in no firewall's language.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/address.h"
#include "case/sentence.h"

namespace culprit {

struct FilterRule {
  bool allow = false;  ///< an exception that stands before what is dropped
  bool outbound = true;
  uint16_t protocol = 0;                            ///< IP protocol number; 0 = any
  std::vector<Prefix> remote;                       ///< the other side; empty = anybody
  std::vector<uint16_t> remote_ports, local_ports;  ///< empty = any
  std::string user;                                 ///< the sending user on this computer; empty = any
};

/// A measure in one firewall's language.
struct Form {
  std::string firewall, text, undo;
  bool proven = false;  ///< this very text was replayed; else it is a translation that was not run
};

struct Measure {
  std::string finding;   ///< id of the finding that it stops
  std::string scope;     ///< victims, user, protocol, sources, service, reflector, orderer
  Sentence what, price;  ///< what it does; what it costs
  std::vector<FilterRule> rules;
  std::vector<Form> forms;
};

}  // namespace culprit
