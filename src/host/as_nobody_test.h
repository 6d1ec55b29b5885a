// For tests of what may not be read: root may read everything.
#pragma once
#include <unistd.h>

namespace culprit::host {

/// While it lives, this process is an ordinary user, where it was root.
class AsNobody {
 public:
  AsNobody() : changed_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~AsNobody() {
    if (changed_) static_cast<void>(::seteuid(0) == 0);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool changed_;
};

}  // namespace culprit::host
