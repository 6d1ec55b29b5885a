// Puts rules into this computer's packet filter, and takes them back unless somebody confirms them.
#pragma once
#include <optional>
#include <string>

#include "base/result.h"

namespace culprit::host {

/// A process that keeps the rights which reading captures drops. It must begin before anything is read, does
/// nothing until it is told to, and takes the rules back by itself even if this program or the connection to
/// the computer is gone.
class Applier {
 public:
  /// An error where the caller may not change the packet filter.
  static Result<Applier> begin();
  ~Applier();
  Applier(Applier&& other) noexcept;
  Applier& operator=(Applier&&) = delete;

  /// One transaction of nft: all of the rules or none, in place of those of the table that stood there
  /// before.
  std::optional<Error> apply(const std::string& rules, unsigned seconds);
  /// Waits for a line "yes" on standard input; true = the rules stay. Else what was before is back.
  Result<bool> confirmed();

 private:
  Applier(int to, int from) : to_(to), from_(from) {}
  std::string answer();
  int to_, from_;
};

}  // namespace culprit::host
