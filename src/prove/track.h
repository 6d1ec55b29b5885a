// Connections as the kernel's connection tracking follows them, as far as rules can ask.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "packet/packet.h"
#include "prove/view.h"

namespace culprit::prove {

class Track {
 public:
  static constexpr size_t kMax = 262'144;  ///< connections; the kernel's own default maximum

  /// The packet's state: a bit of firewall::ct.
  uint8_t state(const View& v, const packet::Packet& p);
  /// The packet got through all hooks: now its connection is there.
  void confirm(const View& v);
  uint64_t overflow() const { return overflow_; }

 private:
  struct Key {
    Address a, b;
    uint16_t a_port, b_port, transport;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Hash {
    size_t operator()(const Key& k) const {
      return static_cast<size_t>(mix(k.a.hash() ^ (uint64_t{k.a_port} << 32 | k.b_port),
                                     k.b.hash() ^ (uint64_t{k.transport} << 20)));
    }
  };
  struct Entry {
    bool forward = false;  ///< opened by Key::a
    bool replied = false;
    Time last;
  };
  static Key key_of(const View& v, bool& forward);
  Entry* find(const View& v, bool& forward);

  std::unordered_map<Key, Entry, Hash> entries_;
  uint64_t overflow_ = 0;
};

}  // namespace culprit::prove
