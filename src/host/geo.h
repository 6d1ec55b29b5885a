// To whom an address belongs, by databases that the user has (--geo), in MaxMind's format.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "case/case.h"

namespace culprit::host {

/// One or several databases: owners (ASN), countries, cities. What each knows is put together.
class Geo {
 public:
  Geo();
  ~Geo();
  Geo(Geo&&) noexcept;
  Geo& operator=(Geo&&) noexcept;

  Result<void> add(const std::string& path);
  bool empty() const { return files_.empty(); }
  /// "AS64500 Example Net, Vienna, AT"; empty where no database knows it. Private addresses are not looked
  /// up.
  std::string network(const Address& address) const;

 private:
  struct File;
  std::vector<std::unique_ptr<File>> files_;
};

/// Fills in the networks of the case's hosts and of its findings' ends.
void locate(const Geo& geo, Case& c);

}  // namespace culprit::host
