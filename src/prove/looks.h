// Reads what the packets of each flood have in common, for rules that are to match them and nothing else.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "case/look.h"
#include "case/proof.h"
#include "prove/way.h"

namespace culprit::prove {

class LookReader {
 public:
  /// `groups` by label: GroupFate::group names the finding where GroupFate::flood is set.
  LookReader(std::vector<Prefix> local, std::vector<GroupFate> groups);
  void feed(const packet::Packet& p, uint32_t group);
  Looks finish() { return std::move(looks_); }

 private:
  void add(Look& look, const View& v, const packet::Packet& p, bool leaving);

  std::vector<Prefix> local_;
  std::vector<GroupFate> groups_;
  std::vector<size_t> look_of_;  ///< by label
  Looks looks_;
};

}  // namespace culprit::prove
